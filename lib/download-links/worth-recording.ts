const lastRecorded = new Map<string, number>();
const remembered = 1000;

/**
 * Whether a refusal under this key is to be written into the audit: once a minute says enough. Nobody outside must be
 * able to fill a table that nothing is ever taken out of.
 */
export function isWorthRecording(key: string, now: Date): boolean {
  const last = lastRecorded.get(key);
  if (last !== undefined && Math.abs(now.getTime() - last) < 60_000) return false;
  if (lastRecorded.size >= remembered) lastRecorded.clear();
  lastRecorded.set(key, now.getTime());
  return true;
}
