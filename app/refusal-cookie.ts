import { cookies } from "next/headers";
import { z } from "zod";
import type { Problem } from "@/lib/action";
import { isSecure } from "@/lib/auth/session-token";

/** Name of the parameter by which a page knows that a form just posted to a route was refused. */
export const refusedParam = "refused";

const name = "tenantpilot-refusal";
const shownSeconds = 60;
const refusal = z.object({ at: z.number().int(), message: z.string().max(600), next: z.string().max(600) });

/**
 * What was refused, in a cookie that lives for a minute: the page shows it in its own words, and nobody can write a text
 * of theirs into an address. `at` ties it to the address that the browser is sent to.
 */
export function refusalCookie(problem: Problem, at: number, page: string): string {
  const content = { at, message: problem.message.slice(0, 600), next: problem.next.slice(0, 600) };
  const value = Buffer.from(JSON.stringify(content)).toString("base64url");
  const guard = `HttpOnly; SameSite=Lax${isSecure() ? "; Secure" : ""}`;
  return `${name}=${value}; Max-Age=${shownSeconds}; Path=${page}; ${guard}`;
}

/** The refusal that this address tells of, or null. */
export async function findRefusal(at: number | undefined): Promise<{ message: string; next: string } | null> {
  const value = (await cookies()).get(name)?.value;
  if (!value || at === undefined) return null;
  try {
    const parsed = refusal.parse(JSON.parse(Buffer.from(value, "base64url").toString()));
    return parsed.at === at ? parsed : null;
  } catch {
    return null;
  }
}
