import { accentOnDark } from "@/lib/review-packs/build/report/colours";

const darkPaper = "#15171a";

/** Widths that a column of a table can have, in percent. */
const columnPercents = Array.from({ length: 100 }, (_, at) => at + 1);

/** The style sheet: one accent, both colour schemes on screen, black on white on paper. Holds no text of the tenant's. */
export function styleOf(accent: string): string {
  return `:root{color-scheme:light dark;--paper:#fff;--ink:#1a1d21;--muted:#5a626c;--line:#d9dde2;--sunken:#f4f5f7;--accent:${accent}}
@media screen and (prefers-color-scheme:dark){:root{--paper:${darkPaper};--ink:#e8eaed;--muted:#a2a9b3;--line:#343940;--sunken:#1e2126;--accent:${accentOnDark(accent, darkPaper)}}}
${sheet}
${columnPercents.map((percent) => `.w${percent}{width:${percent}%}`).join("")}`;
}

const sheet = `*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:0 2rem 6rem;max-width:56rem;overflow-wrap:anywhere}
h1,h2,h3{line-height:1.2;font-weight:650;letter-spacing:-.01em;text-wrap:balance}
a{color:inherit}
a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.8em}
.cover{padding:5rem 0 3rem;border-bottom:1px solid var(--line)}
.logo{display:inline-block;background:#fff;margin:0 0 3rem;line-height:0}
.logo img{max-width:15rem;max-height:4.5rem;width:auto;height:auto}
.author{margin:0 0 1rem;color:var(--muted)}
h1{margin:0;font-size:2.5rem}
h1::before{content:"";display:block;width:4rem;height:.3rem;margin-bottom:1.5rem;background:var(--accent)}
.period{margin:.6rem 0 3rem;font-size:1.25rem;color:var(--muted)}
dl{display:grid;grid-template-columns:minmax(10rem,auto) 1fr;gap:.35rem 1.5rem;margin:1rem 0}
dt{color:var(--muted)}
dd{margin:0}
nav{margin-top:3rem}
nav h2{margin:0 0 .6rem;font-size:1rem}
nav ol{columns:2;column-gap:2rem;margin:0;padding:0;list-style:none}
nav li{break-inside:avoid;padding:.15rem 0}
nav a{text-decoration:none}
nav a:hover{text-decoration:underline}
nav .n{display:inline-block;min-width:1.8rem;color:var(--muted)}
section{padding-top:1px}
h2{margin:4rem 0 1rem;padding-top:1rem;font-size:1.6rem}
h2 .n{color:var(--accent);margin-right:.75rem}
h3{margin:2.25rem 0 .5rem;font-size:1.05rem}
p{margin:.6rem 0;max-width:44rem}
.lead{font-size:1.3rem;line-height:1.4;margin:1rem 0 1.4rem}
ul{margin:.6rem 0;padding-left:1.2rem;max-width:44rem}
li{margin:.3rem 0}
li::marker{color:var(--accent)}
.notice{margin:1.4rem 0;padding:.9rem 1.2rem;background:var(--sunken);border-left:.3rem solid var(--accent)}
.notice h3{margin:0 0 .3rem}
.figures{display:grid;grid-template-columns:repeat(4,1fr);gap:1.5rem;margin:1.6rem 0 1.8rem;padding:0;list-style:none;max-width:none}
.figures li{margin:0;padding-top:.7rem;border-top:2px solid var(--ink)}
.figures b{display:block;font-size:2rem;line-height:1.15;font-weight:600}
.figures span{color:var(--muted);font-size:.87rem}
table{width:100%;table-layout:fixed;border-collapse:collapse;margin:1.2rem 0 .4rem;font-size:.9rem;line-height:1.4}
caption{padding-bottom:.4rem;text-align:left;font-weight:600}
th{padding:.4rem .75rem .4rem 0;border-bottom:1.5px solid var(--ink);text-align:left;vertical-align:bottom;font-weight:600}
td{padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;overflow:hidden;unicode-bidi:plaintext}
.num{text-align:right;white-space:nowrap}
th:last-child,td:last-child{padding-right:0}
.strong{font-weight:650}
.detail{display:block;color:var(--muted);font-size:.87em;unicode-bidi:plaintext}
.more{margin-top:.2rem;color:var(--muted);font-size:.9rem}
pre{margin:1rem 0;padding:.8rem 1rem;background:var(--sunken);overflow-x:auto;font-size:.9rem}
.chart tbody th{border-bottom:1px solid var(--line);font-weight:400;vertical-align:middle}
.chart thead td{border-bottom:1.5px solid var(--ink)}
.chart .name{width:8.5rem}
.chart .count{width:5.2rem}
.chart .bar{padding-top:.6rem}
.bar svg{display:block;width:100%;height:1rem;overflow:visible}
.solid{fill:var(--accent)}
.hatched{fill:url(#hatch);stroke:var(--accent)}
.outlined{fill:none;stroke:var(--muted)}
#hatch path{stroke:var(--accent);stroke-width:1.5}
.key{display:inline-block;width:1.1rem;height:.75rem;margin-right:.45rem;overflow:visible;vertical-align:baseline}
.num .key{display:block;margin:0 0 .4rem auto}
.defs{position:absolute;width:0;height:0}
footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--muted);font-size:.87rem}
@media screen and (max-width:40rem){
body{padding:0 1.1rem 4rem}
.cover{padding-top:2.5rem}
h1{font-size:1.9rem}
.period{margin-bottom:2rem}
dl{grid-template-columns:1fr;gap:0}
dd{margin-bottom:.6rem}
nav ol{columns:1}
.figures{grid-template-columns:1fr 1fr;gap:1.2rem}
.rows,.rows tbody,.rows caption{display:block}
.rows thead{display:none}
.rows tr{display:grid;padding:.6rem 0;border-bottom:1px solid var(--line)}
.rows td{display:grid;grid-template-columns:7.5rem 1fr;gap:.75rem;padding:.15rem 0;border:0}
.rows td::before{content:attr(data-name);color:var(--muted)}
.rows td .detail{grid-column:2}
.rows .num{text-align:left;white-space:normal}
.chart .name{width:6rem}
.chart .count{width:4.1rem}
.chart th,.chart td{padding-right:.4rem}
}
@page{size:A4;margin:20mm 18mm 22mm;@bottom-right{content:counter(page) " / " counter(pages);font:9pt system-ui,sans-serif;color:#5a626c}}
@page:first{@bottom-right{content:none}}
@media print{
html{font-size:10pt;background:none}
body{max-width:none;padding:0}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.cover{min-height:240mm;padding-top:30mm;border:0;break-after:page}
section{break-inside:auto}
.page{break-before:page}
h2{margin-top:0;padding-top:0}
section:not(.page) h2{margin-top:14mm}
h2,h3,caption{break-after:avoid}
thead{display:table-header-group}
tr,.notice,.figures,.chart,dl{break-inside:avoid}
p{orphans:3;widows:3}
footer{display:none}
a{text-decoration:none}
}`;
