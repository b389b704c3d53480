/** Words that are written with a capital letter without naming anybody: products, settings, roles, the beginnings of titles. In small letters here. */
export const properWords: ReadonlySet<string> = new Set(
  `january february july september october november december aad ac accepted access accessasuser account accounts acl actions activate activated active activesync activity actor ad adal adaptive add adding additional additionally
address addresses ade admin administrative administrator administrators admins advanced adversaries after agencies ai air aitm alert alerts all allow allowed allowing
allows also always an analytics analyze analyzer and android anonymous answer any anyone api apis app appendix apple application applications apply applying
approleassignment approved apps arc are array as asf asr assess assessment assign assigned assignment assignments at attachment attachments attack attributes au audit
auditing auth authenticationmethod authenticator authorization auto automated automatic automatically avoid aws azure azuread azureadssoacc bad based baseline basic be
because best billing bitlocker block blocking blog bod body bookings bot both buffer built bulk business by bytes ca cae calendar call can captcha captures case categories
category cba cell center centrally certificate certificates change channelmessage chapter chat check checked checks choice choose cis cisa clean cli click client closely
cloud cm cmmc code collaboration collection columns combine command comments commit common communication company comparison complaint complete compliance compliant
compromised conditional conditionalaccess conditions confidence confidential configurable configuration configure configured configuring confirm connect connection
connectors consent contact container content continuous contoso control controllers controls copy core corporate count create created creating creation creator credential
credentials credit criminal critical csf csr custom customer data date dc dcs ddos default defaults defender define defines delicensing deny description designate detailed
details detection determines device devices devops diagnostic direct directory disable disabled disabling dismissed distinct dke dkim dlp dmarc dns do documents domain
domains door double drop dss dynamics each edge ediscovery edit edm eidsca eligible else email emails emergency empty enable enabled enabling encoding encryption end
enforce enforced enforcement enforcing enhanced enrollment ens ensure enter enterprise entra eop error escalate establish evaluation even event every everybody everyone
excessive exchange exclude existing exists exo expiration explorer exposure extended external fail failed false fceb features fedramp fido file files filevault filter
filtering finally finding findings flow folder follow for forwarding foundations fqdn fqdns framework free from front fullcontrol further furthermore gateway gcc gdap gdpr
general generated generator get give global go granted graph group groupmember groups guest guests guid hacking hardening having held hello helpdesk high highly hipaa
holder holding hour how however hsm http https hub hybrid ia iam id identification identify identities identity idle idps if illegal imap impact impersonation implement
import imported imports improvement in inactive include included inconsistent indicates individual info information informational insert insider insights inspection install
integrate intelligence intelligent internal internet into intune investigate investigation inviter invoke ios ip ipados ips irm is isms iso it itin its javascript jit join
json junk just keep kerberos key kisa known label labeling labels laps lateral layer learn leave leaving left legacy let level licensing limit limiting link linkedin links
linux list lists local lockbox log logging logs loop loss low macos maester mail mailbox mailboxsettings mailtips maintain maintaining make malicious manage managed
management manager manages manual many map march math matters maximum mdm mdo medium meeting meetings member members message messages method methods mfa microsoft migrate
migration misconfigured mitre mode modern modify module moera monitor monitoring more moreover move ms msal multifactor must muted mx my name named navigate ncsc network
networking new next nic nis nist no nobody non none not note nothing notifications notify nsg nsgs null number numbers oauth object ocr ocsf of off office omb ome on
onboarding once one onedrive only open operations option optional or orca order org organization organizations origin os oscal osint otherwise otp our outbound outlook over
overview owa owasp owner page pam parse parser partition party pass passcode passed password passwords patch paw payg pci pdf people per perform performance permanent
permission permissions persistence phs pick pillar pim plan plane platform policies policy portal post power powerpoint powershell pr preapproval prefer premium
prerequisites prevented prevention primary principal principals privacy private privileged promise properties protect protected protecting protection protections protocol
provider provides providing provisioning prowler prowlerthreatscore prt public publish publishing qr quarantine quick rate rationale raw rbac rd rdp read reader reading
reads readwrite reauthentication recognised recommendation recommended record records recovery reduce reduction reference refresh register registration registrations rego
regularly rehearsal related remediate remote remove removing renew report reporting request require requirement requirements requires requiring research reset resolve
resolved resource restrict restricted restricting restriction restrictions result results review rights risk risky rms role rolemanagement roles root rotate row rows rsc
rule rules ruleset run runs saas safe safety saml sample save sc scanning scl scope scopes score scroll scuba scubagear search secrets secure securing security see select
selected self send sender sending sensitive sensitivity sentinel server service services session set setting settings severity sha shall shared sharepoint sharing should
show si siem sign similar since single sites sits sku smart sms smtp soc social soft solution solutions some something source sox specific specifies spf sql ss sso sspr
stale standard start state status step stolen storage store stores storm stream strict string submit subnets subscription surface suspicious synchronization system table
tags take takes tap target taxpayer tcp team teams temporary tenant tenantpilot terms test tests texts that the then there therefore these they third this threat threshold
tier time timezone tips title tls to token tokens too tool top traffic transport true trust trusted turn turning tutorial txt type types udp uid under understand unified
union units universal unlike unmanaged unrestricted until unusual update uris url urls usage use user users using utc utf vaults verdict verification verifies verify
version view virtual viva vm vms vnet voice vpn waf wait warning was we web well what when where whether which while who whose why windows with within without workload
workstations xdr xtap yammer yes you your zero`.split(/\s/),
);
