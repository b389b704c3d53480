import clsx from "clsx";
import { cookies } from "next/headers";
import Link from "next/link";
import { Icon } from "@/app/_components/icon";
import { readTheme, type Theme, themeCookie, themes } from "@/app/_components/theme";
import { setThemeAction, signOutAction } from "@/app/(app)/actions";
import { accountPage } from "@/app/(app)/pages";

const words = {
  system: { label: "System", icon: "monitor" },
  light: { label: "Light", icon: "sun" },
  dark: { label: "Dark", icon: "moon" },
} as const satisfies Record<Theme, { label: string; icon: string }>;

/** Who is signed in, the theme, and the way out. Plain forms: it works with scripts off. */
export async function PersonMenu({ name, email }: { name: string; email: string }) {
  const chosen = readTheme((await cookies()).get(themeCookie)?.value);
  const initials = name
    .split(/\s+/)
    .map((part) => part[0])
    .join("")
    .slice(0, 2)
    .toUpperCase();
  return (
    <details data-menu className="relative shrink-0">
      <summary className="grid size-8 place-items-center rounded-full border border-line bg-sunken text-xs font-medium hover:bg-hover">
        <span className="sr-only">{name}: account and theme</span>
        <span aria-hidden="true">{initials || <Icon name="user" />}</span>
      </summary>
      <div className="absolute top-full right-0 z-40 mt-2 w-60 rounded-lg border border-line bg-surface p-1 shadow-lg shadow-scrim/20">
        <div className="px-2 py-1.5">
          <p className="truncate font-medium">{name}</p>
          <p className="truncate text-xs text-muted">{email}</p>
        </div>
        <form action={setThemeAction} className="border-y border-line px-2 py-2">
          <fieldset>
            <legend className="mb-1.5 text-xs text-muted">Theme</legend>
            <div className="grid grid-cols-3 gap-1 rounded-md bg-sunken p-0.5">
              {themes.map((theme) => (
                <button
                  key={theme}
                  type="submit"
                  name="theme"
                  value={theme}
                  aria-pressed={theme === chosen}
                  className={clsx(
                    "flex h-7 items-center justify-center gap-1.5 rounded-sm text-xs",
                    theme === chosen ? "bg-surface font-medium text-ink" : "text-muted hover:text-ink",
                  )}
                >
                  <Icon name={words[theme].icon} className="size-3.5" />
                  {words[theme].label}
                </button>
              ))}
            </div>
          </fieldset>
        </form>
        <Link
          href={accountPage.path}
          prefetch={false}
          className="mt-1 flex h-8 items-center gap-2.5 rounded-sm px-2 hover:bg-hover"
        >
          <Icon name="user" className="text-muted" />
          {accountPage.label}
        </Link>
        <form action={signOutAction}>
          <button type="submit" className="flex h-8 w-full items-center gap-2.5 rounded-sm px-2 hover:bg-hover">
            <Icon name="log-out" className="text-muted" />
            Sign out
          </button>
        </form>
      </div>
    </details>
  );
}
