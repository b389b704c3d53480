import { z } from "zod";
import type { UserActor } from "@/lib/auth/actor";
import { watchSession } from "@/lib/auth/session";
import { AppError } from "@/lib/errors";
import { mayFollowFleet } from "@/lib/fleet/queries";
import { type LiveSubject, liveStream } from "@/lib/live/event-stream";
import type { Heard } from "@/lib/live/tenant-changes";
import { readUnread } from "@/lib/notifications/queries";
import { getTenant } from "@/lib/tenants/tenants";

export const dynamic = "force-dynamic";

const followed = z.strictObject({
  tenant: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
    .optional(),
  fleet: z
    .string()
    .regex(/^[1-9]\d{0,17}$/)
    .optional(),
});

/**
 * The one stream of a tab (ui.md, Live): the reader's bell, and the tenant or fleet run that the page shows. Somebody who
 * is no member of it is told that it does not exist.
 */
export async function GET(request: Request): Promise<Response> {
  const session = await watchSession();
  if (!session) return new Response(null, { status: 401 });
  const asked = followed.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!asked.success) return new Response(null, { status: 404 });
  try {
    const subject = await subjectOf(session.actor, asked.data);
    const isAllowed = () =>
      session.isOpen().then(
        (isOpen) => isOpen && subject.isAllowed(),
        () => false,
      );
    return new Response(liveStream({ ...subject, isAllowed }, request.signal), {
      headers: {
        "Content-Type": "text/event-stream; charset=utf-8",
        // no-transform: a proxy or our own compression would hold events back until a block is full.
        "Cache-Control": "private, no-store, no-transform",
        "X-Accel-Buffering": "no",
        "X-Content-Type-Options": "nosniff",
      },
    });
  } catch (error) {
    if (error instanceof AppError) return new Response(null, { status: error.status });
    throw error;
  }
}

async function subjectOf(actor: UserActor, { tenant, fleet }: z.output<typeof followed>): Promise<LiveSubject> {
  const readTopics = async () => {
    const topics = new Map<string, Heard>();
    if (tenant) topics.set(`tenant=${tenant}`, (await getTenant(actor, tenant, "tenant.view")).id);
    if (fleet) {
      if (!(await mayFollowFleet(actor, BigInt(fleet)))) throw new AppError("not_found", "It does not exist.");
      topics.set(`fleet=${fleet}`, `fleet:${BigInt(fleet)}`);
    }
    return topics;
  };
  return {
    topics: await readTopics(),
    user: `user:${actor.userId}`,
    readUnread: () => readUnread(actor),
    isAllowed: () =>
      readTopics().then(
        () => true,
        () => false,
      ),
  };
}
