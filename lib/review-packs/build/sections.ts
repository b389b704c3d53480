import { collectCover } from "@/lib/review-packs/build/report/collect-cover";
import type { CollectedSection, RenderedSection } from "@/lib/review-packs/build/section";
import { collectChanges } from "@/lib/review-packs/build/sections/changes";
import { renderCoverage } from "@/lib/review-packs/build/sections/coverage";
import { collectFindings } from "@/lib/review-packs/build/sections/findings";
import { collectHardening } from "@/lib/review-packs/build/sections/hardening";
import { renderManifest } from "@/lib/review-packs/build/sections/manifest";
import { renderMetadata } from "@/lib/review-packs/build/sections/metadata";
import { collectOperations } from "@/lib/review-packs/build/sections/operations";
import { renderReadme } from "@/lib/review-packs/build/sections/readme";
import { renderReportHtml, renderReportPdf } from "@/lib/review-packs/build/sections/report";
import { collectReports } from "@/lib/review-packs/build/sections/reports";
import { renderSignature } from "@/lib/review-packs/build/sections/signature";
import { renderSummary } from "@/lib/review-packs/build/sections/summary";
import { renderSums } from "@/lib/review-packs/build/sections/sums";

// The contents of a pack, in the order in which they are made (pack.md, Contents). A new section is one line here and
// one file beside the others. In the archive the entries stand in the order of their names.

export const collectedSections: readonly CollectedSection[] = [
  { name: "cover", collect: collectCover },
  { name: "findings", collect: collectFindings },
  { name: "reports", collect: collectReports },
  { name: "hardening", collect: collectHardening },
  { name: "operations", collect: collectOperations },
  // Compares what the ones before it found.
  { name: "changes", collect: collectChanges },
];

export const renderedSections: readonly RenderedSection[] = [
  { path: "summary.json", mediaType: "application/json", render: renderSummary },
  { path: "metadata.json", mediaType: "application/json", render: renderMetadata },
  { path: "coverage.json", mediaType: "application/json", render: renderCoverage },
  { path: "README.txt", mediaType: "text/plain; charset=utf-8", render: renderReadme },
  // These name the hashes of the entries before them.
  { path: "report.html", mediaType: "text/html; charset=utf-8", render: renderReportHtml },
  { path: "report.pdf", mediaType: "application/pdf", render: renderReportPdf },
  // These three look back at all the others, so they come last.
  { path: "manifest.json", mediaType: "application/json", render: renderManifest },
  { path: "manifest.sig", mediaType: "application/octet-stream", render: renderSignature },
  { path: "SHA256SUMS", mediaType: "text/plain; charset=utf-8", render: renderSums },
];
