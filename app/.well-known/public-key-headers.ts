/** Any site may read public keys. A key never changes, but a new one has to show within minutes. */
export const publicKeyHeaders = {
  "Access-Control-Allow-Origin": "*",
  "Cache-Control": "public, max-age=300",
  "X-Content-Type-Options": "nosniff",
} as const;
