import { conditionalAccess } from "@/lib/imports/formats/graph-conditional-access";
import { intuneRoles } from "@/lib/imports/formats/graph-intune-roles";
import { graphPermissions } from "@/lib/imports/formats/graph-permissions";
import { graphRoles } from "@/lib/imports/formats/graph-roles";
import { secureScore } from "@/lib/imports/formats/graph-secure-score";
import { prowlerCsv } from "@/lib/imports/formats/prowler-csv";
import { prowlerOcsf } from "@/lib/imports/formats/prowler-ocsf";
import { scubagearCsv } from "@/lib/imports/formats/scubagear-csv";
import { scubagearJson } from "@/lib/imports/formats/scubagear-json";
import type { Importer } from "@/lib/imports/importer";

/** Every format that is read. A new one is one file in formats/ and one line here. */
export const importers: readonly Importer[] = [
  prowlerOcsf,
  prowlerCsv,
  scubagearJson,
  scubagearCsv,
  graphRoles,
  graphPermissions,
  conditionalAccess,
  secureScore,
  intuneRoles,
];
