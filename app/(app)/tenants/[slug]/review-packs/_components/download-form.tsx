import { buttonClasses } from "@/app/_components/button-classes";
import { Icon } from "@/app/_components/icon";
import { packPath } from "../paths";

/**
 * Download: a plain form to a route handler, which mints the link and sends the browser on to it. Not a server action:
 * Next would fetch the target of its redirect itself, and so begin the download on the server.
 */
export function DownloadForm({ slug, packId, isRow = false }: { slug: string; packId: string; isRow?: boolean }) {
  return (
    <form method="post" action={packPath(slug, packId, "download")} className="relative z-1 inline-flex">
      <button type="submit" className={isRow ? buttonClasses("ghost", "sm", "h-7!") : buttonClasses("primary")}>
        <Icon name="download" />
        <span className={isRow ? "max-md:sr-only" : undefined}>Download</span>
        {isRow && <span className="sr-only"> review pack #{packId}</span>}
      </button>
    </form>
  );
}
