import { Badge } from "@/app/_components/badge";
import { formatDateTime } from "@/app/_components/format";
import { getReader } from "@/app/_components/reader";
import { DateTime, RelativeTime } from "@/app/_components/time";
import type { SessionView } from "@/lib/auth/account";
import type { SignInWay } from "@/lib/auth/sessions";
import { endSessionAction } from "../actions";
import { browserWords } from "./browser-words";
import { EndSessionForm } from "./end-session-form";

const wayWords: Record<SignInWay, string> = {
  password: "with the password",
  microsoft: "with Microsoft",
  invitation: "by an invitation",
};

/** Where somebody is signed in and since when, which tells two browsers of one kind apart, with a button to sign out there. */
export async function SessionList({ sessions }: { sessions: SessionView[] }) {
  const reader = await getReader();
  return (
    <ul className="divide-y divide-line">
      {sessions.map((session) => (
        <li key={session.id} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-2.5">
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <span className="font-medium wrap-anywhere">{browserWords(session.userAgent)}</span>
              {session.isThisOne && (
                <Badge tone="success" icon="check">
                  This one
                </Badge>
              )}
            </p>
            <p className="text-muted">
              {session.ip ?? "Address not known"} · signed in since <DateTime at={session.createdAt} />,{" "}
              {wayWords[session.way]}
              {!session.isThisOne && (
                <>
                  {" "}
                  · last seen <RelativeTime at={session.lastSeenAt} />
                </>
              )}
            </p>
          </div>
          {!session.isThisOne && (
            <EndSessionForm
              action={endSessionAction}
              session={session.id}
              verb="Sign out"
              label={`Sign out in ${browserWords(session.userAgent)}, signed in since ${formatDateTime(session.createdAt, reader)}`}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
