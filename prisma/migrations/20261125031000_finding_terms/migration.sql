-- Looking for a text in the findings (docs/decisions, text search): the texts of a tenant's findings, each once. A million
-- findings have a few thousand of them, so they are looked through in milliseconds; the findings that carry one are then found
-- by its hash. Folded once and compared with LIKE: ILIKE would fold each term again for every search, at several times the cost.
CREATE TABLE finding_terms (
  workspace_id bigint NOT NULL,
  tenant_id bigint NOT NULL,
  term text NOT NULL,
  folded text GENERATED ALWAYS AS (lower(term)) STORED,
  PRIMARY KEY (tenant_id, term),
  CONSTRAINT finding_terms_tenant_id_workspace_id_fkey FOREIGN KEY (tenant_id, workspace_id) REFERENCES tenants (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE
);

-- The hashes of a finding's texts. The tenant is the seed: a hash belongs to one tenant. The same beginnings as in the terms.
CREATE FUNCTION finding_keys(tenant_id bigint, check_id text, title text, resource_name text) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ARRAY[
  hashtextextended(left(check_id, 300), tenant_id), hashtextextended(left(title, 500), tenant_id),
  hashtextextended(left(resource_name, 300), tenant_id)];

CREATE INDEX findings_keys ON findings USING gin (finding_keys(tenant_id, check_id, title, resource_name));

-- The id of a resource is often one of its own in each finding: it is no term, and is found by how it begins.
CREATE INDEX findings_resource_id_prefix ON findings (tenant_id, lower(left(resource_id, 200)) text_pattern_ops);

-- Terms are added in their order, so that two imports never wait for each other in a circle. One that no finding carries any
-- more stays: it leads to nothing.
CREATE FUNCTION findings_add_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO finding_terms (workspace_id, tenant_id, term)
  SELECT workspace_id, tenant_id, term FROM (
    SELECT DISTINCT n.workspace_id, n.tenant_id, t.term FROM new_rows n CROSS JOIN LATERAL (
      VALUES (left(n.check_id, 300)), (left(n.title, 500)), (left(n.resource_name, 300))) t (term)
  ) terms WHERE term <> '' ORDER BY tenant_id, term
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER findings_add_terms_insert AFTER INSERT ON findings REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION findings_add_terms();
CREATE TRIGGER findings_add_terms_update AFTER UPDATE ON findings REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION findings_add_terms();

INSERT INTO finding_terms (workspace_id, tenant_id, term)
SELECT DISTINCT workspace_id, tenant_id, left(check_id, 300) FROM findings WHERE check_id <> ''
UNION
SELECT DISTINCT workspace_id, tenant_id, left(title, 500) FROM findings WHERE title <> ''
UNION
SELECT DISTINCT workspace_id, tenant_id, left(resource_name, 300) FROM findings WHERE resource_name <> '';
ANALYZE findings, finding_terms;
