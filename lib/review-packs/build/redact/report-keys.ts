/**
 * How the value of a member of a stored report goes out. word: as it is when it is made of words on the list; id, name: a
 * pseudonym, unless every tenant has it; role: a name of a role; time, text, scopes, context, check, source: by their own form;
 * plain: numbers and true or false only.
 */
export type KeyRule =
  | "word"
  | "id"
  | "name"
  | "role"
  | "time"
  | "text"
  | "scopes"
  | "context"
  | "check"
  | "source"
  | "plain"
  | "severity";

const keys: Readonly<Record<Exclude<KeyRule, "check" | "source" | "severity">, string>> = {
  context: "@odata.context authenticationStrength@odata.context combinationConfigurations@odata.context",
  id: `id principalId roleDefinitionId directoryScopeId appScopeId resourceScope resourceScopes roleAssignmentOriginId roleAssignmentScheduleId
    roleEligibilityScheduleId templateId roleTemplateId clientId resourceId appId appRoleId keyId appOwnerOrganizationId objectId application
    servicePrincipal servicePrincipalId roleId memberId members includeUsers excludeUsers includeGroups excludeGroups includeRoles excludeRoles
    includeApplications excludeApplications includeLocations excludeLocations azureTenantId userPrincipalName mail memberUPN ipRanges
    cidrAddress deviceName ipAddress primaryApprovers escalationApprovers`,
  name: `displayName principalDisplayName resourceDisplayName applicationDisplayName memberDisplayName userDisplayName givenName surname name
    deviceDisplayName ruleSource`,
  plain: `isTrusted includeUnknownCountriesAndRegions isBuiltIn isEnabled accountEnabled rank version maxScore score currentScore averageScore
    activeUserCount licensedUserCount deprecated isFromApplication isMultiTenantEnabled isAdminConsented isRisky isExpirationRequired
    isApprovalRequired isBackup isDefaultRecipientsEnabled isEscalationEnabled escalationTimeInMinutes approvalStageTimeOutInDays
    isApproverJustificationRequired isApprovalRequiredForExtension isRequestorJustificationRequired value @odata.count rows isComplete
    scoreImpact percentage averageComparativeScore`,
  role: "roleName roleDisplayName roles",
  scopes: "scope",
  text: "description title remediation remediationImpact actionName threats",
  time: `createdDateTime modifiedDateTime lastModifiedDateTime startDateTime endDateTime updatedDateTime deletedDateTime capturedAt
    maximumDuration`,
  word: `@odata.type state clientAppTypes signInRiskLevels userRiskLevels includePlatforms excludePlatforms includeUserActions operator
    builtInControls mode type authenticationType frequencyInterval requirementsSatisfied policyType allowedCombinations transferMethods
    consentType principalType servicePrincipalType assignmentType memberType userType roleType countriesAndRegions resourceActions allowedResourceActions
    notAllowedResourceActions level caller operations ruleSourceType notificationType recipientType notificationLevel approvalMode enabledRules
    controlCategory controlName service tier userImpact implementationCost basis enabledServices certificationName certificationControls
    category implementationStatus actionType provider vendor`,
};

// What only holds others: its own members are judged.
const containers = `parts answer principal roleDefinition rolePermissions conditions users applications locations platforms grantControls
  sessionControls authenticationStrength authenticationFlows signInFrequency persistentBrowser secureSignInSession cloudAppSecurity
  combinationConfigurations assignments rules target setting approvalStages averageComparativeScores controlScores complianceInformation
  keyCredentials passwordCredentials federatedCredentials federatedIdentityCredentials permissions guestsOrExternalUsers
  includeGuestsOrExternalUsers excludeGuestsOrExternalUsers vendorInformation
  roleAssignments roleDefinitions directoryRoles directoryRoleMembers roleAssignmentScheduleInstances roleEligibilityScheduleInstances
  oauth2PermissionGrants servicePrincipals appRoleAssignedTo appRoleAssignments policies namedLocations secureScores secureScoreControlProfiles
  privileged_users privileged_roles privileged_service_principals risky_applications risky_third_party_service_principals
  conditional_access_policies adminRoles secureScore improvementActions deviceManagementRoleAssignments deviceManagementRoleDefinitions`;

const listed = (names: string) => names.split(/\s+/).map((name) => name.toLowerCase());

const rules: ReadonlyMap<string, KeyRule> = new Map([
  ...Object.entries(keys).flatMap(([rule, names]) => listed(names).map((name) => [name, rule as KeyRule] as const)),
  ...listed(containers).map((name) => [name, "plain"] as const),
]);

const assessmentRules: ReadonlyMap<string, KeyRule> = new Map([
  ["tool", "source"],
  ["toolversion", "word"],
  ["scannedat", "time"],
  ["totals", "plain"],
  ["checks", "plain"],
  ["id", "check"],
  ["title", "text"],
  ["severity", "severity"],
  ["scope", "check"],
  ["passed", "plain"],
  ["failed", "plain"],
  ["accepted", "plain"],
  ["notassessed", "plain"],
]);

/** The rule for a member, in capital or small letters; undefined: it does not go out. */
export function ruleOf(reportType: string, key: string): KeyRule | undefined {
  const list = reportType.startsWith("assessment.") ? assessmentRules : rules;
  return list.get(key.toLowerCase());
}
