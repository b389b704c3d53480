-- Tables -----------------------------------------------------------------------------------------------------------

CREATE TABLE workspaces (
  id bigserial PRIMARY KEY,
  slug text NOT NULL CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  updated_at timestamptz(6) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX workspaces_slug_key ON workspaces (slug);

CREATE TABLE users (
  id bigserial PRIMARY KEY,
  email text NOT NULL CHECK (email = lower(email) AND email ~ '^[^@\s]+@[^@\s]+$'),
  name text NOT NULL,
  password_hash text,
  entra_tid text,
  entra_oid text,
  sessions_valid_from timestamptz(6) NOT NULL DEFAULT now(),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  updated_at timestamptz(6) NOT NULL DEFAULT now(),
  CHECK ((entra_tid IS NULL) = (entra_oid IS NULL))
);
CREATE UNIQUE INDEX users_email_key ON users (email);
CREATE UNIQUE INDEX users_entra_tid_entra_oid_key ON users (entra_tid, entra_oid);

CREATE TABLE tenants (
  id bigserial PRIMARY KEY,
  workspace_id bigint NOT NULL,
  slug text NOT NULL CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  entra_tenant_id text CHECK (entra_tenant_id = lower(entra_tenant_id)),
  time_zone text NOT NULL DEFAULT 'UTC',
  rbac_status text NOT NULL DEFAULT 'unknown' CHECK (rbac_status IN ('unknown', 'not_configured', 'partial', 'configured', 'error')),
  rbac_status_reason text,
  rbac_scope_mode text,
  rbac_scope_id text,
  rbac_group_id text,
  rbac_group_name text,
  rbac_role_definition_id text,
  rbac_role_display_name text,
  rbac_role_assignment_id text,
  rbac_last_setup_at timestamptz(6),
  rbac_last_checked_at timestamptz(6),
  rbac_last_warnings jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  updated_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT tenants_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX tenants_workspace_id_slug_key ON tenants (workspace_id, slug);
CREATE UNIQUE INDEX tenants_id_workspace_id_key ON tenants (id, workspace_id);

CREATE TABLE memberships (
  id bigserial PRIMARY KEY,
  workspace_id bigint NOT NULL,
  user_id bigint NOT NULL,
  tenant_id bigint,
  role text NOT NULL CHECK (role IN ('owner', 'manager', 'operator', 'readonly')),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT memberships_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT memberships_tenant_id_workspace_id_fkey FOREIGN KEY (tenant_id, workspace_id) REFERENCES tenants (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX memberships_user_id_idx ON memberships (user_id);
CREATE UNIQUE INDEX memberships_one_per_workspace ON memberships (workspace_id, user_id) WHERE tenant_id IS NULL;
CREATE UNIQUE INDEX memberships_one_per_tenant ON memberships (tenant_id, user_id) WHERE tenant_id IS NOT NULL;

CREATE TABLE operation_runs (
  id bigserial PRIMARY KEY,
  workspace_id bigint NOT NULL,
  tenant_id bigint NOT NULL,
  type text NOT NULL CHECK (type ~ '^[a-z_]+(\.[a-z_]+)+$'),
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'completed')),
  outcome text NOT NULL DEFAULT 'pending' CHECK (outcome IN ('pending', 'succeeded', 'failed', 'cancelled')),
  initiated_by_user_id bigint,
  initiated_by_name text NOT NULL DEFAULT '',
  summary_counts jsonb NOT NULL DEFAULT '{}',
  failure_reason text,
  inngest_run_id text,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  started_at timestamptz(6),
  completed_at timestamptz(6),
  CHECK ((status = 'completed') = (outcome <> 'pending')),
  CHECK ((status = 'completed') = (completed_at IS NOT NULL)),
  CONSTRAINT operation_runs_tenant_id_workspace_id_fkey FOREIGN KEY (tenant_id, workspace_id) REFERENCES tenants (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT operation_runs_initiated_by_user_id_fkey FOREIGN KEY (initiated_by_user_id) REFERENCES users (id) ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX operation_runs_tenant_id_id_idx ON operation_runs (tenant_id, id);
CREATE INDEX operation_runs_tenant_id_created_at_idx ON operation_runs (tenant_id, created_at);

CREATE TABLE imports (
  id bigserial PRIMARY KEY,
  workspace_id bigint NOT NULL,
  tenant_id bigint NOT NULL,
  operation_run_id bigint,
  initiated_by_user_id bigint,
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'completed', 'failed')),
  file_name text NOT NULL,
  file_sha256 text NOT NULL CHECK (file_sha256 ~ '^[0-9a-f]{64}$'),
  file_bytes bigint NOT NULL CHECK (file_bytes >= 0),
  staged_path text,
  options jsonb NOT NULL DEFAULT '{}',
  format text,
  tool text,
  tool_version text,
  scanned_at timestamptz(6),
  counts jsonb NOT NULL DEFAULT '{}',
  problem text,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  completed_at timestamptz(6),
  CONSTRAINT imports_tenant_id_workspace_id_fkey FOREIGN KEY (tenant_id, workspace_id) REFERENCES tenants (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT imports_operation_run_id_fkey FOREIGN KEY (operation_run_id) REFERENCES operation_runs (id) ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT imports_initiated_by_user_id_fkey FOREIGN KEY (initiated_by_user_id) REFERENCES users (id) ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX imports_tenant_id_id_idx ON imports (tenant_id, id);
CREATE UNIQUE INDEX imports_file_once ON imports (tenant_id, file_sha256) WHERE status = 'completed';

CREATE TABLE stored_reports (
  id bigserial PRIMARY KEY,
  workspace_id bigint NOT NULL,
  tenant_id bigint NOT NULL,
  import_id bigint,
  type text NOT NULL CHECK (type ~ '^[a-z0-9_]+(\.[a-z0-9_]+)*$' AND length(type) <= 80),
  source text NOT NULL,
  payload json NOT NULL,
  content_hash text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
  row_count integer NOT NULL CHECK (row_count >= 0),
  is_complete boolean NOT NULL DEFAULT true,
  captured_at timestamptz(6) NOT NULL,
  is_captured_at_assumed boolean NOT NULL DEFAULT false,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT stored_reports_tenant_id_workspace_id_fkey FOREIGN KEY (tenant_id, workspace_id) REFERENCES tenants (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT stored_reports_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports (id) ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX stored_reports_tenant_id_type_captured_at_id_idx ON stored_reports (tenant_id, type, captured_at DESC, id DESC);

-- What makes a finding the same or another: each part with its length in front, so that no two rows share a text.
-- first_seen_at as microseconds, because timestamptz::text depends on the session's time zone.
CREATE FUNCTION finding_content_hash(
  fingerprint text, source text, scope text, check_id text, title text, severity text, status text, resource_type text,
  resource_id text, resource_name text, first_seen_at timestamptz, evidence json, remediation text, compliance json
) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN sha256(convert_to(
  length(fingerprint) || ':' || fingerprint || length(source) || ':' || source || length(scope) || ':' || scope
  || length(check_id) || ':' || check_id || length(title) || ':' || title || severity || ',' || status
  || length(resource_type) || ':' || resource_type || length(resource_id) || ':' || resource_id
  || length(resource_name) || ':' || resource_name || (extract(epoch FROM first_seen_at) * 1000000)::bigint || ','
  || length(evidence::text) || ':' || evidence::text || length(remediation) || ':' || remediation
  || compliance::text, 'UTF8'));

CREATE TABLE findings (
  id bigserial PRIMARY KEY,
  workspace_id bigint NOT NULL,
  tenant_id bigint NOT NULL,
  fingerprint text NOT NULL,
  source text NOT NULL,
  scope text NOT NULL DEFAULT '',
  check_id text NOT NULL,
  title text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low', 'informational')),
  status text NOT NULL CHECK (status IN ('open', 'resolved', 'accepted')),
  resource_type text NOT NULL DEFAULT '',
  resource_id text NOT NULL DEFAULT '',
  resource_name text NOT NULL DEFAULT '',
  first_seen_at timestamptz(6) NOT NULL,
  last_seen_at timestamptz(6) NOT NULL,
  evidence json NOT NULL DEFAULT '{}',
  remediation text NOT NULL DEFAULT '',
  compliance json NOT NULL DEFAULT '[]',
  content_hash bytea GENERATED ALWAYS AS (finding_content_hash(fingerprint, source, scope, check_id, title, severity, status,
    resource_type, resource_id, resource_name, first_seen_at, evidence, remediation, compliance)) STORED,
  CONSTRAINT findings_tenant_id_workspace_id_fkey FOREIGN KEY (tenant_id, workspace_id) REFERENCES tenants (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX findings_tenant_id_fingerprint_key ON findings (tenant_id, fingerprint);
CREATE INDEX findings_tenant_id_id_idx ON findings (tenant_id, id);
CREATE INDEX findings_tenant_id_status_severity_id_idx ON findings (tenant_id, status, severity, id);

CREATE TABLE finding_events (
  id bigserial PRIMARY KEY,
  workspace_id bigint NOT NULL,
  tenant_id bigint NOT NULL,
  finding_id bigint NOT NULL,
  import_id bigint,
  kind text NOT NULL CHECK (kind IN ('created', 'resolved', 'reopened', 'accepted', 'severity_changed', 'content_changed')),
  from_status text,
  to_status text,
  from_severity text,
  to_severity text,
  occurred_at timestamptz(6) NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT finding_events_tenant_id_workspace_id_fkey FOREIGN KEY (tenant_id, workspace_id) REFERENCES tenants (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT finding_events_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES findings (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT finding_events_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports (id) ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX finding_events_tenant_id_id_idx ON finding_events (tenant_id, id);
CREATE INDEX finding_events_finding_id_id_idx ON finding_events (finding_id, id);

CREATE TABLE tenant_contents (
  tenant_id bigint PRIMARY KEY,
  findings_count bigint NOT NULL DEFAULT 0,
  lane0 numeric(20,0) NOT NULL DEFAULT 0,
  lane1 numeric(20,0) NOT NULL DEFAULT 0,
  lane2 numeric(20,0) NOT NULL DEFAULT 0,
  lane3 numeric(20,0) NOT NULL DEFAULT 0,
  updated_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT tenant_contents_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE review_packs (
  id bigserial PRIMARY KEY,
  workspace_id bigint NOT NULL,
  tenant_id bigint NOT NULL,
  operation_run_id bigint,
  initiated_by_user_id bigint,
  initiated_by_name text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT 'queued',
  fingerprint text,
  previous_fingerprint text,
  inputs jsonb NOT NULL DEFAULT '{}',
  summary jsonb NOT NULL DEFAULT '{}',
  options jsonb NOT NULL DEFAULT '{}',
  reason jsonb NOT NULL DEFAULT '{}',
  file_disk text,
  file_path text,
  file_size bigint,
  sha256 text,
  as_of timestamptz(6),
  generated_at timestamptz(6),
  expires_at timestamptz(6),
  claim_token uuid,
  claim_run_id text,
  lease_expires_at timestamptz(6),
  progress jsonb NOT NULL DEFAULT '{}',
  failure_code text,
  failure_reason text,
  superseded_by_id bigint,
  replay_of_id bigint,
  idempotency_key text,
  resends integer NOT NULL DEFAULT 0,
  resent_at timestamptz(6),
  is_legal_hold boolean NOT NULL DEFAULT false,
  expiry_notified_at timestamptz(6),
  file_deleted_at timestamptz(6),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  updated_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT review_packs_status_known CHECK (status IN ('queued', 'generating', 'ready', 'failed', 'expired')),
  CONSTRAINT review_packs_fingerprint_is_sha256 CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
  CONSTRAINT review_packs_previous_fingerprint_is_sha256 CHECK (previous_fingerprint ~ '^[0-9a-f]{64}$'),
  CONSTRAINT review_packs_sha256_is_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT review_packs_active_has_fingerprint CHECK (status NOT IN ('queued', 'generating', 'ready') OR fingerprint IS NOT NULL),
  CONSTRAINT review_packs_ready_is_whole CHECK (status <> 'ready' OR (
    file_disk IS NOT NULL AND file_path IS NOT NULL AND sha256 IS NOT NULL AND file_size IS NOT NULL AND file_size > 0
    AND generated_at IS NOT NULL AND expires_at IS NOT NULL AND expires_at > generated_at)),
  CONSTRAINT review_packs_failed_has_reason CHECK (status <> 'failed' OR failure_reason IS NOT NULL),
  CONSTRAINT review_packs_tenant_id_workspace_id_fkey FOREIGN KEY (tenant_id, workspace_id) REFERENCES tenants (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT review_packs_operation_run_id_fkey FOREIGN KEY (operation_run_id) REFERENCES operation_runs (id) ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT review_packs_initiated_by_user_id_fkey FOREIGN KEY (initiated_by_user_id) REFERENCES users (id) ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT review_packs_superseded_by_id_fkey FOREIGN KEY (superseded_by_id) REFERENCES review_packs (id) ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT review_packs_replay_of_id_fkey FOREIGN KEY (replay_of_id) REFERENCES review_packs (id) ON DELETE SET NULL ON UPDATE CASCADE
);
-- Only active packs take part in dedupe (data-model.md).
CREATE UNIQUE INDEX review_packs_active_fingerprint ON review_packs (workspace_id, tenant_id, fingerprint)
  WHERE fingerprint IS NOT NULL AND status NOT IN ('expired', 'failed');
CREATE UNIQUE INDEX review_packs_initiated_by_user_id_idempotency_key_key ON review_packs (initiated_by_user_id, idempotency_key);
CREATE INDEX review_packs_workspace_id_tenant_id_generated_at_idx ON review_packs (workspace_id, tenant_id, generated_at);
CREATE INDEX review_packs_tenant_id_id_idx ON review_packs (tenant_id, id);
CREATE INDEX review_packs_tenant_id_status_id_idx ON review_packs (tenant_id, status, id);
CREATE INDEX review_packs_status_expires_at_idx ON review_packs (status, expires_at);
CREATE INDEX review_packs_operation_run ON review_packs (operation_run_id) WHERE operation_run_id IS NOT NULL;
CREATE INDEX review_packs_sha256 ON review_packs (sha256) WHERE sha256 IS NOT NULL;

CREATE TABLE review_pack_tombstones (
  pack_id bigint PRIMARY KEY,
  workspace_id bigint NOT NULL,
  tenant_id bigint NOT NULL,
  status text NOT NULL,
  fingerprint text,
  sha256 text,
  file_disk text,
  file_path text,
  file_size bigint,
  generated_at timestamptz(6),
  expires_at timestamptz(6),
  file_deleted_at timestamptz(6),
  deleted_at timestamptz(6) NOT NULL DEFAULT now()
);
CREATE INDEX review_pack_tombstones_sha256_idx ON review_pack_tombstones (sha256);

CREATE TABLE pack_links (
  id text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9_-]{22}$'),
  workspace_id bigint NOT NULL,
  pack_id bigint NOT NULL,
  pack_sha256 text NOT NULL CHECK (pack_sha256 ~ '^[0-9a-f]{64}$'),
  purpose text NOT NULL CHECK (purpose IN ('download', 'share')),
  key_id text NOT NULL,
  created_by_kind text NOT NULL CHECK (created_by_kind IN ('user', 'operator')),
  created_by_user_id bigint,
  created_by_name text NOT NULL DEFAULT '',
  label text,
  token_hash text,
  passphrase_hash text,
  uses_max integer CHECK (uses_max > 0),
  uses integer NOT NULL DEFAULT 0,
  last_used_at timestamptz(6),
  expires_at timestamptz(6) NOT NULL,
  revoked_at timestamptz(6),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT pack_links_created_by_user_id_fkey FOREIGN KEY (created_by_user_id) REFERENCES users (id) ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE UNIQUE INDEX pack_links_token_hash_key ON pack_links (token_hash);
CREATE INDEX pack_links_pack_id_created_at_idx ON pack_links (pack_id, created_at);

CREATE TABLE notifications (
  id bigserial PRIMARY KEY,
  workspace_id bigint NOT NULL,
  user_id bigint NOT NULL,
  tenant_id bigint,
  operation_run_id bigint,
  kind text NOT NULL CHECK (kind IN ('operation.queued', 'operation.completed', 'operation.failed', 'review_pack.expires_soon')),
  title text NOT NULL,
  body text NOT NULL DEFAULT '',
  href text,
  dedupe_key text NOT NULL,
  read_at timestamptz(6),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT notifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX notifications_user_id_dedupe_key_key ON notifications (user_id, dedupe_key);
CREATE INDEX notifications_user_id_id_idx ON notifications (user_id, id);
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;

CREATE TABLE outbox_events (
  id bigserial PRIMARY KEY,
  event_id text NOT NULL,
  name text NOT NULL,
  data jsonb NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz(6) NOT NULL DEFAULT now(),
  sent_at timestamptz(6),
  last_error text,
  created_at timestamptz(6) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX outbox_events_event_id_key ON outbox_events (event_id);
CREATE INDEX outbox_events_unsent ON outbox_events (next_attempt_at) WHERE sent_at IS NULL;

CREATE TABLE audit_events (
  id bigserial PRIMARY KEY,
  workspace_id bigint NOT NULL DEFAULT 0,
  tenant_id bigint,
  action text NOT NULL CHECK (action ~ '^[a-z_]+\.[a-z_.]+$'),
  subject_type text,
  subject_id text,
  actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'operator', 'link', 'token', 'system', 'anonymous')),
  actor_id text,
  actor_name text NOT NULL,
  outcome text NOT NULL DEFAULT 'ok',
  ip text,
  user_agent text,
  details jsonb NOT NULL DEFAULT '{}',
  occurred_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  seq bigint NOT NULL DEFAULT 0,
  prev_hash text NOT NULL DEFAULT '',
  hash text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX audit_events_workspace_id_seq_key ON audit_events (workspace_id, seq);
CREATE INDEX audit_events_workspace_id_subject_type_subject_id_seq_idx ON audit_events (workspace_id, subject_type, subject_id, seq);

CREATE TABLE audit_heads (
  workspace_id bigint PRIMARY KEY,
  seq bigint NOT NULL,
  hash text NOT NULL
);

CREATE TABLE rate_limits (
  key text NOT NULL,
  window_start timestamptz(6) NOT NULL,
  count integer NOT NULL,
  CONSTRAINT rate_limits_pkey PRIMARY KEY (key, window_start)
);

-- The findings' accumulator (docs/decisions/004) -----------------------------------------------------------------------
-- Per tenant the sum, modulo 2^64 in four lanes, of the findings' content hashes: it does not depend on order or on ids,
-- a change and its undoing give the same sum, and reading it is one row. Statement triggers: a row trigger costs 65 times.

CREATE FUNCTION finding_lane(content_hash bytea, lane int) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ('x' || encode(substring(content_hash FROM lane * 8 + 1 FOR 8), 'hex'))::bit(64)::bigint;

CREATE FUNCTION tenant_contents_add(tenant bigint, rows bigint, l0 numeric, l1 numeric, l2 numeric, l3 numeric)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO tenant_contents AS c (tenant_id, findings_count, lane0, lane1, lane2, lane3)
  SELECT tenant, rows, mod(mod(l0, m) + m, m), mod(mod(l1, m) + m, m), mod(mod(l2, m) + m, m), mod(mod(l3, m) + m, m)
  FROM (SELECT 18446744073709551616::numeric AS m) modulus
  WHERE EXISTS (SELECT FROM tenants WHERE id = tenant)
  ON CONFLICT (tenant_id) DO UPDATE SET
    findings_count = c.findings_count + excluded.findings_count,
    lane0 = mod(c.lane0 + excluded.lane0, 18446744073709551616), lane1 = mod(c.lane1 + excluded.lane1, 18446744073709551616),
    lane2 = mod(c.lane2 + excluded.lane2, 18446744073709551616), lane3 = mod(c.lane3 + excluded.lane3, 18446744073709551616),
    updated_at = now()
$$;

CREATE FUNCTION findings_accumulate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM tenant_contents_add(tenant_id, count(*), sum(finding_lane(content_hash, 0)), sum(finding_lane(content_hash, 1)),
      sum(finding_lane(content_hash, 2)), sum(finding_lane(content_hash, 3))) FROM new_rows GROUP BY tenant_id;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM tenant_contents_add(tenant_id, -count(*), -sum(finding_lane(content_hash, 0)), -sum(finding_lane(content_hash, 1)),
      -sum(finding_lane(content_hash, 2)), -sum(finding_lane(content_hash, 3))) FROM old_rows GROUP BY tenant_id;
  ELSE
    PERFORM tenant_contents_add(tenant_id, sum(n), sum(l0), sum(l1), sum(l2), sum(l3)) FROM (
      SELECT n.tenant_id, 1 AS n, finding_lane(n.content_hash, 0)::numeric AS l0, finding_lane(n.content_hash, 1)::numeric AS l1,
        finding_lane(n.content_hash, 2)::numeric AS l2, finding_lane(n.content_hash, 3)::numeric AS l3
      FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE n.content_hash <> o.content_hash OR n.tenant_id <> o.tenant_id
      UNION ALL
      SELECT o.tenant_id, -1, -finding_lane(o.content_hash, 0), -finding_lane(o.content_hash, 1),
        -finding_lane(o.content_hash, 2), -finding_lane(o.content_hash, 3)
      FROM old_rows o JOIN new_rows n ON n.id = o.id WHERE n.content_hash <> o.content_hash OR n.tenant_id <> o.tenant_id
    ) delta GROUP BY tenant_id;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER findings_accumulate_insert AFTER INSERT ON findings REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION findings_accumulate();
CREATE TRIGGER findings_accumulate_update AFTER UPDATE ON findings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION findings_accumulate();
CREATE TRIGGER findings_accumulate_delete AFTER DELETE ON findings REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION findings_accumulate();

CREATE FUNCTION tenant_contents_clear() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM tenant_contents;
  RETURN NULL;
END $$;
CREATE TRIGGER findings_accumulate_truncate AFTER TRUNCATE ON findings FOR EACH STATEMENT EXECUTE FUNCTION tenant_contents_clear();

-- The state machine of review packs (data-model.md, generation.md) -----------------------------------------------------

CREATE FUNCTION review_packs_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'queued' THEN
      RAISE EXCEPTION 'a review pack begins as queued, not %', NEW.status USING CONSTRAINT = 'review_packs_begins_queued';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.workspace_id, NEW.tenant_id) IS DISTINCT FROM (OLD.id, OLD.workspace_id, OLD.tenant_id) THEN
    RAISE EXCEPTION 'id, workspace and tenant of a review pack never change' USING CONSTRAINT = 'review_packs_identity_frozen';
  END IF;
  IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN
    (('queued', 'generating'), ('generating', 'ready'), ('generating', 'failed'), ('ready', 'expired')) THEN
    RAISE EXCEPTION 'a review pack cannot go from % to %', OLD.status, NEW.status USING CONSTRAINT = 'review_packs_one_way';
  END IF;
  IF OLD.status IN ('ready', 'expired')
    AND (NEW.fingerprint, NEW.sha256, NEW.file_size) IS DISTINCT FROM (OLD.fingerprint, OLD.sha256, OLD.file_size) THEN
    RAISE EXCEPTION 'hash, size and fingerprint of a finished review pack never change' USING CONSTRAINT = 'review_packs_content_frozen';
  END IF;
  NEW.updated_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER review_packs_guard BEFORE INSERT OR UPDATE ON review_packs FOR EACH ROW EXECUTE FUNCTION review_packs_guard();

CREATE FUNCTION review_packs_bury() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO review_pack_tombstones (pack_id, workspace_id, tenant_id, status, fingerprint, sha256, file_disk, file_path, file_size,
    generated_at, expires_at, file_deleted_at)
  VALUES (OLD.id, OLD.workspace_id, OLD.tenant_id, OLD.status, OLD.fingerprint, OLD.sha256, OLD.file_disk, OLD.file_path, OLD.file_size,
    OLD.generated_at, OLD.expires_at, OLD.file_deleted_at)
  ON CONFLICT (pack_id) DO NOTHING;
  RETURN OLD;
END $$;
CREATE TRIGGER review_packs_bury AFTER DELETE ON review_packs FOR EACH ROW EXECUTE FUNCTION review_packs_bury();

-- The audit chain (downloads.md) ---------------------------------------------------------------------------------------
-- hash = SHA-256(prev ‖ canonical row). The head row is locked until commit, so each workspace has one order.

CREATE FUNCTION audit_event_hash(e audit_events) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(e.prev_hash || jsonb_build_array(e.workspace_id, e.seq, e.tenant_id, e.action, e.subject_type, e.subject_id,
    e.actor_kind, e.actor_id, e.actor_name, e.outcome, e.ip, e.user_agent, e.details,
    (extract(epoch FROM e.occurred_at) * 1000000)::bigint)::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION audit_events_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head audit_heads;
BEGIN
  INSERT INTO audit_heads (workspace_id, seq, hash) VALUES (NEW.workspace_id, 0, '') ON CONFLICT DO NOTHING;
  SELECT * INTO head FROM audit_heads WHERE workspace_id = NEW.workspace_id FOR UPDATE;
  NEW.seq := head.seq + 1;
  NEW.prev_hash := head.hash;
  NEW.hash := audit_event_hash(NEW);
  UPDATE audit_heads SET seq = NEW.seq, hash = NEW.hash WHERE workspace_id = NEW.workspace_id;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_events_chain BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION audit_events_chain();

CREATE FUNCTION audit_events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit events are never changed or deleted' USING CONSTRAINT = 'audit_events_append_only';
END $$;
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION audit_events_append_only();
CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION audit_events_append_only();
