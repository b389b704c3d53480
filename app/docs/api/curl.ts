import type { AnyOperation } from "@/lib/api/operation";

/** A call of an operation as somebody types it, for the address at which people use this product. */
export function curlOf({ example: { path, options } }: AnyOperation, base: string): string {
  const address = /[?&]/.test(path) ? `"${base}${path}"` : `${base}${path}`;
  const lines = [`curl ${address}`, `-H "Authorization: Bearer $TENANTPILOT_TOKEN"`, ...(options ? [options] : [])];
  return lines.join(" \\\n  ");
}
