import type { Metadata } from "next";
import Link from "next/link";
import { Brand } from "@/app/_components/brand";
import { Button } from "@/app/_components/button";
import { roleWords } from "@/app/_components/role-words";
import { RelativeTime } from "@/app/_components/time";
import { orNotFound } from "@/app/or-not-found";
import { openInvitation } from "@/lib/auth/accept-invitation";
import { entraSettings } from "@/lib/auth/entra";
import { getActor } from "@/lib/auth/session";
import { AcceptForm, AcceptWithPasswordForm } from "./accept-forms";

export const metadata: Metadata = { title: "Invitation", robots: { index: false } };

type Props = { params: Promise<{ token: string }> };

/** Who invites to what as what, and the ways to accept. Looking at it uses nothing up. */
export default async function InvitationPage({ params }: Props) {
  const { token } = await params;
  const { place, role, invitedByName, email, name, expiresAt } = await orNotFound(openInvitation(token, new Date()));
  const actor = await getActor();
  return (
    <main className="grid min-h-dvh content-start justify-items-center px-4 pt-[max(3rem,20dvh)] pb-12">
      <div className="w-full max-w-sm">
        <Brand className="mb-8" />
        <h1 className="mb-3 text-xl tracking-tight text-balance">Join {place}</h1>
        <p>
          {invitedByName} invites you, as {roleWords[role].label}.
        </p>
        <p className="mb-6 text-muted">
          {roleWords[role].means} The invitation works once and ends <RelativeTime at={expiresAt} />.
        </p>
        {actor ? (
          <div className="grid gap-4">
            <AcceptForm token={token} who={actor.name} />
            <p className="text-center wrap-anywhere text-muted">
              You are signed in as {actor.email}. To join as somebody else, sign out and open this link again.
            </p>
          </div>
        ) : (
          <SignedOut token={token} email={email} name={name} />
        )}
      </div>
    </main>
  );
}

function SignedOut({ token, email, name }: { token: string; email: string; name: string }) {
  return (
    <div className="grid gap-4">
      {entraSettings() && (
        <form method="post" action="/sign-in/microsoft">
          <input type="hidden" name="invitation" value={token} />
          <Button type="submit" className="w-full">
            Accept with Microsoft
          </Button>
          <p className="mt-4 text-center text-xs text-muted">or with a password</p>
        </form>
      )}
      <AcceptWithPasswordForm token={token} email={email} name={name} />
      <p className="text-center text-muted">
        Do you have an account already?{" "}
        <Link
          href={`/sign-in?${new URLSearchParams({ callbackUrl: `/invitations/${token}` })}`}
          prefetch={false}
          className="text-link underline"
        >
          Sign in
        </Link>
      </p>
    </div>
  );
}
