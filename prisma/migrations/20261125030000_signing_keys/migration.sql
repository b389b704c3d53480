-- The public parts of the keys that packs were ever signed with (pack.md, Trust). They are never changed or deleted: an
-- old pack has to be checkable after its key was replaced.

CREATE TABLE signing_keys (
  id text PRIMARY KEY CHECK (id ~ '^[a-z0-9]{1,16}$'),
  public_key text NOT NULL CHECK (public_key LIKE '-----BEGIN PUBLIC KEY-----%'),
  fingerprint text NOT NULL CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
  created_at timestamptz(6) NOT NULL DEFAULT now()
);

CREATE FUNCTION signing_keys_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'signing keys are never changed or deleted' USING CONSTRAINT = 'signing_keys_stay';
END $$;
CREATE TRIGGER signing_keys_stay BEFORE UPDATE OR DELETE ON signing_keys FOR EACH ROW EXECUTE FUNCTION signing_keys_stay();
CREATE TRIGGER signing_keys_no_truncate BEFORE TRUNCATE ON signing_keys FOR EACH STATEMENT EXECUTE FUNCTION signing_keys_stay();

-- A tombstone also keeps the moment that its pack was of.

ALTER TABLE review_pack_tombstones ADD COLUMN as_of timestamptz(6);

CREATE OR REPLACE FUNCTION review_packs_bury() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO review_pack_tombstones (pack_id, workspace_id, tenant_id, status, fingerprint, sha256, file_disk, file_path, file_size,
    as_of, generated_at, expires_at, file_deleted_at)
  VALUES (OLD.id, OLD.workspace_id, OLD.tenant_id, OLD.status, OLD.fingerprint, OLD.sha256, OLD.file_disk, OLD.file_path, OLD.file_size,
    OLD.as_of, OLD.generated_at, OLD.expires_at, OLD.file_deleted_at)
  ON CONFLICT (pack_id) DO NOTHING;
  RETURN OLD;
END $$;
