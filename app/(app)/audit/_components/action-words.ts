/** An action as people read it: "review_pack.link_minted" → "Review pack link minted". */
export function actionWords(action: string): string {
  const words = action.replace(/[._]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Details on one line: "role operator · from owner". Values that are no text or number stand as JSON. */
export function detailWords(details: Record<string, unknown>): string {
  return Object.entries(details)
    .map(([name, value]) => `${name.replaceAll("_", " ")} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" · ");
}
