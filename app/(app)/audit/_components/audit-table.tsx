import Link from "next/link";
import { Icon } from "@/app/_components/icon";
import { getReader } from "@/app/_components/reader";
import { RowLink, Table, Td, Th, Tr } from "@/app/_components/table";
import { DateTime, RelativeTime } from "@/app/_components/time";
import type { AuditRowView } from "@/lib/audit/browse";
import { type AuditSearch, auditPath } from "../schema";
import { actionWords, detailWords } from "./action-words";
import { subjectPath } from "./subject-path";

/**
 * The events: a row opens what it is about, where that has a page. What happened, who did it and where each filter by
 * themselves, and so does what it is about where it has none.
 */
export async function AuditTable({ events, search }: { events: AuditRowView[]; search: AuditSearch }) {
  const { cursor: _, ...filter } = search;
  const reader = await getReader();
  return (
    <Table label="Audit events">
      <thead>
        <tr>
          <Th end className="max-lg:hidden">
            #
          </Th>
          <Th className="max-sm:hidden">When</Th>
          <Th>What</Th>
          <Th>Who</Th>
          <Th className="max-md:hidden">Details</Th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <Tr key={event.seq} className="align-top">
            <Td end className="text-muted max-lg:hidden">
              {event.seq}
            </Td>
            <Td className="text-muted max-sm:hidden">
              <DateTime at={event.at} />
            </Td>
            <Td className="max-sm:w-full md:min-w-48">
              <FilterLink href={auditPath({ ...filter, action: event.action })}>{actionWords(event.action)}</FilterLink>
              {event.outcome !== "ok" && (
                <span className="ml-2 inline-flex items-center gap-1 text-danger">
                  <Icon name="circle-x" className="size-3.5" />
                  {event.outcome.replaceAll("_", " ")}
                </span>
              )}
              <About event={event} filter={filter} />
            </Td>
            <Td className="md:whitespace-nowrap">
              <FilterLink
                href={auditPath({
                  ...filter,
                  person: event.actor.id && event.actor.kind === "user" ? event.actor.id : event.actor.kind,
                })}
              >
                {event.actor.name}
              </FilterLink>
              {event.ip && <p className="text-xs text-muted">{event.ip}</p>}
            </Td>
            <Td className="w-full max-w-0 text-xs break-words text-muted max-md:hidden">
              <span className="line-clamp-2" title={detailWords(event.details, reader)}>
                {detailWords(event.details, reader)}
              </span>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function About({ event, filter }: { event: AuditRowView; filter: AuditSearch }) {
  const { at, subject, tenant } = event;
  const path = subjectPath(event);
  return (
    <p className="text-xs text-muted">
      <span className="sm:hidden">
        <RelativeTime at={at} />
        {(tenant || subject) && " · "}
      </span>
      {tenant && <FilterLink href={auditPath({ ...filter, tenant: tenant.slug })}>{tenant.name}</FilterLink>}
      {tenant && subject && " · "}
      {subject && path && <RowLink href={path}>{subjectWords(subject)}</RowLink>}
      {subject && !path && (
        <FilterLink href={auditPath({ ...filter, subject: `${subject.type}:${subject.id}` })}>
          {subjectWords(subject)}
        </FilterLink>
      )}
    </p>
  );
}

const subjectWords = ({ type, id }: NonNullable<AuditRowView["subject"]>) => `${type.replaceAll("_", " ")} ${id}`;

/** It lies above the row's own link. */
function FilterLink({ href, children }: { href: string; children: React.ReactNode }) {
  return (
    <Link href={href} prefetch={false} className="relative z-1 hover:underline">
      {children}
    </Link>
  );
}
