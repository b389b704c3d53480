import { graphReport, hasAll } from "@/lib/imports/formats/graph";

/** Conditional access policies and the places they name: the stored report `conditional_access`. */
export const conditionalAccess = graphReport({
  format: "graph-conditional-access",
  type: "conditional_access",
  label: "Microsoft Graph conditional access",
  parts: [
    {
      part: "policies",
      context: /^(identity\/)?conditionalAccess\/policies\b/,
      first: (policy) => hasAll(policy, "conditions", "grantControls", "state"),
    },
    { part: "namedLocations", context: /^(identity\/)?conditionalAccess\/namedLocations\b/ },
  ],
});
