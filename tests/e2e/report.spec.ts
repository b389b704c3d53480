import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { prowlerFile } from "./support/prowler";
import { expect, test } from "./support/test";

const run = promisify(execFile);

const hostile = [
  "<script>window.ran = 1; alert(1)</script>",
  '"><img src="https://elsewhere.example/seen.png" onerror="window.ran = 2">',
  "'><svg onload=alert(3)>",
  "</style><style>@import 'https://elsewhere.example/seen.css'; * { display: none }</style>",
  "</title></head><body onload='window.ran = 4'>",
  '<iframe src="https://elsewhere.example/"></iframe><form action="https://elsewhere.example/"><input autofocus onfocus="window.ran = 5">',
  "javascript:window.ran=6",
];

/** A scan in which every text that the report shows is hostile. */
function hostileScan(): string {
  const records = JSON.parse(prowlerFile(hostile.length, new Date()));
  for (const [at, text] of hostile.entries()) {
    const record = records[at];
    Object.assign(record, {
      severity_id: 5,
      severity: "Critical",
      message: text,
      status_detail: text,
      risk_details: text,
    });
    Object.assign(record.finding_info, { title: text, desc: text });
    Object.assign(record.resources[0], { name: `${text} ${at}`, uid: `${text} ${at}` });
    record.remediation = { desc: text, references: ["javascript:window.ran=7", "https://elsewhere.example/read-me"] };
  }
  return JSON.stringify(records);
}

test("the report of hostile findings runs nothing and asks for nothing when a browser opens it from the disk", async ({
  page,
  tenantpilot,
  dataDir,
}) => {
  const [scan, zip, folder] = ["hostile.ocsf.json", "hostile.zip", "hostile"].map((name) => path.join(dataDir, name));
  if (!scan || !zip || !folder) throw new Error("three names");
  await writeFile(scan, hostileScan());
  const imported = await tenantpilot(["import", "--tenant", "tailspin", scan]);
  expect(imported.exitCode, imported.stderr).toBe(0);
  const { pack } = JSON.parse((await tenantpilot(["generate", "--tenant", "tailspin", "--wait", "--json"])).stdout);
  await tenantpilot(["download", pack.id, "-o", zip]);
  await run("unzip", ["-q", zip, "report.html", "-d", folder]);

  const asked: string[] = [];
  const spoken: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("dialog", (dialog) => {
    spoken.push(dialog.message());
    void dialog.dismiss();
  });
  const address = pathToFileURL(path.join(folder, "report.html")).href;
  await page.goto(address);
  const main = page.locator("body");
  for (const text of hostile) await expect(main).toContainText(text);
  // What would run on a press.
  for (const link of await page.getByRole("link").all()) {
    expect(await link.getAttribute("href")).toMatch(/^(#|https?:|mailto:)/);
  }
  const made = await page.evaluate(() => ({
    ran: "ran" in window,
    active: document.querySelectorAll("script, iframe, object, embed, form, link, img[src^='http'], base").length,
    handlers: [...document.querySelectorAll("*")].filter((element) =>
      [...element.attributes].some(({ name }) => name.startsWith("on")),
    ).length,
  }));
  expect(made).toEqual({ ran: false, active: 0, handlers: 0 });
  expect(spoken).toEqual([]);
  expect(asked.filter((url) => url !== address && !url.startsWith("data:"))).toEqual([]);
});
