import type { Page } from "@playwright/test";
import { expect } from "./test";

/** A file as it is chosen in a browser. */
export interface ChosenFile {
  name: string;
  text: string;
}

/** Chooses files on a tenant's Import page, and waits for the page that shows what is in them. */
export async function chooseFiles(page: Page, tenant: string, files: ChosenFile[]): Promise<void> {
  await page.goto(`/tenants/${tenant}/import`);
  await page
    .getByLabel("Files")
    .setInputFiles(
      files.map(({ name, text }) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(text) })),
    );
  await page.waitForURL(/\/import\/preview\/\d+/);
}

/** The button that imports what the preview shows; it is there when everything has been read. */
export const importButton = (page: Page) => page.getByRole("button", { name: "Import", exact: true });

/** Waits until as many files are imported as the preview said. */
export async function untilImported(page: Page, files = 1): Promise<void> {
  await expect(page.getByRole("main").locator('[data-status="completed"]')).toHaveCount(files, { timeout: 60_000 });
}

/** Two controls as ScubaGear writes them to CSV: a format without tenant and date, so that there is something to ask. */
export function scubaCsv(id: string): string {
  return [
    '"Control ID","Requirement","Result","Criticality","Details"',
    `"MS.AAD.${id}v1","Legacy authentication SHALL be blocked","Fail","Shall","Not blocked"`,
    '"MS.AAD.2.1v1","Users at high risk SHALL be blocked","Pass","Shall","Blocked"',
    "",
  ].join("\n");
}
