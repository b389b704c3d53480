-- Raw input is kept where the workspace wants it (imports.md, Rules): for so many days after its import; 0: not at all.
ALTER TABLE workspaces ADD COLUMN kept_input_days int NOT NULL DEFAULT 0
  CONSTRAINT workspaces_kept_input_days CHECK (kept_input_days BETWEEN 0 AND 365);
-- Where on the disk the imported file is kept.
ALTER TABLE imports ADD COLUMN kept_path text;
CREATE INDEX imports_kept_path_idx ON imports (kept_path);

-- A tenant or workspace that is deleted takes its imports along. Their files stand here until the sweep has removed them: paths only, of
-- no workspace any more.
CREATE TABLE orphaned_files (
  path text PRIMARY KEY,
  orphaned_at timestamptz(6) NOT NULL DEFAULT now()
);
CREATE FUNCTION imports_leave_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO orphaned_files (path) SELECT path FROM unnest(ARRAY[OLD.staged_path, OLD.kept_path]) AS path WHERE path IS NOT NULL
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER imports_leave_files AFTER DELETE ON imports
  FOR EACH ROW WHEN (OLD.staged_path IS NOT NULL OR OLD.kept_path IS NOT NULL) EXECUTE FUNCTION imports_leave_files();
