"use client";

import "@/app/globals.css";
import ErrorPage from "@/app/error";

/** A fault of ours in the document itself: the last page that can still be drawn. */
export default function GlobalErrorPage(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <ErrorPage {...props} />
      </body>
    </html>
  );
}
