import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { limits } from "./limits";

/** What came of an HTTP call to the app. */
export type CallResult =
  | { kind: "answered"; status: number; headers: IncomingHttpHeaders; body: string }
  /** No connection was made: the app has not seen the call. */
  | { kind: "unreachable"; reason: string }
  /** The call was made and its answer lost: the app may have done the work. */
  | { kind: "lost"; reason: string }
  | { kind: "too_large" };

/** One HTTP call to the app. */
export interface AppCall {
  method: "POST" | "PUT";
  url: URL;
  headers: Record<string, string>;
  body: string;
}

const notConnected = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/**
 * Calls the app. Not by fetch, which gives up when headers take 300 s: a step may take two hours. Each call has a
 * connection of its own, because one kept alive may be closed by the app just as it is used, and that would cost an attempt.
 * Never throws; `signal` ends the call as lost.
 */
export function callApp(call: AppCall, signal: AbortSignal, timeoutMs: number = limits.callMsMax): Promise<CallResult> {
  return new Promise((resolve) => {
    const send = call.url.protocol === "https:" ? httpsRequest : httpRequest;
    const body = Buffer.from(call.body);
    const request = send(call.url, {
      method: call.method,
      headers: { ...call.headers, "content-type": "application/json", "content-length": body.length },
      agent: false,
      signal,
    });
    const timer = setTimeout(() => request.destroy(new Error(`no answer in ${timeoutMs / 1000} s`)), timeoutMs);
    const finish = (result: CallResult) => {
      clearTimeout(timer);
      resolve(result);
    };
    request.on("error", (error: NodeJS.ErrnoException) => {
      const reason = error.message || error.code || error.name;
      finish({ kind: notConnected.has(error.code ?? "") ? "unreachable" : "lost", reason });
    });
    request.on("response", (response) => {
      readAnswer(response).then(
        (text) => {
          if (text === null) request.destroy();
          finish(
            text === null
              ? { kind: "too_large" }
              : { kind: "answered", status: response.statusCode ?? 0, headers: response.headers, body: text },
          );
        },
        (error: Error) => finish({ kind: "lost", reason: error.message }),
      );
    });
    request.end(body);
  });
}

/** The whole body; null if it is too long. @throws {Error} when the connection ends before the body does. */
async function readAnswer(response: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limits.answerBytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
