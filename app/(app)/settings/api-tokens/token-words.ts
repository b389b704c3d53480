import type { TokenCapability } from "@/lib/auth/capabilities";

/** What a token may do, as people read it. */
export const capabilityWords: Record<TokenCapability, { label: string; means: string }> = {
  "tenant.view": { label: "See tenants", means: "Lists the tenants that it is for." },
  "import.view": { label: "See imports", means: "Asks what became of an import." },
  "import.manage": { label: "Import", means: "Brings scanner output in, as a scheduled scan does." },
  "review_pack.view": { label: "See and download packs", means: "Lists packs and makes download links." },
  "review_pack.manage": { label: "Generate packs", means: "Asks for new packs and withdraws links." },
};

/** For how long a token can be made: days, or "" for no end. */
export const lifetimes = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
  { value: "", label: "No end" },
];
