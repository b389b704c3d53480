-- The second wall (access.md, docs/decisions/025): a transaction sees the rows of the workspace that it names, or says that it is
-- the system's (sign-in, sweeps, the queue of events). One that says neither sees nothing and writes nothing. Forced, so that it
-- holds for a role that owns the tables too; a superuser is held by nothing.

-- '' is what a setting of an earlier transaction leaves behind.
CREATE FUNCTION wall_workspace_id() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.workspace_id', true), '')::bigint;

CREATE FUNCTION wall_is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('app.scope', true) = 'system', false);

-- Raises the wall before one table. The settings are read in sub-selects: once for a statement, not once for a row.
CREATE FUNCTION raise_wall(place regclass, belongs text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', place);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', place);
  EXECUTE format('CREATE POLICY wall ON %1$s USING ((SELECT wall_is_system()) OR %2$s) WITH CHECK ((SELECT wall_is_system()) OR %2$s)',
    place, belongs);
END $$;

-- Raises the wall before each table that has a workspace and none yet; every migration that adds such a table ends with it. A row
-- that the foreign key on (tenant_id, workspace_id) binds is asked for its tenant: it is in every index of these tables, so
-- that what was counted from an index alone still is.
CREATE FUNCTION raise_walls() RETURNS void LANGUAGE plpgsql AS $$
DECLARE place regclass; is_bound boolean;
BEGIN
  FOR place, is_bound IN
    SELECT c.oid, EXISTS (SELECT FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid = 'tenants'::regclass
      AND cardinality(f.conkey) = 2 AND NOT EXISTS (SELECT FROM pg_attribute n WHERE n.attrelid = c.oid AND n.attnum = ANY(f.conkey) AND NOT n.attnotnull))
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'wall') ORDER BY c.oid
  LOOP
    PERFORM raise_wall(place, CASE WHEN is_bound THEN 'tenant_id = ANY(ARRAY(SELECT t.id FROM tenants t WHERE t.workspace_id = (SELECT wall_workspace_id())))'
      ELSE 'workspace_id = (SELECT wall_workspace_id())' END);
  END LOOP;
END $$;

SELECT raise_walls();
SELECT raise_wall('workspaces', 'id = (SELECT wall_workspace_id())');
-- What hangs on a row of a workspace is seen by whoever sees that row: the parents are behind the same wall.
SELECT raise_wall('tenant_contents', 'EXISTS (SELECT FROM tenants t WHERE t.id = tenant_id)');
SELECT raise_wall('tenant_pseudonym_secrets', 'EXISTS (SELECT FROM tenants t WHERE t.id = tenant_id)');
SELECT raise_wall('import_preview_files', 'EXISTS (SELECT FROM import_previews p WHERE p.id = preview_id)');
SELECT raise_wall('pack_schedule_slots', 'EXISTS (SELECT FROM pack_schedules s WHERE s.id = schedule_id)');
SELECT raise_wall('api_idempotency_keys', 'EXISTS (SELECT FROM api_tokens t WHERE t.id = token_id)');

-- The index of texts (docs/decisions/017) cannot be used beneath a policy: neither && nor LIKE is leakproof. So this runs as the
-- owner of the tables and asks itself what the policy would ask: of the tenants, only those that the transaction may see.
-- Planned anew each time, because the beginning of a pattern leads to the index only when it is known.
CREATE FUNCTION findings_carrying(tenants_asked bigint[], inside text, beginning text, rows_max bigint)
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
    OR (f.tenant_id = ANY(seen) AND lower(left(f.resource_id, 200)) LIKE lower(beginning)))
  LIMIT rows_max;
END $$;
