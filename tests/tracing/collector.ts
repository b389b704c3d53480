import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A span as it was received. Ids are hexadecimal; values of attributes are texts. */
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentId: string;
  name: string;
  attributes: Record<string, string>;
  hasFailed: boolean;
  events: string[];
}

/** An OpenTelemetry collector on 127.0.0.1, as far as a test needs one: OTLP over HTTP, protobuf. */
export interface Collector {
  url: string;
  spans: ReceivedSpan[];
  /** All that came in, as text in which words can be looked for. */
  text(): string;
  stop(): Promise<void>;
}

export async function startCollector(): Promise<Collector> {
  const bodies: Buffer[] = [];
  const spans: ReceivedSpan[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    if (request.url === "/v1/traces" && request.headers["content-type"] === "application/x-protobuf") {
      bodies.push(body);
      // ExportTraceServiceRequest → resource_spans → scope_spans → spans
      for (const span of [body].flatMap(inside(1)).flatMap(inside(2)).flatMap(inside(2))) spans.push(readSpan(span));
      response.end();
    } else response.writeHead(400).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    text: () => Buffer.concat(bodies).toString("utf8"),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function readSpan(span: Buffer): ReceivedSpan {
  const [status] = inside(15)(span);
  return {
    traceId: inside(1)(span)[0]?.toString("hex") ?? "",
    spanId: inside(2)(span)[0]?.toString("hex") ?? "",
    parentId: inside(4)(span)[0]?.toString("hex") ?? "",
    name: textAt(span, 5),
    attributes: Object.fromEntries(
      inside(9)(span).map((pair) => [textAt(pair, 1), inside(2)(pair).flatMap(inside(1)).join()]),
    ),
    hasFailed: status !== undefined && status.length > 0,
    events: inside(11)(span).map((event) => textAt(event, 2)),
  };
}

const textAt = (message: Buffer, field: number) => inside(field)(message)[0]?.toString("utf8") ?? "";

/** The values of a field that are bytes, texts or messages (protobuf's wire format). */
function inside(field: number): (message: Buffer) => Buffer[] {
  return (message) => {
    const found: Buffer[] = [];
    for (let at = 0; at < message.length; ) {
      const tag = varint();
      const wire = Number(tag & 7n);
      const length = wire === 2 ? Number(varint()) : wire === 1 ? 8 : wire === 5 ? 4 : 0;
      if (wire === 0) varint();
      else if (wire === 2 && Number(tag >> 3n) === field) found.push(message.subarray(at, at + length));
      at += length;

      function varint(): bigint {
        let value = 0n;
        for (let shift = 0n; ; shift += 7n) {
          const byte = BigInt(message[at++] ?? 0);
          value |= (byte & 127n) << shift;
          if (byte < 128n) return value;
        }
      }
    }
    return found;
  };
}
