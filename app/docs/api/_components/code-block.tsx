/** Something to type; one click marks all of it. What is too wide breaks. */
export function CodeBlock({ text }: { text: string }) {
  return (
    <pre className="rounded-md bg-sunken px-3 py-2 font-mono text-xs leading-5 wrap-anywhere whitespace-pre-wrap select-all">
      {text}
    </pre>
  );
}
