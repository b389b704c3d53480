import { Icon, type IconName } from "@/app/_components/icon";

/** What stands where rows would be: what is missing, why, and the one thing to do about it. */
export function EmptyState({
  icon = "inbox",
  title,
  text,
  action,
}: {
  icon?: IconName;
  title: string;
  text: React.ReactNode;
  action?: React.ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-1 px-6 py-14 text-center">
      <span className="mb-2 grid size-10 place-items-center rounded-lg border border-line bg-surface text-muted">
        <Icon name={icon} />
      </span>
      <p className="font-medium">{title}</p>
      <div className="max-w-prose text-muted">{text}</div>
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
