import type { Role } from "@/lib/auth/capabilities";

/** The roles as people read them. */
export const roleWords: Record<Role, { label: string; means: string }> = {
  owner: { label: "Owner", means: "Everything, including members, retention and branding." },
  manager: { label: "Manager", means: "Tenants, imports, review packs and the audit." },
  operator: { label: "Operator", means: "Imports evidence and sees everything of the tenants, except the audit." },
  readonly: { label: "Read-only", means: "Sees the tenants and their review packs, and changes nothing." },
};
