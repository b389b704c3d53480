type Live = typeof import("@/app/_components/live-connection");

/**
 * Calls `begin` with the stream's functions, whose script comes after the page's own: nothing that is seen waits for it.
 * Where it cannot be had the page stands still until it is opened anew.
 * @returns what ends what `begin` began.
 */
export function withLive(begin: (live: Live) => () => void): () => void {
  let isOver = false;
  let end = () => {};
  import("@/app/_components/live-connection").then(
    (live) => {
      if (!isOver) end = begin(live);
    },
    () => {},
  );
  return () => {
    isOver = true;
    end();
  };
}
