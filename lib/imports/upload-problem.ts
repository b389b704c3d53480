import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { StorageError } from "@/lib/storage/storage";

/** What stopped an upload, in words: a disk that does not take it is none of the sender's doing. */
export function uploadProblem(error: unknown): unknown {
  if (!(error instanceof StorageError)) return error;
  log("upload").error({ err: error }, "an upload could not be stored");
  return new AppError("unavailable", error.message, {
    next: "Nothing was kept. Try again when whoever runs this TenantPilot has looked at its disk.",
    cause: error,
  });
}
