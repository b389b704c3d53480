-- What a workspace sets for itself. Left empty (null): what the environment says, and the product's own look.
ALTER TABLE workspaces
  ADD COLUMN retention_days integer CONSTRAINT workspaces_retention_days_range CHECK (retention_days BETWEEN 1 AND 36500),
  ADD COLUMN accent text CONSTRAINT workspaces_accent_is_hex CHECK (accent ~ '^#[0-9a-f]{6}$');

-- A table of its own: no query that reads a workspace carries its logo along.
CREATE TABLE workspace_logos (
  workspace_id bigint PRIMARY KEY,
  png bytea NOT NULL CHECK (octet_length(png) BETWEEN 1 AND 100000),
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  width integer NOT NULL CHECK (width > 0),
  height integer NOT NULL CHECK (height > 0),
  updated_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT workspace_logos_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE ON UPDATE CASCADE
);

-- The audit page filters by what, by whom and by when, within a workspace.
CREATE INDEX audit_events_workspace_id_action_seq_idx ON audit_events (workspace_id, action, seq);
CREATE INDEX audit_events_workspace_id_actor_id_seq_idx ON audit_events (workspace_id, actor_id, seq);
CREATE INDEX audit_events_workspace_id_tenant_id_seq_idx ON audit_events (workspace_id, tenant_id, seq);
CREATE INDEX audit_events_workspace_id_occurred_at_idx ON audit_events (workspace_id, occurred_at);
