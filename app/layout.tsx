import "@/app/globals.css";
import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import { cookies } from "next/headers";
import { GlyphSheet } from "@/app/_components/glyph-sheet";
import { ReaderClock } from "@/app/_components/reader-clock";
import { readZone, zoneCookie } from "@/app/_components/reader-zone";
import { readTheme, themeCookie } from "@/app/_components/theme";

export const metadata: Metadata = {
  title: { default: "TenantPilot", template: "%s · TenantPilot" },
  description: "Review packs for Microsoft 365 tenants.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

/**
 * One face for everybody, 29 kB (fonts/LICENSE.txt): weights and figures are the same on every system. Where it comes too late for the
 * first paint that page keeps the system's: lines that break anew would move what somebody is reading.
 */
const geist = localFont({
  src: "./fonts/geist-latin.woff2",
  weight: "100 900",
  variable: "--font-geist",
  display: "optional",
});

/** The document. The chosen theme is in a cookie, so the first paint has it already, with scripts off too. */
export default async function RootLayout({ children }: { children: React.ReactNode }) {
  const jar = await cookies();
  const theme = readTheme(jar.get(themeCookie)?.value);
  return (
    <html lang="en" className={geist.variable} data-theme={theme === "system" ? undefined : theme}>
      <body>
        <GlyphSheet />
        {children}
        <ReaderClock zone={readZone(jar.get(zoneCookie)?.value)} />
      </body>
    </html>
  );
}
