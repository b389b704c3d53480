import type { Metadata } from "next";
import { Card, Fact, Facts } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { roleWords } from "@/app/_components/role-words";
import { OwnLimitsCard } from "@/app/(app)/_components/limits-card";
import { type AccountView, getAccount, listSessions } from "@/lib/auth/account";
import { requireSession } from "@/lib/auth/session";
import { limitsInForce } from "@/lib/limits";
import { AccountToast } from "./_components/account-toast";
import { EndSessionForm } from "./_components/end-session-form";
import { PasswordForm } from "./_components/password-form";
import { SessionList } from "./_components/session-list";
import { endOtherSessionsAction } from "./actions";
import { readAccountSearch } from "./schema";

export const metadata: Metadata = { title: "Your account" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Who the reader is here, their password, how much they may do, and where they are signed in. */
export default async function AccountPage({ searchParams }: Props) {
  const search = readAccountSearch(await searchParams);
  const session = await requireSession();
  const [account, sessions] = await Promise.all([getAccount(session.actor), listSessions(session, new Date())]);
  const hasOthers = sessions.length > 1;
  return (
    <>
      <AccountToast search={search} />
      <PageHeader title="Your account" description={account.email} />
      <div className="grid gap-6 lg:grid-cols-2 lg:items-start">
        <div className="grid min-w-0 gap-6">
          <Card title="You">
            <Facts>
              <Fact name="Name">{account.name}</Fact>
              <Fact name="E-mail">{account.email}</Fact>
              <Fact name="Signs in with">{signInWords(account)}</Fact>
            </Facts>
          </Card>
          <Places places={account.places} />
          <OwnLimitsCard limits={limitsInForce()} />
        </div>
        <Card title="Password" className="min-w-0">
          {account.signIn.password ? (
            <PasswordForm email={account.email} />
          ) : (
            <p className="p-4 text-muted">
              You have none here: you sign in with Microsoft, and your organisation keeps your password.
            </p>
          )}
        </Card>
      </div>
      <Card
        title="Where you are signed in"
        className="mt-6"
        actions={hasOthers && <EndSessionForm action={endOtherSessionsAction} verb="Sign out everywhere else" />}
      >
        <SessionList sessions={sessions} />
        <p className="border-t border-line px-4 py-3 text-muted">
          {hasOthers
            ? "Do you not know one of them? Sign out there, and change the password."
            : "You are signed in nowhere else."}{" "}
          A session ends after seven days, or a day without use.
        </p>
      </Card>
    </>
  );
}

function Places({ places }: { places: AccountView["places"] }) {
  return (
    <Card title="Where you are a member">
      {places.length === 0 ? (
        <p className="p-4 text-muted">Nowhere yet. An owner of a workspace can invite you.</p>
      ) : (
        <Facts>
          {places.map(({ workspace, tenant, role }) => (
            <Fact key={`${workspace}/${tenant ?? ""}`} name={tenant === null ? workspace : `${tenant} in ${workspace}`}>
              {roleWords[role].label}
            </Fact>
          ))}
        </Facts>
      )}
    </Card>
  );
}

function signInWords({ signIn }: AccountView): string {
  const ways = [signIn.microsoft && "Microsoft", signIn.password && "a password"].filter(Boolean);
  return ways.join(" or ") || "nothing yet";
}
