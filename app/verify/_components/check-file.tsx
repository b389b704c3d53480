"use client";

import clsx from "clsx";
import { lazy, Suspense, useCallback, useEffect, useId, useRef, useState } from "react";
import { buttonClasses } from "@/app/_components/button-classes";
import type { Answer, BrowserKey, Question } from "@/app/verify/schema";
import type { PackCheck } from "../_browser/check-pack";
import type { CheckNews } from "../_browser/check-pack.worker";
import { verdictOn } from "./verdict-words";

// Most who open the page have no file yet: what shows the result comes when there is one.
const importResult = () => import("./verify-result");
const VerifyResult = lazy(async () => ({ default: (await importResult()).VerifyResult }));

type State =
  | { step: "idle"; said?: string }
  | { step: "checking"; name: string; percent: number }
  | { step: "done"; check: PackCheck; answer: Answer };

/** Choose or drop a file; it is read and compared in a worker of this browser, and only its hash is asked about. */
export function CheckFile({ keys }: { keys: BrowserKey[] }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const worker = useRef<Worker>(null);
  const [isOver, setIsOver] = useState(false);
  const [state, setState] = useState<State>({ step: "idle" });

  const stop = useCallback((said?: string) => {
    worker.current?.terminate();
    worker.current = null;
    if (input.current) input.current.value = "";
    setState(said === undefined ? { step: "idle" } : { step: "idle", said });
  }, []);

  const start = useCallback(
    (file: File) => {
      worker.current?.terminate();
      const own = new Worker(new URL("../_browser/check-pack.worker.ts", import.meta.url), { type: "module" });
      worker.current = own;
      setState({ step: "checking", name: file.name, percent: 0 });
      importResult().catch(() =>
        stop("The page could not be loaded to its end. Load it again, and choose the file again."),
      );
      own.onerror = () => stop("The check could not be started. Load the page again, or check by the SHA-256 below.");
      own.onmessage = async ({ data }: MessageEvent<CheckNews>) => {
        if ("done" in data) {
          const percent = Math.floor((data.done / Math.max(1, data.total)) * 100);
          return setState({ step: "checking", name: file.name, percent });
        }
        if ("unreadable" in data)
          return stop(
            "The browser could not read this file to its end. Check that it is still there, and choose it again.",
          );
        own.terminate();
        const answer = await ask(data.check);
        if (worker.current === own) setState({ step: "done", check: data.check, answer });
      };
      own.postMessage({ file, keys });
    },
    [keys, stop],
  );

  // A file that was chosen before the scripts had loaded is not lost.
  useEffect(() => {
    const early = input.current?.files?.[0];
    if (early) start(early);
    return () => worker.current?.terminate();
  }, [start]);

  return (
    <div className="grid gap-6">
      <section
        aria-label="The file"
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setIsOver(false);
          const file = event.dataTransfer.files[0];
          if (!file) return;
          // The field names the file, however it came.
          const chosen = new DataTransfer();
          chosen.items.add(file);
          if (input.current) input.current.files = chosen.files;
          start(file);
        }}
        className={clsx(
          "grid min-h-36 content-center gap-2 rounded-lg border border-dashed p-5 screen-only",
          isOver ? "border-accent bg-sunken" : "border-edge bg-surface",
        )}
      >
        <label htmlFor={id} className="font-medium">
          Choose a pack's ZIP file, or drop it here
        </label>
        <input
          ref={input}
          id={id}
          type="file"
          accept=".zip,application/zip"
          className="w-full max-w-full text-muted file:mr-3 file:h-8 file:cursor-pointer file:rounded-md file:border file:border-line file:bg-surface file:px-3 file:font-medium file:text-ink hover:file:bg-hover"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) start(file);
          }}
        />
        <noscript>
          <p className="text-muted">This needs scripts. With scripts off, check by the SHA-256 below.</p>
        </noscript>
        {state.step === "checking" && (
          <div className="flex flex-wrap items-center gap-3">
            <progress
              max={100}
              value={state.percent}
              aria-label={`Checking ${state.name}`}
              className="h-2 min-w-40 flex-1 accent-accent"
            />
            <span className="tabular-nums">{state.percent} %</span>
            <button type="button" className={buttonClasses("secondary", "sm")} onClick={() => stop("Stopped.")}>
              Cancel
            </button>
          </div>
        )}
      </section>
      <p role="status" className={state.step === "idle" && state.said ? "text-danger" : "sr-only"}>
        {sayOf(state)}
      </p>
      {state.step === "done" && (
        <Suspense fallback={<p className="text-muted">Loading the result …</p>}>
          <VerifyResult
            sha256={state.check.sha256}
            check={state.check}
            answer={"answer" in state.answer ? state.answer.answer : null}
            {...("problem" in state.answer && { problem: state.answer.problem })}
          />
        </Suspense>
      )}
    </div>
  );
}

function sayOf(state: State): string {
  if (state.step === "idle") return state.said ?? "";
  if (state.step === "checking") return `Checking ${state.name}`;
  const { verdict, because } = verdictOn({
    check: state.check,
    answer: "answer" in state.answer ? state.answer.answer : null,
    ...("problem" in state.answer && { problem: state.answer.problem }),
  });
  return `${verdict ?? "No verdict"}. ${because}`;
}

async function ask({ sha256, manifest }: PackCheck): Promise<Answer> {
  const pack = manifest && { id: manifest.packId, fingerprint: manifest.fingerprint };
  const question: Question = { sha256, pack };
  try {
    const response = await fetch("/verify/ask", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(question),
    });
    return (await response.json()) as Answer;
  } catch {
    return { problem: "The server does not answer. The file was read; whether it was issued could not be asked." };
  }
}
