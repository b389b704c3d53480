import type { z } from "zod";
import { AppError } from "@/lib/errors";
import { createTokenSchema } from "./schema";

/**
 * The form as its schema says: "capability" and "tenant" stand in it once per chosen one.
 * @throws {AppError} invalid_input with the words of the first problem.
 */
export function readTokenForm(form: FormData): z.output<typeof createTokenSchema> {
  const single = [...form.entries()].filter(
    ([name]) => name !== "tenant" && name !== "capability" && !name.startsWith("$ACTION"),
  );
  const result = createTokenSchema.safeParse({
    ...Object.fromEntries(single),
    capabilities: form.getAll("capability"),
    tenants: form.getAll("tenant"),
  });
  if (result.success) return result.data;
  throw new AppError("invalid_input", result.error.issues[0]?.message ?? "The form is not right.", {
    next: "Correct it and send the form again.",
  });
}
