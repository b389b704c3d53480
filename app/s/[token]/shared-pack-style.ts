/** The look of the auditor's page: the tokens of globals.css that it needs, because it loads no file. */
export const style = `
:root { color-scheme: light dark;
  --ground: light-dark(oklch(0.986 0.0015 275), oklch(0.16 0.006 275)); --surface: light-dark(oklch(1 0 0), oklch(0.19 0.007 275));
  --sunken: light-dark(oklch(0.963 0.0025 275), oklch(0.235 0.008 275)); --ink: light-dark(oklch(0.22 0.012 275), oklch(0.945 0.004 275));
  --muted: light-dark(oklch(0.475 0.014 275), oklch(0.725 0.012 275)); --line: light-dark(oklch(0.915 0.004 275), oklch(0.282 0.009 275));
  --edge: light-dark(oklch(0.645 0.01 275), oklch(0.53 0.012 275)); --accent: light-dark(oklch(0.5 0.2 275), oklch(0.55 0.19 275));
  --accent-strong: light-dark(oklch(0.44 0.2 275), oklch(0.5 0.19 275)); --link: light-dark(oklch(0.47 0.2 275), oklch(0.79 0.105 275));
  --danger: light-dark(oklch(0.48 0.18 25), oklch(0.8 0.115 22)); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 14px/20px ui-sans-serif, system-ui, sans-serif; font-variant-numeric: tabular-nums; }
header { height: 56px; display: flex; align-items: center; padding: 0 1.5rem; border-bottom: 1px solid var(--line); }
header a { color: inherit; font-weight: 500; text-decoration: none; }
main { max-width: 44rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
h1 { margin: 0; font-size: 20px; line-height: 28px; font-weight: 500; letter-spacing: -0.01em; text-wrap: balance; overflow-wrap: anywhere; }
h2 { margin: 0; padding: 0.75rem 1rem; font-size: 14px; line-height: 20px; font-weight: 500; border-bottom: 1px solid var(--line); }
p { margin: 0.25rem 0; overflow-wrap: anywhere; }
a { color: var(--link); }
.muted { color: var(--muted); }
.wrong { color: var(--danger); font-weight: 500; }
form, section { margin-top: 1.5rem; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); }
form { padding: 1rem; display: grid; gap: 0.5rem; justify-items: start; }
label { font-weight: 500; }
input { width: 100%; max-width: 24rem; height: 36px; padding: 0 0.75rem; font: inherit; color: inherit; background: var(--surface); border: 1px solid var(--edge); border-radius: 6px; }
input[aria-invalid] { border-color: var(--danger); }
button { height: 36px; padding: 0 0.875rem; font: inherit; font-weight: 500; color: oklch(1 0 0); background: var(--accent); border: 0; border-radius: 6px; cursor: pointer; }
button:hover { background: var(--accent-strong); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
dl { margin: 0; }
dl div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.25rem 1.5rem; padding: 0.625rem 1rem; }
dl div + div { border-top: 1px solid var(--line); }
dt { color: var(--muted); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
section > p { margin: 0.75rem 1rem; }
pre { margin: 0.75rem 1rem; padding: 0.75rem; overflow-x: auto; background: var(--sunken); border-radius: 6px; }
code, pre { font: 12px/18px ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace; }
code { overflow-wrap: anywhere; user-select: all; }
@media print { :root { color-scheme: light; } form { display: none; } pre { white-space: pre-wrap; } }
`;
