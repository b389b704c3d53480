/** The page that says which sources a tenant's packs are expected to hold. */
export function sourcesPath(slug: string): string {
  return `/tenants/${slug}/sources`;
}

/** Where a source is looked at: its report, its findings; null for what has no page of its own. */
export function sourcePath(slug: string, source: string): string | null {
  if (source === "hardening") return null;
  if (source === "findings") return `/tenants/${slug}/findings`;
  if (source.startsWith("findings."))
    return `/tenants/${slug}/findings?${new URLSearchParams({ tool: source.slice("findings.".length) })}`;
  return `/tenants/${slug}/reports/${source}`;
}
