import type { AnyOperation } from "@/lib/api/operation";
import { createImportOperation, getImportOperation } from "@/lib/api/operations/imports";
import { createLinkOperation, revokeLinkOperation } from "@/lib/api/operations/links";
import { generatePackOperation, getPackOperation, listPacksOperation } from "@/lib/api/operations/packs";
import { listTenantsOperation } from "@/lib/api/operations/tenants";
import { verifyOperation } from "@/lib/api/operations/verify";

/** Every operation of the API, in the order of its documentation. */
export const operations: readonly AnyOperation[] = [
  listTenantsOperation,
  createImportOperation,
  getImportOperation,
  generatePackOperation,
  listPacksOperation,
  getPackOperation,
  createLinkOperation,
  revokeLinkOperation,
  verifyOperation,
];
