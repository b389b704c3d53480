/** One of several: a radio button with its words behind it. */
export function RadioChoice({
  name,
  value,
  label,
  isChosen,
}: {
  name: string;
  value: string;
  label: string;
  isChosen: boolean;
}) {
  return (
    <label className="flex items-center gap-2">
      <input type="radio" name={name} value={value} defaultChecked={isChosen} className="size-4 accent-accent" />
      {label}
    </label>
  );
}
