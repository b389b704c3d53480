import { forbidden, notFound } from "next/navigation";
import { AppError } from "@/lib/errors";

/**
 * Waits for what a page reads and turns a refusal into the page that says so (access.md, Refusals): not_found → 404,
 * forbidden → 403. Everything else is passed on to the error page.
 */
export async function orNotFound<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") notFound();
    if (error instanceof AppError && error.code === "forbidden") forbidden();
    throw error;
  }
}
