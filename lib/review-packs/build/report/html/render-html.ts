import { createHash } from "node:crypto";
import type {
  Block,
  Cell,
  Chapter,
  Fact,
  ReportDocument,
  ReportLogo,
  Table,
} from "@/lib/review-packs/build/report/document";
import { chartHtml, hatchPattern } from "@/lib/review-packs/build/report/html/chart";
import { escapeHtml } from "@/lib/review-packs/build/report/html/escape";
import { styleOf } from "@/lib/review-packs/build/report/html/style";

/** Chapters that begin on a page of their own when the report is printed. */
const ownPage: ReadonlySet<string> = new Set(["summary", "coverage", "findings", "verification"]);

/**
 * The report as one HTML file that needs nothing else: no network, no script. Its own policy forbids it both, whatever the
 * texts in it hold.
 */
export function renderHtml(report: ReportDocument): string {
  const style = styleOf(report.accent);
  const styleHash = createHash("sha256").update(style).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(`${report.title}, ${report.identity}`)}</title>
<style>${style}</style>
</head>
<body>
${hatchPattern}
${coverHtml(report)}
<main>
${report.chapters.map(chapterHtml).join("\n")}
</main>
<footer>${escapeHtml(`${report.title}. ${report.identity}. ${report.author}.`)}</footer>
</body>
</html>
`;
}

function coverHtml(report: ReportDocument): string {
  const entries = report.chapters.map(
    ({ id, title }, at) => `<li><a href="#${id}"><span class="n">${at + 1}</span>${escapeHtml(title)}</a></li>`,
  );
  return `<header class="cover">
${report.logo ? logoHtml(report.logo) : ""}<p class="author">${escapeHtml(report.author)}</p>
<h1>${escapeHtml(report.title)}</h1>
<p class="period">${escapeHtml(report.subtitle)}</p>
${factsHtml(report.cover)}
<nav aria-label="Contents"><h2>Contents</h2><ol>${entries.join("")}</ol></nav>
</header>`;
}

function logoHtml({ png, width, height }: ReportLogo): string {
  const data = Buffer.from(png).toString("base64");
  return `<div class="logo"><img src="data:image/png;base64,${data}" width="${width}" height="${height}" alt=""></div>\n`;
}

function chapterHtml({ id, title, blocks }: Chapter, at: number): string {
  const page = ownPage.has(id) ? ' class="page"' : "";
  return `<section id="${id}"${page} aria-labelledby="${id}-title"><h2 id="${id}-title"><span class="n">${at + 1}</span>${escapeHtml(title)}</h2>
${blocks.map(blockHtml).join("\n")}
</section>`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case "lead":
      return `<p class="lead">${escapeHtml(block.text)}</p>`;
    case "text":
      return `<p>${escapeHtml(block.text)}</p>`;
    case "heading":
      return `<h3>${escapeHtml(block.text)}</h3>`;
    case "notice":
      return `<div class="notice"><h3>${escapeHtml(block.title)}</h3>${listHtml(block.items)}</div>`;
    case "list":
      return listHtml(block.items);
    case "figures": {
      const items = block.figures.map(
        ({ value, label }) => `<li><b>${escapeHtml(value)}</b><span>${escapeHtml(label)}</span></li>`,
      );
      return `<ul class="figures">${items.join("")}</ul>`;
    }
    case "facts":
      return factsHtml(block.facts);
    case "chart":
      return chartHtml(block.chart);
    case "table":
      return tableHtml(block.table);
    case "code":
      return `<pre><code>${block.lines.map(escapeHtml).join("\n")}</code></pre>`;
  }
}

function listHtml(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join("")}</ul>`;
}

function factsHtml(facts: readonly Fact[]): string {
  const rows = facts.map(
    ({ name, value, isCode }) =>
      `<dt>${escapeHtml(name)}</dt><dd${isCode ? ' class="code"' : ""}>${escapeHtml(value)}</dd>`,
  );
  return `<dl>${rows.join("")}</dl>`;
}

// The roles say again what the elements are: on a phone the rows are stacked, and some readers then see no table.
function tableHtml({ caption, columns, rows, more }: Table): string {
  const heads = columns.map(
    ({ name, isNumber }) =>
      `<th role="columnheader" scope="col"${isNumber ? ' class="num"' : ""}>${escapeHtml(name)}</th>`,
  );
  const lines = rows.map(
    (cells) => `<tr role="row">${cells.map((cell, at) => cellHtml(cell, columns[at])).join("")}</tr>`,
  );
  const whole = columns.reduce((sum, { share }) => sum + share, 0);
  const widths = columns.map(({ share }) => `<col class="w${Math.round((share / whole) * 100)}">`).join("");
  const after = more === "" ? "" : `<p class="more">${escapeHtml(more)}</p>`;
  return `<table class="rows" role="table"><caption>${escapeHtml(caption)}</caption><colgroup>${widths}</colgroup><thead role="rowgroup"><tr role="row">${heads.join("")}</tr></thead><tbody role="rowgroup">${lines.join("\n")}</tbody></table>${after}`;
}

function cellHtml({ text, detail, isStrong }: Cell, column: Table["columns"][number] | undefined): string {
  const classes = [column?.isNumber && "num", column?.isCode && "code", isStrong && "strong"].filter(Boolean).join(" ");
  const below = detail ? `<span class="detail">${breakable(detail)}</span>` : "";
  return `<td role="cell" data-name="${escapeHtml(column?.name ?? "")}"${classes ? ` class="${classes}"` : ""}><span>${breakable(text)}</span>${below}</td>`;
}

/** In a narrow cell an address, a path or an id breaks after a mark rather than anywhere. */
function breakable(text: string): string {
  return escapeHtml(text).replaceAll(/([/._@-])(?=[^\s&]{3})/g, "$1<wbr>");
}
