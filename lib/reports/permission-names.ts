/**
 * Microsoft Graph's application permissions by the id of their app role, which is the same in every tenant: an assignment
 * names the id only. Those that matter in a review. Microsoft Learn, "Microsoft Graph permissions reference".
 */
export const graphAppRoles: Readonly<Record<string, string>> = {
  "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8": "RoleManagement.ReadWrite.Directory",
  "06b708a9-e830-4db3-a914-8e69da51d44f": "AppRoleAssignment.ReadWrite.All",
  "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9": "Application.ReadWrite.All",
  "19dbc75e-c2e2-444c-a770-ec69d8559fc7": "Directory.ReadWrite.All",
  "7ab1d382-f21e-4acd-a863-ba3e13f7da61": "Directory.Read.All",
  "741f803b-c850-494e-b5df-cde7c675a1ca": "User.ReadWrite.All",
  "df021288-bdef-4463-88db-98f22de89214": "User.Read.All",
  "62a82d76-70ea-41e2-9197-370581804d09": "Group.ReadWrite.All",
  "5b567255-7703-4780-807c-7be8301ae99b": "Group.Read.All",
  "dbaae8cf-10b5-4b86-a4a1-f871c94c6695": "GroupMember.ReadWrite.All",
  "50483e42-d915-4231-9639-7fdb7fd190e5": "UserAuthenticationMethod.ReadWrite.All",
  "29c18626-4985-4dcd-85c0-193eef327366": "Policy.ReadWrite.AuthenticationMethod",
  "01c0a623-fc9b-48e9-b794-0756f8e8f067": "Policy.ReadWrite.ConditionalAccess",
  "292d869f-3427-49a8-9dab-8c70152b74e9": "Organization.ReadWrite.All",
  "810c84a8-4a9e-49e6-bf7d-12d183f40d01": "Mail.Read",
  "e2a3a72e-5f79-4c64-b1b1-878b674786c9": "Mail.ReadWrite",
  "b633e1c5-b582-4048-a93e-9f11b44c7e96": "Mail.Send",
  "6931bccd-447a-43d1-b442-00a195474933": "MailboxSettings.ReadWrite",
  "01d4889c-1287-42c6-ac1f-5d1e02578ef6": "Files.Read.All",
  "75359482-378d-4052-8f01-80520e7db3cd": "Files.ReadWrite.All",
  "332a536c-c7ef-4017-ab91-336970924f0d": "Sites.Read.All",
  "9492366f-7969-46a4-8d15-ed1a20078fff": "Sites.ReadWrite.All",
  "a82116e5-55eb-4c41-a434-62fe8a61c773": "Sites.FullControl.All",
  "6b7d71aa-70aa-4810-a8d9-5d9fb2830017": "Chat.Read.All",
  "7b2449af-6ccd-4f4d-9f78-e550c193f0d1": "ChannelMessage.Read.All",
  "dc890d15-9560-4a4c-9b7f-a736ec74ec40": "full_access_as_app",
};

/**
 * Permissions that reach everybody's content or the directory itself. The first let an application give itself or others
 * any right; the others read or change the mail, files and messages of people who were not asked.
 */
const widePermissions: ReadonlySet<string> = new Set(
  [
    "RoleManagement.ReadWrite.Directory",
    "AppRoleAssignment.ReadWrite.All",
    "Application.ReadWrite.All",
    "Directory.ReadWrite.All",
    "Directory.AccessAsUser.All",
    "User.ReadWrite.All",
    "Group.ReadWrite.All",
    "GroupMember.ReadWrite.All",
    "UserAuthenticationMethod.ReadWrite.All",
    "Policy.ReadWrite.AuthenticationMethod",
    "Policy.ReadWrite.ConditionalAccess",
    "Organization.ReadWrite.All",
    "DelegatedPermissionGrant.ReadWrite.All",
    "DeviceManagementConfiguration.ReadWrite.All",
    "Mail.Read",
    "Mail.ReadWrite",
    "Mail.Send",
    "Mail.Read.Shared",
    "Mail.ReadWrite.Shared",
    "Mail.Send.Shared",
    "MailboxSettings.ReadWrite",
    "Files.Read.All",
    "Files.ReadWrite.All",
    "Sites.Read.All",
    "Sites.ReadWrite.All",
    "Sites.Manage.All",
    "Sites.FullControl.All",
    "Chat.Read.All",
    "Chat.ReadWrite.All",
    "ChannelMessage.Read.All",
    "full_access_as_app",
    "full_access_as_user",
    "EWS.AccessAsUser.All",
    "user_impersonation",
  ].map((name) => name.toLowerCase()),
);

/** Whether a permission reaches everybody's content or the directory. Names are compared without regard to case. */
export function isWidePermission(name: string): boolean {
  return widePermissions.has(name.toLowerCase());
}
