/** The pages of a tenant below /tenants/<slug>, in the order of the rail (design.md, Frame). */
export const tenantPages = [
  { path: "", label: "Overview", icon: "layout-dashboard" },
  { path: "/review-packs", label: "Review packs", icon: "file-archive" },
  { path: "/findings", label: "Findings", icon: "shield-alert" },
  { path: "/reports", label: "Reports", icon: "table" },
  { path: "/operations", label: "Operations", icon: "activity" },
  { path: "/import", label: "Import", icon: "upload" },
] as const;

/** The pages of no single tenant; `right` names what only some may open. */
export const workspacePages = [
  { path: "/", label: "Tenants", icon: "building" },
  { path: "/fleet", label: "Fleet runs", icon: "layers" },
  { path: "/notifications", label: "Notifications", icon: "bell" },
  { path: "/audit", label: "Audit", icon: "scroll", right: "audit" },
  { path: "/settings", label: "Settings", icon: "settings", right: "settings" },
] as const;

/** The reader's own; it stands in their menu, not in the rail. */
export const accountPage = { path: "/account", label: "Your account", icon: "user" } as const;

/** Names of the icons that stand before a page. */
export type PageIcon = (typeof tenantPages | typeof workspacePages | [typeof accountPage])[number]["icon"];
