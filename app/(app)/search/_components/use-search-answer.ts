"use client";

import { useEffect, useRef, useState } from "react";
import type { SearchAnswer } from "@/app/(app)/search/entries";

/** So long the fingers rest before the server is asked. */
const restMs = 90;

interface Shown extends SearchAnswer {
  /** The text that this answers; null before the first answer. */
  of: string | null;
  problem?: string;
}

const nothing: Shown = { of: null, groups: [], isFindingsPartial: false };

/**
 * The answer to a text. The last one stays until the next is there; a request that is overtaken is ended and its answer
 * dropped. `isCurrent`: this is the answer to this very text.
 */
export function useSearchAnswer(wanted: string, here: string | undefined): Shown & { isCurrent: boolean } {
  const [shown, setShown] = useState<Shown>(nothing);
  const known = useRef(new Map<string, Shown>());

  useEffect(() => {
    const before = known.current.get(wanted);
    if (before) {
      setShown(before);
      return;
    }
    const request = new AbortController();
    const timer = setTimeout(
      async () => {
        const answer = await ask(wanted, here, request.signal);
        if (request.signal.aborted) return;
        if (!answer.problem) known.current.set(wanted, answer);
        setShown(answer);
      },
      wanted === "" ? 0 : restMs,
    );
    return () => {
      clearTimeout(timer);
      request.abort();
    };
  }, [wanted, here]);

  return { ...shown, isCurrent: shown.of === wanted };
}

async function ask(wanted: string, here: string | undefined, signal: AbortSignal): Promise<Shown> {
  const query = new URLSearchParams({ q: wanted, ...(here === undefined ? {} : { tenant: here }) });
  const failed = (problem: string): Shown => ({ ...nothing, of: wanted, problem });
  try {
    const answer = await fetch(`/api/search?${query}`, { signal });
    if (answer.ok) return { of: wanted, ...((await answer.json()) as SearchAnswer) };
    if (answer.status === 401) return failed("You are signed out. Load the page again to sign in.");
    const { message, next } = (await answer.json()) as { message: string; next: string };
    return failed(`${message} ${next}`);
  } catch {
    return failed("The search does not answer. Try it again in a moment.");
  }
}
