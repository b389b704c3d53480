import { Button } from "@/app/_components/button";
import { Icon } from "@/app/_components/icon";
import { type PackListView, packsPath } from "../paths";

/** Finds the pack that a file or a note names by its SHA-256 or fingerprint: the beginning is enough. A form by address. */
export function HashSearch({ slug, view: { status, hash, sort } }: { slug: string; view: PackListView }) {
  return (
    <search className="screen-only max-sm:w-full">
      <form key={hash} action={packsPath(slug)} className="flex items-center gap-2">
        {status && <input type="hidden" name="status" value={status} />}
        {sort && <input type="hidden" name="sort" value={sort} />}
        <span className="relative grow">
          <Icon name="search" className="pointer-events-none absolute top-2.5 left-2.5 size-3.5 text-muted" />
          <input
            type="search"
            name="hash"
            defaultValue={hash}
            maxLength={200}
            aria-label="Search by SHA-256 or fingerprint"
            placeholder="Search by hash"
            autoComplete="off"
            spellCheck={false}
            className="h-8.5 w-full rounded-md border border-edge bg-surface pr-2.5 pl-8 placeholder:text-muted sm:w-60"
          />
        </span>
        {hash !== undefined && (
          <Button variant="ghost" size="sm" href={packsPath(slug, { status, sort })}>
            Clear
          </Button>
        )}
      </form>
    </search>
  );
}
