-- The beginnings of resource ids are folded for ASCII only: lower() by the rules of a language took 20 µs for each finding that is
-- written, a fifth of an import (docs/decisions/017-text-search.md). Ids are GUIDs, paths and addresses.
DROP INDEX findings_resource_id_prefix;
CREATE INDEX findings_resource_id_prefix ON findings (tenant_id, lower(left(resource_id, 200) COLLATE "C") text_pattern_ops);

CREATE OR REPLACE FUNCTION findings_carrying(tenants_asked bigint[], inside text, beginning text, rows_max bigint)
RETURNS TABLE (id bigint, tenant_id bigint, severity text, status text, source text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  seen bigint[] := (SELECT array_agg(t.id) FROM public.tenants t
    WHERE t.id = ANY(tenants_asked) AND (t.workspace_id = wall_workspace_id() OR wall_is_system()));
  keys bigint[] := (SELECT array_agg(hashtextextended(f.term, f.tenant_id)) FROM public.finding_terms f
    WHERE f.tenant_id = ANY(seen) AND f.folded LIKE lower(inside));
BEGIN
  RETURN QUERY SELECT f.id, f.tenant_id, f.severity, f.status, f.source FROM public.findings f
  WHERE f.tenant_id = ANY(seen) AND (finding_keys(f.tenant_id, f.check_id, f.title, f.resource_name) && keys
    OR (f.tenant_id = ANY(seen) AND lower(left(f.resource_id, 200) COLLATE "C") LIKE lower(beginning COLLATE "C")))
  LIMIT rows_max;
END $$;
ANALYZE findings;

-- Kept for the version before sessions became rows (docs/decisions/029-sessions.md); nothing reads it.
ALTER TABLE users DROP COLUMN sessions_valid_from;
