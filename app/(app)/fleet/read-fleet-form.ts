import type { z } from "zod";
import { AppError } from "@/lib/errors";
import { requestFleetSchema } from "./schema";

/**
 * The form as its schema says: "tenant" stands in it once per chosen tenant.
 * @throws {AppError} invalid_input with the words of the first problem.
 */
export function readFleetForm(form: FormData): z.output<typeof requestFleetSchema> {
  const single = [...form.entries()].filter(([name]) => name !== "tenant" && !name.startsWith("$ACTION"));
  const given = { ...Object.fromEntries(single), tenants: form.getAll("tenant") };
  const result = requestFleetSchema.safeParse(given);
  if (result.success) return result.data;
  throw new AppError("invalid_input", result.error.issues[0]?.message ?? "The form is not right.", {
    next: "Correct it and send the form again.",
  });
}
