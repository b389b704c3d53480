import { beforeEach, describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { enqueueEvent, type OutgoingEvent, relayOutbox } from "@/lib/outbox/outbox";

const now = new Date("2030-01-01T00:00:00Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const event = (id: string): OutgoingEvent => ({ id, name: "review-pack/generate.requested", data: { packId: "1" } });
const enqueue = (...ids: string[]) =>
  inSystem(async (tx) => {
    for (const id of ids) await enqueueEvent(tx, event(id));
  });

beforeEach(() => inSystem((tx) => tx.outboxEvent.deleteMany()));

describe("the outbox", () => {
  it("sends each event once", async () => {
    await enqueue("a", "b");
    const sent: string[] = [];
    const send = async (events: OutgoingEvent[]) => void sent.push(...events.map((e) => e.id));
    expect(await relayOutbox(send, now)).toEqual({ sent: 2, failed: 0 });
    expect(await relayOutbox(send, now)).toEqual({ sent: 0, failed: 0 });
    expect(sent).toEqual(["a", "b"]);
  });

  it("holds an event once, however often it is enqueued", async () => {
    await enqueue("a", "a");
    await enqueue("a");
    expect(await inSystem((tx) => tx.outboxEvent.count())).toBe(1);
  });

  it("keeps what the queue did not take, and tries again later", async () => {
    await enqueue("a");
    const down = async () => {
      throw new Error("connection refused");
    };
    expect(await relayOutbox(down, now)).toEqual({ sent: 0, failed: 1 });
    expect(await relayOutbox(async () => {}, now)).toEqual({ sent: 0, failed: 0 });
    expect(await relayOutbox(async () => {}, later(3))).toEqual({ sent: 1, failed: 0 });
  });

  it("an outage of ten minutes delays by no more than a minute afterwards", async () => {
    await enqueue("a");
    const down = async () => {
      throw new Error("connection refused");
    };
    for (let second = 0; second < 600; second += 5) await relayOutbox(down, later(second));
    expect(await relayOutbox(async () => {}, later(660))).toEqual({ sent: 1, failed: 0 });
  });

  it("two relays at once send nothing twice", async () => {
    await enqueue(...Array.from({ length: 150 }, (_, i) => `event-${i}`));
    const sent: string[] = [];
    const slowly = async (events: OutgoingEvent[]) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      sent.push(...events.map((e) => e.id));
    };
    await Promise.all([relayOutbox(slowly, now), relayOutbox(slowly, now), relayOutbox(slowly, now)]);
    await relayOutbox(slowly, now);
    expect(sent).toHaveLength(150);
    expect(new Set(sent).size).toBe(150);
  });

  it("an event of a transaction that was rolled back is never sent", async () => {
    await inSystem(async (tx) => {
      await enqueueEvent(tx, event("ghost"));
      throw new Error("rolled back");
    }).catch(() => {});
    expect(await inSystem((tx) => tx.outboxEvent.count())).toBe(0);
  });
});
