import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { Brand } from "@/app/_components/brand";
import { Button } from "@/app/_components/button";
import { Notice } from "@/app/_components/toast";
import { SignInForm } from "@/app/sign-in/sign-in-form";
import { entraSettings } from "@/lib/auth/entra";
import { safeRedirect } from "@/lib/auth/safe-redirect";
import { getActor } from "@/lib/auth/session";

export const metadata: Metadata = { title: "Sign in" };

/** What next-auth's error codes mean for the reader. */
const errors: Record<string, string> = {
  EntraTenant:
    "Your organisation may not sign in here. Use an account of one that may, or ask whoever runs this TenantPilot.",
  EntraUser:
    "Microsoft knows you, but you are no user of this TenantPilot. Ask an owner of the workspace to invite you.",
  Invitation: "This invitation does not work. Ask whoever invited you for a new one.",
  InvitationMember: "You are a member there already. Sign in as you are used to; the invitation was not used up.",
  InvitationTaken:
    "There is an account with the address of this invitation already. Sign in with it and open the invitation again.",
  InvitationTooOften: "There were too many tries to accept an invitation. Wait a quarter of an hour and try again.",
  CredentialsSignin: "The e-mail or the password is not right. Check both and try again.",
};
const otherError = "The sign-in did not come to its end. Try it again.";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Sign-in: Microsoft where it is configured, e-mail and password always. */
export default async function SignInPage({ searchParams }: Props) {
  const { callbackUrl, error } = await searchParams;
  const target = safeRedirect(callbackUrl);
  if (await getActor()) redirect(target);
  return (
    <main className="grid min-h-dvh content-start justify-items-center px-4 pt-[max(3rem,20dvh)] pb-12">
      <div className="w-full max-w-sm">
        <Brand className="mb-8" />
        <h1 className="mb-6 text-xl tracking-tight">Sign in</h1>
        <div className="grid gap-4">
          {typeof error === "string" && <Notice tone="danger">{errors[error] ?? otherError}</Notice>}
          {entraSettings() && (
            <form method="post" action="/sign-in/microsoft">
              <input type="hidden" name="callbackUrl" value={target} />
              <Button type="submit" className="w-full">
                Sign in with Microsoft
              </Button>
              <p className="mt-4 text-center text-xs text-muted">or with a password</p>
            </form>
          )}
          <SignInForm callbackUrl={target} />
          <p className="text-center text-muted">
            Were you sent a pack?{" "}
            <Link href="/verify" className="text-link underline">
              Verify a pack
            </Link>
          </p>
        </div>
      </div>
    </main>
  );
}
