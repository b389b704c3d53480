import { createHash } from "node:crypto";

const lengthMax = 40;

/**
 * Our name for a product: lower case letters, digits and underscores, as the types of stored reports allow
 * (`assessment.<tool>`). A name without any of them is told apart by its hash.
 */
export function toolOfProduct(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  const hash = () => createHash("sha256").update(name).digest("hex").slice(0, 8);
  if (plain === "") return `product_${hash()}`;
  return plain.length <= lengthMax ? plain : `${plain.slice(0, lengthMax - 9)}_${hash()}`;
}
