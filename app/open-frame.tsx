import Link from "next/link";
import { Brand } from "@/app/_components/brand";
import { Button } from "@/app/_components/button";
import FrameLayout from "@/app/(app)/layout";
import { getActor } from "@/lib/auth/session";

/** Around pages that anybody may read: the frame of the product for who is signed in; for everybody else its name and the way in. */
export async function OpenFrame({ children }: { children: React.ReactNode }) {
  if (await getActor()) return <FrameLayout>{children}</FrameLayout>;
  return (
    <>
      <header className="flex h-14 items-center justify-between border-b border-line px-4 sm:px-6 lg:px-10 screen-only">
        <Link href="/sign-in" aria-label="TenantPilot">
          <Brand />
        </Link>
        <Button href="/sign-in" size="sm">
          Sign in
        </Button>
      </header>
      <main className="mx-auto max-w-[1200px] px-4 py-6 sm:px-6 lg:px-10 lg:py-8">{children}</main>
    </>
  );
}
