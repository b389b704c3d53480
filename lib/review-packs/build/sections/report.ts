import { renderHtml } from "@/lib/review-packs/build/report/html/render-html";
import { renderPdf } from "@/lib/review-packs/build/report/pdf/render-pdf";
import { reportOf } from "@/lib/review-packs/build/report/report-of";
import type { RenderInput } from "@/lib/review-packs/build/section";

/** report.html */
export function renderReportHtml(input: RenderInput): string {
  return renderHtml(reportOf(input));
}

/** report.pdf: the same report. */
export function renderReportPdf(input: RenderInput): Promise<Uint8Array> {
  return renderPdf(reportOf(input));
}
