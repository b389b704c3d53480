"use client";

import { useEffect } from "react";
import { buttonClasses } from "@/app/_components/button-classes";
import { Refusal } from "@/app/_components/refusal";

/** A fault of ours inside the frame. `digest` names the line of the log where it is written whole. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  useEffect(() => {
    document.title = "Something went wrong · TenantPilot";
  }, []);
  return (
    <Refusal
      title="This page could not be shown."
      text={`Something went wrong on our side. Nothing was changed. Try it again; if it stays, tell whoever runs this TenantPilot${
        error.digest ? ` the number ${error.digest}` : ""
      }.`}
      action={
        <button type="button" onClick={reset} className={buttonClasses("primary")}>
          Try again
        </button>
      }
    />
  );
}
