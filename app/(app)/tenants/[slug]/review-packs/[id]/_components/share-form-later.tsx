"use client";

import { useEffect, useState } from "react";
import { packPath } from "../../paths";
import type { ShareForm, ShareFormProps } from "./share-form";

/**
 * The share form in its dialog. Its script is fetched after the page's own, which is all the lighter; where it is not to
 * be had (a new version, no network), the way leads to the form's page.
 */
export function ShareFormLater(props: ShareFormProps) {
  const [Form, setForm] = useState<typeof ShareForm>();
  const [isLost, setIsLost] = useState(false);
  useEffect(() => {
    import("./share-form").then(
      ({ ShareForm }) => setForm(() => ShareForm),
      () => setIsLost(true),
    );
  }, []);
  if (Form) return <Form {...props} />;
  return (
    <p role="status">
      {isLost ? (
        <a href={packPath(props.tenant, props.packId, "share")}>Make the link on its page</a>
      ) : (
        "Loading the form …"
      )}
    </p>
  );
}
