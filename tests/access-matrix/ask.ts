import type { BuiltAction } from "./build-entries";
import type { Answer, Visitor } from "./table";
import type { World } from "./world";

/** What came back: how it counts in the table, and the bytes as a stranger may compare them. */
export interface Reply {
  answer: Answer | `other: ${string}`;
  status: number;
  body: string;
  headers: Headers;
}

interface Question {
  baseURL: string;
  world: World;
  visitor: Visitor | "stranger's token";
}

/** Fills an address of the build; what it has no place for stands behind the `?`. */
export function addressOf(pattern: string, values: Record<string, string>): string {
  const left = new URLSearchParams(values);
  const path = pattern.replace(/\[([^\]]+)\]/g, (_, name: string) => {
    const value = left.get(name) ?? "";
    left.delete(name);
    return encodeURIComponent(value);
  });
  return left.size > 0 ? `${path}?${left}` : path;
}

/**
 * Asks for a page or route. What changes something is sent from our own pages' Origin; no page is asked for as its answer, so
 * that routes which forms post to refuse with a status.
 */
export async function askAddress({ baseURL, world, visitor }: Question, method: string, path: string): Promise<Reply> {
  const isChange = method !== "GET";
  const { body: form, headers: typed } = path === "/settings/branding/logo" ? logoForm(world) : noForm;
  const response = await fetch(new URL(path, baseURL), {
    method,
    redirect: "manual",
    headers: { ...world.headersOf(visitor), ...(isChange && { Origin: baseURL, ...typed }) },
    ...(isChange && { body: form }),
    // A live stream never ends by itself.
    signal: AbortSignal.timeout(20_000),
  });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
  const body = isStream ? "" : await response.text();
  if (isStream) await response.body?.cancel();
  return replyOf(response, body, world);
}

const noForm = { body: "{}", headers: { "Content-Type": "application/json" } };

function logoForm({ workspace, logo }: World) {
  const body = new FormData();
  body.set("workspace", workspace);
  body.set("logo", new Blob([logo], { type: "image/png" }), "logo.png");
  return { body, headers: {} };
}

/** Calls an action as Next's client does: its id in a header, its arguments as React encodes them. */
export async function askAction(
  { baseURL, world, visitor }: Question,
  action: BuiltAction & { name: string },
  fields: Record<string, string>,
): Promise<Reply> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(`_1_${name}`, value);
  form.append("0", argumentsOf(action.id));
  const page = action.page.replace("[slug]", world.tenant.slug).replace("[id]", "1");
  const response = await fetch(new URL(page, baseURL), {
    method: "POST",
    redirect: "manual",
    headers: { ...world.headersOf(visitor), Origin: baseURL, "Next-Action": action.id, Accept: "text/x-component" },
    body: form,
  });
  const body = await response.text();
  const target = response.headers.get("x-action-redirect");
  const code = /"code":"(\w+)"/.exec(body)?.[1];
  const answer = target?.startsWith("/sign-in") && world.headersOf(visitor).Cookie === undefined ? "sign-in" : null;
  const refused = code === "not_found" ? "404" : code === "forbidden" ? "403" : null;
  const failed = response.status >= 400 ? (`other: ${response.status}` as const) : null;
  return { answer: answer ?? refused ?? failed ?? "yes", status: response.status, body, headers: response.headers };
}

/** The first byte of an action's id says how many arguments it takes: of those with two, the first is the form's state. */
function argumentsOf(id: string): string {
  const bits = (Number.parseInt(id.slice(0, 2), 16) >> 1) & 0b111111;
  if (bits === 0) return "[]";
  return bits === 0b100000 ? '["$K1"]' : '[null,"$K1"]';
}

function replyOf(response: Response, body: string, world: World): Reply {
  const { status, headers } = response;
  const reply = (answer: Reply["answer"]): Reply => ({ answer, status, body, headers });
  const location = headers.get("location");
  if (status >= 300 && status < 400 && location) {
    return reply(new URL(location, "http://localhost").pathname === "/sign-in" ? "sign-in" : "yes");
  }
  if (status === 401 || status === 403 || status === 404 || status === 410) return reply(`${status}`);
  // What is no question, or no form, has been let through to its work.
  if ([201, 202, 204, 400, 409, 415, 422].includes(status)) return reply("yes");
  if (status !== 200) return reply(`other: ${status}`);
  return reply(body.includes(world.mark) || !isAboutWorkspace(body) ? "yes" : "own");
}

/** Pages carry the frame with the visitor's own tenants; what has no frame is about nobody's workspace. */
function isAboutWorkspace(body: string): boolean {
  return body.includes("<html") && body.includes("/notifications");
}
