"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { checkOrigin } from "@/lib/action";
import { requireActor } from "@/lib/auth/session";
import { markRead } from "@/lib/notifications/queries";

/** Marks all of the reader's notifications as read. */
export async function markAllReadAction(): Promise<void> {
  checkOrigin(await headers());
  await markRead(await requireActor("/notifications"), new Date());
  // The bell stands in the frame of every page.
  revalidatePath("/", "layout");
}
