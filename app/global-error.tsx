"use client";

import "@/app/globals.css";

/** A fault of ours in the document itself: the last page that can still be drawn, so it needs nothing of ours but styles. */
export default function GlobalErrorPage({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · TenantPilot</title>
        <main className="mx-auto grid max-w-md gap-2 px-4 py-[14vh] text-center">
          <h1 className="text-xl tracking-tight">This page could not be shown.</h1>
          <p className="text-muted">
            Something went wrong on our side. Nothing was changed. Load the page again; if it stays, tell whoever runs
            this TenantPilot{error.digest && ` the number ${error.digest}`}.
          </p>
        </main>
      </body>
    </html>
  );
}
