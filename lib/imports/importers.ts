import { conditionalAccess } from "@/lib/imports/formats/graph-conditional-access";
import { intuneRoles } from "@/lib/imports/formats/graph-intune-roles";
import { graphPermissions } from "@/lib/imports/formats/graph-permissions";
import { graphRoles } from "@/lib/imports/formats/graph-roles";
import { secureScore } from "@/lib/imports/formats/graph-secure-score";
import { m365Assess } from "@/lib/imports/formats/m365-assess";
import { m365AssessActions, m365AssessRoles, m365AssessScore } from "@/lib/imports/formats/m365-assess-report";
import { maester } from "@/lib/imports/formats/maester";
import { ocsfCompliance } from "@/lib/imports/formats/ocsf-compliance";
import { ocsfDetection } from "@/lib/imports/formats/ocsf-detection";
import { oscal } from "@/lib/imports/formats/oscal";
import { prowlerCsv } from "@/lib/imports/formats/prowler-csv";
import { prowlerOcsf } from "@/lib/imports/formats/prowler-ocsf";
import { scubagearActionPlan, scubagearCsv } from "@/lib/imports/formats/scubagear-csv";
import { scubagearJson } from "@/lib/imports/formats/scubagear-json";
import { scubagearReport } from "@/lib/imports/formats/scubagear-report";
import { scubagearSection, scubagearSettings } from "@/lib/imports/formats/scubagear-settings";
import { tenantpilotJson } from "@/lib/imports/formats/tenantpilot-json";
import { tenantpilotOcsf } from "@/lib/imports/formats/tenantpilot-ocsf";
import { zeroTrust } from "@/lib/imports/formats/zero-trust";
import type { Importer } from "@/lib/imports/importer";

/**
 * Every format that is read; the first that recognises a file reads it. A new one is one file in formats/ and one line here: OCSF of any
 * product stands behind those of products that we know.
 */
export const importers: readonly Importer[] = [
  prowlerOcsf,
  prowlerCsv,
  scubagearJson,
  scubagearActionPlan,
  scubagearCsv,
  scubagearReport,
  scubagearSettings,
  scubagearSection,
  maester,
  zeroTrust,
  m365Assess,
  m365AssessRoles,
  m365AssessScore,
  m365AssessActions,
  tenantpilotJson,
  tenantpilotOcsf,
  ocsfDetection,
  ocsfCompliance,
  oscal,
  graphRoles,
  graphPermissions,
  conditionalAccess,
  secureScore,
  intuneRoles,
];

/** What a format is called: "prowler-ocsf" → "Prowler OCSF". One that is read no longer keeps the name it was stored by. */
export function formatLabel(format: string): string {
  return importers.find((importer) => importer.format === format)?.label ?? format;
}
