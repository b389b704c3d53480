"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { asProblem, checkOrigin, parseForm } from "@/lib/action";
import { requireActor } from "@/lib/auth/session";
import { setExpectations } from "@/lib/sources/manage-expectations";
import { sourcesPath } from "./paths";
import { type ExpectationsState, expectationsFormSchema } from "./schema";

/** Says what the tenant's packs are expected to hold. */
export async function setExpectationsAction(_previous: ExpectationsState, form: FormData): Promise<ExpectationsState> {
  const actor = await requireActor();
  const now = new Date();
  let arrival: string;
  try {
    checkOrigin(await headers());
    const { tenant, wanted } = parseForm(expectationsFormSchema, form);
    await setExpectations(actor, tenant, wanted, now);
    arrival = `${sourcesPath(tenant)}?saved=${now.getTime()}`;
  } catch (error) {
    const typed = [...form.entries()].filter(([name]) => !name.startsWith("$ACTION"));
    return {
      problem: asProblem(error),
      values: Object.fromEntries(typed.map(([name, value]) => [name, typeof value === "string" ? value : ""])),
    };
  }
  redirect(arrival);
}
