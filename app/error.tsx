"use client";

import ErrorInFrame from "@/app/(app)/error";

/** A fault of ours outside the frame, e.g. in it. */
export default function ErrorPage(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="px-4">
      <ErrorInFrame {...props} />
    </main>
  );
}
