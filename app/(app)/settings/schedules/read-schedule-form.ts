import type { z } from "zod";
import { AppError } from "@/lib/errors";
import { addScheduleSchema } from "./schema";

/**
 * The form as its schema says: "tenant" stands in it once per chosen tenant.
 * @throws {AppError} invalid_input with the words of the first problem.
 */
export function readScheduleForm(form: FormData): z.output<typeof addScheduleSchema> {
  const single = [...form.entries()].filter(([name]) => name !== "tenant" && !name.startsWith("$ACTION"));
  const result = addScheduleSchema.safeParse({ ...Object.fromEntries(single), tenants: form.getAll("tenant") });
  if (result.success) return result.data;
  throw new AppError("invalid_input", result.error.issues[0]?.message ?? "The form is not right.", {
    next: "Correct it and send the form again.",
  });
}
