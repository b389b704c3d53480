// One stream of server-sent events per tab, shared by the bell and by what the page shows (ui.md, Live). Nothing runs
// while the tab is hidden. Where the stream cannot be had it polls, and tries again ever more slowly.

/** What the bell shows. */
export interface Unread {
  unread: number;
  /** The newest unread notification; null when there is none. */
  latest: { id: string; kind: string; title: string } | null;
}

interface Follower {
  /** As the stream's address names it ("tenant=contoso"), or "me": the reader's notifications, which every stream has. */
  topic: string;
  /** Whether something of it is in progress: then it is polled sooner. */
  isActive: boolean;
  onChange(): void;
}

const settleMs = 50;
const silentMs = 50_000;
const lookMs = 10_000;
const slowPollMs = 15_000;
const fastPollMs = { first: 1_000, longest: 10_000 };
const reconnectMs = { first: 1_000, longest: 30_000 };

const followers = new Set<Follower>();
const bells = new Set<(state: Unread) => void>();

let events: EventSource | null = null;
let address = "";
let failures = 0;
let lastHeard = 0;
let hasMissed = false;
let lastRung = "";
let pollWait = fastPollMs.first;
let isSettling = false;
let reconnecting: number | undefined;
let polling: number | undefined;
let looking: number | undefined;
let isListening = false;

/** Calls `onChange` when something of the topic changed or may have. @returns what ends it. */
export function follow(follower: Follower): () => void {
  followers.add(follower);
  pollWait = fastPollMs.first;
  settle();
  return () => {
    followers.delete(follower);
    settle();
  };
}

/** Calls `onState` with what the bell has to show. @returns what ends it. */
export function followUnread(onState: (state: Unread) => void): () => void {
  bells.add(onState);
  settle();
  return () => {
    bells.delete(onState);
    settle();
  };
}

/** A new page unsubscribes and subscribes in one go: the stream stays, if it is the same. */
function settle(): void {
  listen();
  if (isSettling) return;
  isSettling = true;
  window.setTimeout(() => {
    isSettling = false;
    const isWanted = followers.size + bells.size > 0 && document.visibilityState === "visible";
    if (!isWanted) disconnect();
    else if (!events || address !== wantedAddress()) connect();
    else if (isConnected()) poll();
  }, settleMs);
}

function wantedAddress(): string {
  const topics = [...new Set([...followers].map(({ topic }) => topic))].filter((topic) => topic !== "me").sort();
  return `/api/live${topics.length > 0 ? `?${topics.join("&")}` : ""}`;
}

function connect(): void {
  window.clearTimeout(reconnecting);
  events?.close();
  address = wantedAddress();
  const source = new EventSource(address);
  events = source;
  heard();
  looking ??= window.setInterval(look, lookMs);
  source.onopen = () => {
    heard();
    failures = 0;
    tellFollowers((follower) => hasMissed || follower.isActive);
    hasMissed = false;
    poll();
  };
  source.onerror = () => lost(source);
  source.addEventListener("beat", heard);
  source.addEventListener("change", (event) => {
    heard();
    const { topic } = JSON.parse(event.data) as { topic: string };
    tellFollowers((follower) => follower.topic === topic);
  });
  source.addEventListener("unread", (event) => {
    heard();
    ring(JSON.parse(event.data) as Unread);
  });
}

function disconnect(): void {
  events?.close();
  events = null;
  address = "";
  for (const timer of [reconnecting, polling]) window.clearTimeout(timer);
  window.clearInterval(looking);
  reconnecting = polling = looking = undefined;
}

function lost(source: EventSource): void {
  if (events !== source) return;
  source.close();
  hasMissed = true;
  failures += 1;
  pollWait = fastPollMs.first;
  const wait = Math.min(reconnectMs.first * 2 ** (failures - 1), reconnectMs.longest);
  window.clearTimeout(reconnecting);
  // Not all tabs at once, when the server is back.
  reconnecting = window.setTimeout(connect, wait * (0.5 + Math.random() / 2));
  poll();
}

const isConnected = () => events?.readyState === EventSource.OPEN;

function heard(): void {
  lastHeard = Date.now();
}

/** A machine that slept has a connection that is dead without anybody's having said so. */
function look(): void {
  if (events && Date.now() - lastHeard > silentMs) again();
}

function again(): void {
  hasMissed = true;
  failures = 0;
  connect();
}

/** With the stream it is a safety net for what is in progress; without, it is what moves the page. */
function poll(): void {
  window.clearTimeout(polling);
  polling = undefined;
  const isActive = [...followers].some((follower) => follower.isActive);
  if (isConnected() && !isActive) return;
  const wait = isConnected() || !isActive ? slowPollMs : pollWait;
  polling = window.setTimeout(() => {
    tellFollowers((follower) => follower.isActive || !isConnected());
    if (!isConnected()) {
      pollWait = Math.min(pollWait * 1.5, fastPollMs.longest);
      void askUnread();
    }
    poll();
  }, wait);
}

async function askUnread(): Promise<void> {
  if (bells.size === 0) return;
  const answer = await fetch("/api/live/unread").catch(() => null);
  if (answer?.ok) ring((await answer.json()) as Unread);
}

function tellFollowers(isMeant: (follower: Follower) => boolean): void {
  for (const follower of [...followers]) if (isMeant(follower)) follower.onChange();
}

function ring(state: Unread): void {
  const said = JSON.stringify(state);
  if (lastRung !== "" && lastRung !== said) tellFollowers(({ topic }) => topic === "me");
  lastRung = said;
  for (const onState of [...bells]) onState(state);
}

function listen(): void {
  if (isListening) return;
  isListening = true;
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") hasMissed = true;
    else disconnect();
    settle();
  });
  window.addEventListener("online", () => events && again());
  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", (event) => event.persisted && settle());
}
