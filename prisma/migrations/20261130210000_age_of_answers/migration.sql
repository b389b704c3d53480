-- When each answer of a composed report is from: the report is as old as its oldest one (docs/imports.md). Beside the payload, which
-- may have many megabytes and is not read for a list of sources.
ALTER TABLE stored_reports ADD COLUMN parts jsonb;

-- Lists of Microsoft Graph that the last fetch was refused.
ALTER TABLE graph_connections ADD COLUMN not_read text[] NOT NULL DEFAULT '{}';

UPDATE stored_reports r SET parts = (
  SELECT jsonb_object_agg(part.key, jsonb_build_object('capturedAt', part.value->>'capturedAt', 'isAssumed', r.is_captured_at_assumed))
  FROM json_each(r.payload->'parts') part WHERE json_typeof(part.value) = 'object')
WHERE json_typeof(r.payload) = 'object' AND json_typeof(r.payload->'parts') = 'object' AND (SELECT count(*) FROM json_object_keys(r.payload)) = 1;
