"use server";

import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { readTheme, themeCookie } from "@/app/_components/theme";
import { checkOrigin } from "@/lib/action";
import { endSession } from "@/lib/auth/session";
import { isSecure } from "@/lib/auth/session-token";

/** Remembers the theme for a year. The page that asked is drawn again in it. */
export async function setThemeAction(form: FormData): Promise<void> {
  checkOrigin(await headers());
  const theme = readTheme(form.get("theme"));
  const options = { path: "/", httpOnly: true, sameSite: "lax", secure: isSecure() } as const;
  (await cookies()).set(themeCookie, theme, { ...options, maxAge: theme === "system" ? 0 : 31_536_000 });
}

/** Signs out on this browser. */
export async function signOutAction(): Promise<void> {
  checkOrigin(await headers());
  await endSession();
  redirect("/sign-in");
}
