-- Connections to Microsoft Graph, and what a fetch has read so far (docs/decisions/028-graph-connections.md).

CREATE TABLE graph_connections (
  tenant_id bigint PRIMARY KEY,
  workspace_id bigint NOT NULL,
  -- Whose data it is for: a connection never follows the tenant to another directory.
  entra_tenant_id text NOT NULL,
  client_id text NOT NULL CHECK (client_id ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$'),
  credential_kind text NOT NULL CHECK (credential_kind IN ('secret', 'certificate')),
  -- AES-256-GCM under the key of this id; never the credential itself.
  sealed_key_id text NOT NULL,
  sealed_credential bytea NOT NULL,
  credential_expires_at timestamptz(6),
  certificate_thumbprint text,
  fetch_every text NOT NULL CHECK (fetch_every IN ('never', 'day', 'week')),
  next_fetch_at timestamptz(6),
  -- By source: where its changes are read from, and the hash of the answer that they are changes of.
  deltas jsonb NOT NULL DEFAULT '{}',
  connected_by_name text NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  updated_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT graph_connections_fetch_when_due CHECK ((fetch_every = 'never') = (next_fetch_at IS NULL)),
  CONSTRAINT graph_connections_tenant_id_workspace_id_fkey FOREIGN KEY (tenant_id, workspace_id) REFERENCES tenants (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX graph_connections_tenant_id_workspace_id_key ON graph_connections (tenant_id, workspace_id);
CREATE INDEX graph_connections_next_fetch_at_idx ON graph_connections (next_fetch_at);

CREATE TABLE graph_fetch_sources (
  operation_run_id bigint NOT NULL,
  source text NOT NULL,
  workspace_id bigint NOT NULL,
  tenant_id bigint NOT NULL,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'read', 'refused', 'stored')),
  -- Null: its first page has still to be asked for.
  next_link text,
  -- Its pages hold changes of the answer before, and not the whole.
  is_delta boolean NOT NULL DEFAULT false,
  delta_link text,
  context text,
  pages integer NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0,
  restarts integer NOT NULL DEFAULT 0,
  reason text,
  started_at timestamptz(6),
  updated_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (operation_run_id, source),
  CONSTRAINT graph_fetch_sources_operation_run_id_fkey FOREIGN KEY (operation_run_id) REFERENCES operation_runs (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT graph_fetch_sources_tenant_id_workspace_id_fkey FOREIGN KEY (tenant_id, workspace_id) REFERENCES tenants (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX graph_fetch_sources_tenant_id_idx ON graph_fetch_sources (tenant_id);

CREATE TABLE graph_fetch_pages (
  operation_run_id bigint NOT NULL,
  source text NOT NULL,
  page integer NOT NULL,
  workspace_id bigint NOT NULL,
  tenant_id bigint NOT NULL,
  rows json NOT NULL,
  PRIMARY KEY (operation_run_id, source, page),
  CONSTRAINT graph_fetch_pages_operation_run_id_source_fkey FOREIGN KEY (operation_run_id, source) REFERENCES graph_fetch_sources (operation_run_id, source) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT graph_fetch_pages_tenant_id_workspace_id_fkey FOREIGN KEY (tenant_id, workspace_id) REFERENCES tenants (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX graph_fetch_pages_tenant_id_idx ON graph_fetch_pages (tenant_id);

ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check;
ALTER TABLE notifications ADD CONSTRAINT notifications_kind_check
  CHECK (kind IN ('operation.queued', 'operation.completed', 'operation.failed', 'review_pack.expires_soon', 'graph_connection.ends_soon'));

SELECT raise_walls();
