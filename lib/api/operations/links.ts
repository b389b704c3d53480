import { z } from "zod";
import { operation } from "@/lib/api/operation";
import { emptySchema, linkSchema } from "@/lib/api/schemas";
import { mintLinkById, revokeLink } from "@/lib/download-links/links";
import { recordRefusal } from "@/lib/download-links/refused-mint";

export const createLinkOperation = operation({
  id: "createLink",
  method: "POST",
  path: "/packs/{id}/links",
  summary: "Make a download link",
  description:
    "A link by which whoever has it downloads the pack for the next minutes. It ends early when the token does, or when it is withdrawn.",
  capability: "review_pack.view",
  params: { id: "The pack's id." },
  query: z.strictObject({}),
  json: emptySchema,
  isKeyed: true,
  answers: { 201: { description: "The link, shown this once.", schema: linkSchema } },
  refusals: ["not_found", "conflict", "gone"],
  example: { path: "/packs/209/links", options: "-X POST" },
  async run({ actor, params: { id: packId = "" }, from, now }) {
    const { id, url, expiresAt } = await mintLinkById(actor, packId, from, now);
    return { status: 201, body: { id, url, expiresAt } };
  },
  refused: ({ actor, params: { id: packId = "" }, from, now }) =>
    recordRefusal(actor, { packId, purpose: "download" }, { code: "forbidden", from, now }),
});

export const revokeLinkOperation = operation({
  id: "revokeLink",
  method: "DELETE",
  path: "/packs/{id}/links/{linkId}",
  summary: "Withdraw a download link",
  description:
    "From now on the link gives nothing. Links that this token's owner made, or with review_pack.manage any of the pack. Again it changes nothing.",
  capability: "review_pack.view",
  params: { id: "The pack's id.", linkId: "The link's id." },
  query: z.strictObject({}),
  isKeyed: false,
  answers: { 204: { description: "Withdrawn." } },
  refusals: ["not_found"],
  example: { path: "/packs/209/links/Qb2Vd0sJ3mWw1kq9Zt5u8A", options: "-X DELETE" },
  async run({ actor, params: { id: packId = "", linkId = "" }, from, now }) {
    await revokeLink(actor, { packId, linkId }, from, now);
    return { status: 204 };
  },
});
