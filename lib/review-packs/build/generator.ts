import packageJson from "@/package.json" with { type: "json" };

/** What made the pack. */
export const generator = { name: "TenantPilot", version: packageJson.version } as const;

/** Version of the shapes of a pack's JSON entries; raised when a reader of the old ones would be misled. */
export const schemaVersion = 1;
