import { addressOf, askAction, askAddress, type Reply } from "@/tests/access-matrix/ask";
import { builtActions, builtAddresses } from "@/tests/access-matrix/build-entries";
import { fills, forms } from "@/tests/access-matrix/requests";
import { actions, pages, routes, visitors } from "@/tests/access-matrix/table";
import { buildWorld, type World } from "@/tests/access-matrix/world";
import { expect, test } from "./support/test";

// access.md over real HTTP: every page, route and action of the build, asked for by every kind of visitor.

let world: World;

test.beforeAll(async ({ product }) => {
  world = await buildWorld(product.dataDir);
});
test.afterAll(async () => (await import("@/lib/db")).closeDatabase());

const sorted = (names: string[]) => names.sort();
const valuesOf = async (name: string) => ({
  ...(name.includes("[slug]") && { slug: world.tenant.slug }),
  ...(await fills[name]?.(world)),
});
/** The same question about what does not exist. */
const imaginary = (values: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value === world.tenant.slug || value === world.workspace
        ? `nowhere-${name.toLowerCase()}`
        : /^(id|user|schedule|token|\w+Id)$/.test(name) && /^\d+$/.test(value)
          ? "99999999"
          : name === "session"
            ? "00000000-0000-4000-8000-000000000000"
            : value,
    ]),
  );
/** What may differ between two refusals of an action: what was asked for, which both repeat in words. */
const comparable = ({ status, body, headers }: Reply, values: Record<string, string> = {}) => ({
  status,
  type: headers.get("content-type"),
  body: Object.entries(values).reduce(
    (text, [name, value]) => (value === "" ? text : text.replaceAll(new RegExp(`\\b${value}\\b`, "g"), `<${name}>`)),
    body,
  ),
});

test("the table names every page, route and action of the build, and none besides", async ({ product }) => {
  const baseURL = product.url;
  const built = builtAddresses();
  expect(sorted(Object.keys(pages))).toEqual(sorted(built.pages));
  expect(sorted(Object.keys(actions))).toEqual(sorted(Object.keys(builtActions())));
  expect(sorted(Object.keys(forms))).toEqual(sorted(Object.keys(actions)));
  const offered: string[] = [];
  for (const address of built.routes) {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
      const path = addressOf(address, {
        slug: "nowhere",
        id: "1",
        link: "x",
        file: "x",
        "...nextauth": "csrf",
        "...rest": "x",
        linkId: "x",
      });
      const answer = await fetch(new URL(path, baseURL), { method, headers: { Origin: baseURL }, redirect: "manual" });
      await answer.body?.cancel();
      if (answer.status !== 405) offered.push(`${method} ${address}`);
    }
  }
  expect(sorted(Object.keys(routes))).toEqual(sorted(offered));
});

test("each visitor gets from each page and route what the table says", async ({ product, tenantpilot }) => {
  const baseURL = product.url;
  const { pack } = JSON.parse((await tenantpilot(["generate", "--tenant", "contoso", "--wait", "--json"])).stdout);
  const link = new URL(JSON.parse((await tenantpilot(["link", pack.id, "--json"])).stdout).url);
  const differing: string[] = [];
  const all = Object.entries({
    ...Object.fromEntries(Object.entries(pages).map(([path, access]) => [`GET ${path}`, access])),
    ...routes,
  });
  for (const [name, access] of all) {
    const [method = "GET", pattern = "/"] = name.split(" ");
    const replies = visitors.map(async (visitor) => {
      const ownLink = visitor === "link" && pattern === "/d/[link]" ? link.pathname + link.search : null;
      // POST to the logo carries the workspace in its form.
      const values = method === "POST" && pattern.endsWith("/logo") ? {} : await valuesOf(pattern);
      const { answer, body } = await askAddress(
        { baseURL, world, visitor },
        method,
        ownLink ?? addressOf(pattern, values),
      );
      // What has no frame, as the answer of a search, is one's own when nothing of the workspace is in it.
      const isOwn = access[visitor] === "own" && answer === "yes" && !body.includes(world.mark);
      return answer === access[visitor] || isOwn ? [] : [`${name}: ${visitor} gets ${answer}, not ${access[visitor]}`];
    });
    differing.push(...(await Promise.all(replies)).flat());
  }
  expect(differing).toEqual([]);
});

test("each visitor gets from each action what the table says, whatever page it stands on", async ({ product }) => {
  const baseURL = product.url;
  const built = builtActions();
  const differing: string[] = [];
  for (const [name, access] of Object.entries(actions)) {
    const action = { name, ...(built[name] ?? { id: "", page: "/" }) };
    // Who has nothing but a link sends no more than somebody signed out.
    const replies = visitors
      .filter((visitor) => visitor !== "link")
      .map(async (visitor) => {
        const fields = (await forms[name]?.(world)) ?? {};
        const { answer } = await askAction({ baseURL, world, visitor }, action, fields);
        const expected = access[visitor] === "own" ? "yes" : access[visitor];
        return answer === expected ? [] : [`${name}: ${visitor} gets ${answer}, not ${expected}`];
      });
    differing.push(...(await Promise.all(replies)).flat());
    if (name === "signOutAction") await world.signInAnew();
  }
  expect(differing).toEqual([]);
});

test("a stranger gets the same bytes as for what does not exist", async ({ product }) => {
  const baseURL = product.url;
  const question = { baseURL, world, visitor: "stranger" } as const;
  let compared = 0;
  const closed = [...Object.keys(pages).map((path) => `GET ${path}`), ...Object.keys(routes)].filter(
    (name) => (pages[name.replace("GET ", "")] ?? routes[name])?.stranger === "404" && !name.endsWith("/d/[link]"),
  );
  for (const name of closed) {
    const [method = "GET", pattern = "/"] = name.split(" ");
    const real = await valuesOf(pattern);
    const none = imaginary(real);
    const theirs = await askAddress(question, method, addressOf(pattern, real));
    const nothing = await askAddress(question, method, addressOf(pattern, none));
    // A page that is refused is a document that repeats nothing; what is said in words names what was asked for.
    const isPage = theirs.headers.get("content-type")?.startsWith("text/html");
    expect(comparable(theirs, isPage ? {} : real), name).toEqual(comparable(nothing, isPage ? {} : none));
    expect(JSON.stringify(theirs.body), name).not.toContain(world.mark);
    compared += 1;
  }
  // A program of another workspace, with a token that may do there all that a token can.
  for (const name of Object.keys(routes).filter((name) => /\/api\/v1\/.*\[(id|slug)\]/.test(name))) {
    const [method = "GET", pattern = "/"] = name.split(" ");
    const asked = { baseURL, world, visitor: "stranger's token" } as const;
    const real = await valuesOf(pattern);
    const none = imaginary(real);
    const theirs = await askAddress(asked, method, addressOf(pattern, real));
    const nothing = await askAddress(asked, method, addressOf(pattern, none));
    expect(comparable(theirs, real), name).toEqual(comparable(nothing, none));
    expect(theirs.body, name).not.toContain(world.mark);
    if (method !== "POST") expect(theirs.status, name).toBe(404);
    compared += 1;
  }
  const built = builtActions();
  for (const name of Object.keys(actions).filter((name) => actions[name]?.stranger === "404")) {
    const action = { name, ...(built[name] ?? { id: "", page: "/" }) };
    const real = (await forms[name]?.(world)) ?? {};
    const none = imaginary(real);
    const theirs = await askAction(question, action, real);
    const nothing = await askAction(question, action, none);
    expect(comparable(theirs, real), name).toEqual(comparable(nothing, none));
    compared += 1;
  }
  expect(compared).toBeGreaterThan(60);
});

test("an action that is sent nonsense refuses it, and an unknown action is none", async ({ product }) => {
  const baseURL = product.url;
  const built = builtActions();
  const question = { baseURL, world, visitor: "owner" } as const;
  const differing: string[] = [];
  for (const name of Object.keys(actions)) {
    if (name === "signOutAction" || name === "setThemeAction" || name === "markAllReadAction") continue;
    const action = { name, ...(built[name] ?? { id: "", page: "/" }) };
    const good = (await forms[name]?.(world)) ?? {};
    const forged = {
      ...good,
      workspaceId: "1",
      __proto__: "x",
      role: "root",
      [Object.keys(good)[0] ?? "x"]: "../'\"\u0000",
    };
    const { status, body } = await askAction(question, action, forged);
    if (status !== 200 || !/"code":"(invalid_input|not_found|unauthenticated)"/.test(body))
      differing.push(`${name}: ${status} ${body.slice(0, 200)}`);
  }
  expect(differing).toEqual([]);
  const unknown = await askAction(question, { name: "none", id: `60${"ab".repeat(20)}`, page: "/" }, {});
  // As one of another version of the product, which the page is to be loaded anew for.
  expect(unknown.status).toBe(409);
});
