import { answerNowhere } from "@/lib/api/answer";

// Every other address below /api/v1, so that a program gets a problem and no page.

export const GET = answerNowhere;
export const POST = answerNowhere;
export const PUT = answerNowhere;
export const PATCH = answerNowhere;
export const DELETE = answerNowhere;
