import { themes } from "@/app/_components/theme";
import { accountPage, tenantPages, workspacePages } from "@/app/(app)/pages";
import type { SearchEntry, SearchGroup } from "@/app/(app)/search/entries";
import type { Place } from "@/lib/search/places";
import { hasWords } from "@/lib/search/words";

/** Where the reader is, and what they may open. */
interface Scene {
  places: Place[];
  current: Place | undefined;
  rights: { audit: boolean; settings: boolean };
}

/** So many tenants are offered before anything has been typed. */
const tenantsShown = 5;

/** The pages and actions that a text names: of the tenant that the reader looks at, of another that it names too, of none. */
export function pageEntries(scene: Scene, text: string): SearchEntry[] {
  const { current, places } = scene;
  const ofTenants = [current, ...places.filter((place) => place !== current)].flatMap((place) =>
    place === undefined
      ? []
      : entriesOf(place).filter(({ title }) => {
          // Of another tenant only what the text names by both: the tenant, and the page.
          const isNamed = place === current || hasWords(text, [place.name, place.slug], title);
          return isNamed && hasWords(text, [title], `${place.name} ${place.slug}`);
        }),
  );
  const ofNone = [...ofWorkspace(scene), ...themeEntries].filter(({ title }) => hasWords(text, [title]));
  return [...ofTenants, ...ofNone];
}

/** Before anything has been typed: what can be done here, and where else one may go. */
export function usefulGroups(scene: Scene): SearchGroup[] {
  const { current, places } = scene;
  const others = places.filter((place) => place !== current).slice(0, tenantsShown);
  return [
    ...(current ? [{ label: current.name, entries: entriesOf(current) }] : []),
    {
      label: current ? "Other tenants" : "Tenants",
      entries: others.map(
        ({ slug, name, workspaceName }): SearchEntry => ({
          href: `/tenants/${slug}`,
          icon: "building",
          title: name,
          detail: workspaceName,
        }),
      ),
    },
    { label: "Workspace", entries: ofWorkspace(scene) },
  ];
}

function entriesOf({ slug, name, can }: Place): SearchEntry[] {
  const generate: SearchEntry = {
    href: `/tenants/${slug}/review-packs/generate`,
    icon: "plus",
    title: "Generate review pack",
    detail: name,
  };
  return [
    ...(can("review_pack.manage") ? [generate] : []),
    ...tenantPages.map(
      ({ path, label, icon }): SearchEntry => ({ href: `/tenants/${slug}${path}`, icon, title: label, detail: name }),
    ),
  ];
}

function ofWorkspace({ rights }: Scene): SearchEntry[] {
  return [...workspacePages, accountPage]
    .filter((page) => !("right" in page) || rights[page.right])
    .map(({ path, label, icon }) => ({ href: path, icon, title: label, detail: "" }));
}

const themeEntries: SearchEntry[] = themes.map((theme) => ({
  href: "",
  theme,
  icon: "sun",
  title: `Theme: ${theme}`,
  detail: theme === "system" ? "As the device is set" : "",
}));
