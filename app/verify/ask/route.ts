import { type Answer, questionSchema } from "@/app/verify/schema";
import { asProblem, checkOrigin } from "@/lib/action";
import { requestOrigin } from "@/lib/audit/request-origin";
import { AppError } from "@/lib/errors";
import { answerStranger } from "@/lib/review-packs/answer-stranger";

const bodyCharactersMax = 1000;

/** Answers the verify page, whoever reads it: only the hash and the identity of a file come here, never the file. */
export async function POST(request: Request): Promise<Response> {
  try {
    checkOrigin(request.headers);
    const question = await readQuestion(request);
    const answer = await answerStranger(question, requestOrigin(request.headers).ip, new Date());
    return reply({ answer }, 200);
  } catch (error) {
    const { message, next } = asProblem(error);
    const refused = error instanceof AppError ? error : null;
    const response = reply({ problem: `${message} ${next}`.trim() }, refused?.status ?? 500);
    if (refused?.retryAfterSeconds) response.headers.set("Retry-After", String(refused.retryAfterSeconds));
    return response;
  }
}

async function readQuestion(request: Request) {
  const text = await request.text();
  const parsed = text.length <= bodyCharactersMax ? questionSchema.safeParse(parseJson(text)) : null;
  if (parsed?.success) return parsed.data;
  throw new AppError("invalid_input", "This is no question about a pack.", { next: "Load the page again." });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function reply(body: Answer, status: number): Response {
  return Response.json(body, { status, headers: { "Cache-Control": "no-store" } });
}
