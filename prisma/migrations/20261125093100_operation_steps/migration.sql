-- The steps of operation runs as we saw them ourselves, whichever Inngest ran them (docs/decisions, operations); what a
-- cancelled run and a replayed event need; what the lists and the bell need.

CREATE TABLE operation_steps (
  id bigserial PRIMARY KEY,
  workspace_id bigint NOT NULL,
  tenant_id bigint NOT NULL,
  operation_run_id bigint NOT NULL,
  -- Inngest's run; empty for what a command did. A run that is taken over leaves its steps and a second run's follow.
  run_id text NOT NULL DEFAULT '',
  name text NOT NULL CHECK (name ~ '^[a-z][a-z_]{0,39}$'),
  status text NOT NULL CHECK (status IN ('running', 'waiting', 'done', 'failed', 'interrupted')),
  attempts integer NOT NULL DEFAULT 1 CHECK (attempts > 0),
  -- Why the last attempt failed or what is waited for, in words without personal data.
  reason text,
  started_at timestamptz(6) NOT NULL,
  ended_at timestamptz(6),
  CONSTRAINT operation_steps_open_has_no_end CHECK ((status IN ('running', 'waiting')) = (ended_at IS NULL)),
  CONSTRAINT operation_steps_failed_has_reason CHECK (status <> 'failed' OR reason IS NOT NULL),
  CONSTRAINT operation_steps_tenant_id_workspace_id_fkey FOREIGN KEY (tenant_id, workspace_id) REFERENCES tenants (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT operation_steps_operation_run_id_fkey FOREIGN KEY (operation_run_id) REFERENCES operation_runs (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX operation_steps_operation_run_id_run_id_name_key ON operation_steps (operation_run_id, run_id, name);
CREATE INDEX operation_steps_tenant_id_idx ON operation_steps (tenant_id);

CREATE TRIGGER operation_steps_announce AFTER INSERT OR UPDATE OF status ON operation_steps
  FOR EACH ROW EXECUTE FUNCTION announce_tenant_change();

-- Apart from the reason, which goes into packs: a person's name stays out of it.
ALTER TABLE operation_runs ADD COLUMN cancelled_by_name text;
CREATE INDEX operation_runs_tenant_id_outcome_id_idx ON operation_runs (tenant_id, outcome, id);
CREATE INDEX operation_runs_tenant_id_type_id_idx ON operation_runs (tenant_id, type, id);

-- The run that an event started first: another run of the same event is a replay that somebody asked for.
ALTER TABLE outbox_events ADD COLUMN first_run_id text;

CREATE INDEX imports_operation_run ON imports (operation_run_id) WHERE operation_run_id IS NOT NULL;
CREATE INDEX review_packs_replay_of ON review_packs (replay_of_id) WHERE replay_of_id IS NOT NULL;

-- The bell moves without reload (ui.md, Live): "user:<id>" beside the tenants' ids.
CREATE FUNCTION announce_notification() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tenantpilot_changes', 'user:' || (CASE WHEN TG_OP = 'DELETE' THEN OLD.user_id ELSE NEW.user_id END)::text);
  RETURN NULL;
END $$;
CREATE TRIGGER notifications_announce AFTER INSERT OR DELETE OR UPDATE OF read_at ON notifications
  FOR EACH ROW EXECUTE FUNCTION announce_notification();
