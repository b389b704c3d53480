/** A check of the demo scans: an id as Prowler's Microsoft 365 provider has it, with words of ours. */
export interface DemoCheck {
  id: string;
  title: string;
  severity: "Critical" | "High" | "Medium" | "Low" | "Informational";
  service: string;
  /** What it looks at: the whole tenant, or one of these. */
  resources: "tenant" | "people" | "groups" | "policies" | "sites";
  risk: string;
  remedy: string;
  cis: string;
}

/** The checks that the demo scans run. */
export const demoChecks: readonly DemoCheck[] = [
  check(
    "entra_admin_users_mfa_enabled",
    "Administrators sign in with a second factor",
    "Critical",
    "entra",
    "people",
    "1.1.1",
  ),
  check(
    "entra_admin_users_phishing_resistant_mfa_enabled",
    "Administrators use phishing-resistant sign-in",
    "High",
    "entra",
    "people",
    "5.2.2.5",
  ),
  check("entra_users_mfa_enabled", "Everybody signs in with a second factor", "High", "entra", "people", "5.2.2.2"),
  check(
    "entra_legacy_authentication_blocked",
    "Legacy authentication is blocked",
    "Critical",
    "entra",
    "policies",
    "5.2.2.3",
  ),
  check(
    "entra_identity_protection_sign_in_risk_enabled",
    "Risky sign-ins are challenged",
    "High",
    "entra",
    "policies",
    "5.2.2.7",
  ),
  check(
    "entra_identity_protection_user_risk_enabled",
    "Risky accounts have to change their password",
    "High",
    "entra",
    "policies",
    "5.2.2.6",
  ),
  check(
    "entra_managed_device_required_for_authentication",
    "Sign-in needs a managed device",
    "Medium",
    "entra",
    "policies",
    "5.2.2.9",
  ),
  check(
    "entra_policy_restricts_user_consent_for_apps",
    "People cannot consent to applications by themselves",
    "Medium",
    "entra",
    "tenant",
    "5.1.5.1",
  ),
  check(
    "entra_policy_guest_users_access_restrictions",
    "Guests see only what is their own",
    "Medium",
    "entra",
    "tenant",
    "5.1.6.2",
  ),
  check(
    "entra_policy_guest_invite_only_for_admin_roles",
    "Only administrators invite guests",
    "Low",
    "entra",
    "tenant",
    "5.1.6.3",
  ),
  check(
    "entra_thirdparty_integrated_apps_not_allowed",
    "People cannot register applications",
    "Medium",
    "entra",
    "tenant",
    "5.1.2.2",
  ),
  check(
    "entra_admin_portals_access_restriction",
    "The admin portals are for administrators",
    "Medium",
    "entra",
    "tenant",
    "5.1.2.4",
  ),
  check(
    "admincenter_groups_not_public_visibility",
    "Groups are not public",
    "Medium",
    "admincenter",
    "groups",
    "1.2.1",
  ),
  check(
    "admincenter_users_admins_reduced_license_footprint",
    "Administrators carry no product licences",
    "Low",
    "admincenter",
    "people",
    "1.1.4",
  ),
  check(
    "admincenter_settings_password_never_expire",
    "Passwords do not expire by date",
    "Informational",
    "admincenter",
    "tenant",
    "1.3.1",
  ),
  check(
    "defender_antispam_outbound_policy_configured",
    "Outbound spam is noticed",
    "Low",
    "defender",
    "policies",
    "2.1.6",
  ),
  check(
    "defender_malware_policy_common_attachments_filter_enabled",
    "Dangerous attachments are filtered",
    "High",
    "defender",
    "policies",
    "2.1.2",
  ),
  check("defender_domain_dkim_enabled", "Mail is signed with DKIM", "Medium", "defender", "tenant", "2.1.9"),
  check(
    "exchange_mailbox_audit_bypass_disabled",
    "No mailbox is left out of the audit",
    "High",
    "exchange",
    "people",
    "6.1.3",
  ),
  check(
    "exchange_transport_rules_mail_forwarding_disabled",
    "Mail is not forwarded outside",
    "High",
    "exchange",
    "policies",
    "6.2.1",
  ),
  check(
    "sharepoint_external_sharing_managed",
    "Sharing with outsiders is limited",
    "High",
    "sharepoint",
    "sites",
    "7.2.6",
  ),
  check(
    "sharepoint_modern_authentication_required",
    "SharePoint needs modern authentication",
    "Medium",
    "sharepoint",
    "tenant",
    "7.2.1",
  ),
  check(
    "sharepoint_guest_sharing_restricted",
    "Guests cannot share what is not theirs",
    "Medium",
    "sharepoint",
    "sites",
    "7.2.5",
  ),
  check(
    "teams_external_users_cannot_start_conversations",
    "Outsiders cannot start conversations",
    "Low",
    "teams",
    "policies",
    "8.2.4",
  ),
];

function check(
  id: string,
  title: string,
  severity: DemoCheck["severity"],
  service: string,
  resources: DemoCheck["resources"],
  cis: string,
): DemoCheck {
  return {
    id,
    title,
    severity,
    service,
    resources,
    cis,
    risk: `When this is not so ("${title}"), somebody with a stolen password gets further than they should.`,
    remedy: `See to it in the ${service} settings that: ${title.charAt(0).toLowerCase()}${title.slice(1)}.`,
  };
}

/** The things that the demo tenants have, by kind. Roles rather than people: nobody here is real. */
export const demoResources: Record<DemoCheck["resources"], readonly string[]> = {
  tenant: ["Tenant settings"],
  people: [
    "admin.breakglass",
    "admin.exchange",
    "admin.helpdesk",
    "admin.security",
    "board.secretary",
    "finance.lead",
    "hr.lead",
    "it.lead",
    "kiosk.reception",
    "legal.counsel",
    "ops.lead",
    "sales.lead",
  ],
  groups: ["All staff", "Board", "Finance", "Project Lighthouse", "Sales West", "Suppliers"],
  policies: ["Baseline for everybody", "Baseline for guests", "Mail hygiene", "Strict for administrators"],
  sites: ["Board papers", "Finance archive", "Intranet", "Project Lighthouse", "Supplier exchange"],
};
