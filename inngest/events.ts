import { z } from "zod";

const id = z.string().regex(/^[1-9]\d{0,17}$/, "has to be an id");

/** Data of `review-pack/generate.requested`. */
export const generateRequestedData = z.strictObject({ packId: id });

/** Data of `import/requested`. */
export const importRequestedData = z.strictObject({ importId: id });

/** Data of `import/preview.requested`. */
export const previewRequestedData = z.strictObject({ previewId: id, round: z.number().int().positive() });

/** Data of `import/confirmed`. */
export const previewConfirmedData = z.strictObject({ previewId: id });

/** Data of `fleet/requested`. */
export const fleetRequestedData = z.strictObject({ fleetRunId: id });

/** Data of `graph/fetch.requested`. */
export const graphFetchRequestedData = z.strictObject({ operationRunId: id });
