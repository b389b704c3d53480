/** Without scripts a page that waits for something is read again by the browser itself, every two seconds. */
export function StillMoving({ isMoving }: { isMoving: boolean }) {
  if (!isMoving) return null;
  return (
    <noscript>
      <meta httpEquiv="refresh" content="2" />
    </noscript>
  );
}
