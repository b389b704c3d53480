-- Files that were uploaded and looked at, and that nothing was imported of yet (imports.md, Ways in).

CREATE TABLE import_previews (
  id bigserial PRIMARY KEY,
  workspace_id bigint NOT NULL,
  tenant_id bigint NOT NULL,
  created_by_user_id bigint,
  created_by_name text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT 'reading' CHECK (status IN ('reading', 'ready', 'confirmed', 'discarded')),
  -- Counts up with each new set of answers, so that what was found with older ones is never shown beside them.
  round integer NOT NULL DEFAULT 1,
  -- How far the reading is, of the sum of the files' bytes.
  read_bytes bigint NOT NULL DEFAULT 0,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  -- The last time that a person did something with it: the retention counts from here.
  touched_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT import_previews_tenant_id_workspace_id_fkey FOREIGN KEY (tenant_id, workspace_id) REFERENCES tenants (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT import_previews_created_by_user_id_fkey FOREIGN KEY (created_by_user_id) REFERENCES users (id) ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX import_previews_tenant_id_id_idx ON import_previews (tenant_id, id);
CREATE INDEX import_previews_status_touched_at_idx ON import_previews (status, touched_at);

CREATE TABLE import_preview_files (
  id bigserial PRIMARY KEY,
  preview_id bigint NOT NULL,
  file_name text NOT NULL,
  -- Null for a file that was refused before all of it had come in.
  file_sha256 text CHECK (file_sha256 ~ '^[0-9a-f]{64}$'),
  file_bytes bigint NOT NULL CHECK (file_bytes >= 0),
  -- On the exports disk, until the file is imported (then the import owns it) or given up.
  staged_path text,
  options jsonb NOT NULL DEFAULT '{}',
  -- What was recognised and what an import would do, or why it cannot be imported.
  found jsonb,
  import_id bigint,
  CONSTRAINT import_preview_files_preview_id_fkey FOREIGN KEY (preview_id) REFERENCES import_previews (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT import_preview_files_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports (id) ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX import_preview_files_preview_id_id_idx ON import_preview_files (preview_id, id);
CREATE INDEX import_preview_files_staged_path_idx ON import_preview_files (staged_path);
CREATE INDEX import_preview_files_import_id_idx ON import_preview_files (import_id);

CREATE TRIGGER import_previews_announce AFTER INSERT OR DELETE OR UPDATE OF status, round, read_bytes ON import_previews
  FOR EACH ROW EXECUTE FUNCTION announce_tenant_change();

-- How far an import is in its file.
ALTER TABLE imports ADD COLUMN read_bytes bigint NOT NULL DEFAULT 0;
DROP TRIGGER imports_announce ON imports;
CREATE TRIGGER imports_announce AFTER INSERT OR DELETE OR UPDATE OF status, counts, read_bytes ON imports
  FOR EACH ROW EXECUTE FUNCTION announce_tenant_change();

-- What one import changed, in order.
CREATE INDEX finding_events_import_id_id_idx ON finding_events (import_id, id);
