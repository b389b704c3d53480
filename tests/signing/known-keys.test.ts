import { afterEach, describe, expect, it } from "vitest";
import { GET as getKey } from "@/app/.well-known/tenantpilot-signing-keys/[file]/route";
import { GET as getKeys } from "@/app/.well-known/tenantpilot-signing-keys.json/route";
import { inSystem } from "@/lib/db";
import { env, setEnvironment } from "@/lib/env";
import { signingKeys } from "@/lib/signing/keys";
import { listKnownKeys, rememberSigningKeys } from "@/lib/signing/known-keys";
import { asOwner } from "../support/owner";

const original = env().TENANTPILOT_SIGNING_KEYS;
const seed = (letter: string) => letter.repeat(42).concat("A");
const configure = (keys: string) => setEnvironment({ TENANTPILOT_SIGNING_KEYS: keys });

afterEach(() => configure(original));

describe("what is known of the signing keys", () => {
  it("each is remembered once, also by many at once, and its addition is in the audit", async () => {
    configure(`once:${seed("b")}`);
    const keys = await Promise.all(Array.from({ length: 12 }, () => rememberSigningKeys()));
    expect(new Set(keys.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    const events = await inSystem((tx) => tx.auditEvent.findMany({ where: { subjectId: "once" } }));
    expect(events).toMatchObject([{ action: "signing_key.added", details: { fingerprint: keys[0]?.fingerprint } }]);
  });

  it("a key that was replaced stays known; the list says which one signs", async () => {
    configure(`old:${seed("c")}`);
    await rememberSigningKeys();
    configure(`new:${seed("d")},old:${seed("c")}`);
    expect((await rememberSigningKeys()).id).toBe("new");
    const roles = async () => Object.fromEntries((await listKnownKeys()).map(({ id, role }) => [id, role]));
    expect(await roles()).toMatchObject({ new: "signing", old: "kept" });
    configure(`new:${seed("d")}`);
    expect(await roles()).toMatchObject({ new: "signing", old: "retired" });
    expect((await listKnownKeys())[0]?.id).toBe("new");
  });

  it("an id is never given to another key", async () => {
    configure(`same:${seed("e")}`);
    await rememberSigningKeys();
    configure(`same:${seed("f")}`);
    await expect(rememberSigningKeys()).rejects.toMatchObject({ code: "conflict" });
  });

  it("the database changes and deletes none", async () => {
    await rememberSigningKeys();
    for (const sql of [
      "UPDATE signing_keys SET fingerprint = repeat('0', 64)",
      "DELETE FROM signing_keys",
      "TRUNCATE signing_keys",
    ])
      await expect(asOwner((client) => client.query(sql))).rejects.toMatchObject({
        constraint: "signing_keys_stay",
      });
  });

  it("they are public: as a list, and each as PEM", async () => {
    await rememberSigningKeys();
    const [own] = signingKeys();
    const { keys } = (await (await getKeys()).json()) as { keys: { id: string }[] };
    expect(keys.find(({ id }) => id === own.id)).toMatchObject({
      algorithm: "Ed25519",
      public_key_pem: own.pem,
      public_key_sha256: own.fingerprint,
      path: `/.well-known/tenantpilot-signing-keys/${own.id}.pem`,
      signs_new_packs: true,
    });
    const get = (file: string) => getKey(new Request("http://localhost"), { params: Promise.resolve({ file }) });
    const pem = await get(`${own.id}.pem`);
    expect([pem.status, await pem.text()]).toEqual([200, own.pem]);
    for (const file of [own.id, "none.pem", "../s1.pem"]) expect((await get(file)).status).toBe(404);
  });
});
