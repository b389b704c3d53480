// Texts put together in SQL, of import_rows as s and findings as f. Both are canonical (RFC 8785), and so is what comes out.

/**
 * The evidence of a row together with members of the known evidence that only the tool's other format gives.
 * @param keeps the parameter that holds their names, a text[].
 */
export const mergedEvidence = (keeps: string) => `(
  SELECT '{' || string_agg(to_json(part.key)::text || ':' || part.value, ',' ORDER BY part.key COLLATE "C") || '}' FROM (
    SELECT key, value::text FROM json_each(s.evidence::json)
    UNION ALL
    SELECT old.key, old.value::text FROM json_each(CASE json_typeof(f.evidence) WHEN 'object' THEN f.evidence ELSE '{}' END) AS old
    WHERE old.key = ANY(${keeps}::text[]) AND old.key NOT IN (SELECT key FROM json_each(s.evidence::json))
  ) AS part(key, value))`;

/** Requirements as a canonical list, out of a query of the column `ref`. */
export const listOfRefs = (query: string) =>
  `(SELECT '[' || coalesce(string_agg(to_json(ref)::text, ',' ORDER BY ref COLLATE "C"), '') || ']' FROM (${query}) AS refs)`;

/** The requirements of a column, as rows of `ref`. */
export const refsOf = (column: string) =>
  `SELECT json_array_elements_text(CASE json_typeof(${column}::json) WHEN 'array' THEN ${column}::json ELSE '[]' END) AS ref`;

/** The requirements that a file names, and the known ones of frameworks that it does not speak of (import_frameworks). */
export const mergedCompliance = listOfRefs(
  `${refsOf("s.compliance")} UNION SELECT ref FROM (${refsOf("f.compliance")}) AS known
   WHERE split_part(ref, ': ', 1) NOT IN (SELECT framework FROM import_frameworks)`,
);

/** Which frameworks a file speaks of. Compliance is the same for every finding of a check: few texts are read. */
export const createFrameworks = `
  CREATE TEMP TABLE import_frameworks ON COMMIT DROP AS
  SELECT DISTINCT split_part(ref, ': ', 1) AS framework
  FROM (SELECT DISTINCT compliance FROM import_rows WHERE compliance <> '') AS c, LATERAL (${refsOf("c.compliance")}) AS refs`;
