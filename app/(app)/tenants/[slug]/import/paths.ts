/** The page that brings evidence in and lists what came in before. */
export const importsPath = (slug: string): string => `/tenants/${slug}/import`;

/** What an upload holds and would do, and after it was confirmed, what came of it. */
export const previewPath = (slug: string, previewId: string): string => `/tenants/${slug}/import/preview/${previewId}`;

/** One import: what it was and what it changed. */
export const importPath = (slug: string, importId: string): string => `/tenants/${slug}/import/${importId}`;

/** Its file, where it is kept. */
export const importedFilePath = (slug: string, importId: string): string => `${importPath(slug, importId)}/file`;
