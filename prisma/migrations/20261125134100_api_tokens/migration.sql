-- API tokens (docs/decisions/024-api.md): the hash only, never the token. What one may do never changes after it was made.

CREATE TABLE api_tokens (
  id bigserial PRIMARY KEY,
  workspace_id bigint NOT NULL,
  created_by_user_id bigint NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  token_hash text NOT NULL CHECK (token_hash ~ '^[0-9a-f]{64}$'),
  -- The beginning of the token, by which people tell which it is.
  prefix text NOT NULL,
  capabilities text[] NOT NULL CHECK (cardinality(capabilities) > 0),
  -- Apart from the list of tenants: a list that has become empty must not turn into all of them.
  covers_all_tenants boolean NOT NULL,
  expires_at timestamptz(6),
  last_used_at timestamptz(6),
  revoked_at timestamptz(6),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT api_tokens_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT api_tokens_created_by_user_id_fkey FOREIGN KEY (created_by_user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX api_tokens_token_hash_key ON api_tokens (token_hash);
CREATE UNIQUE INDEX api_tokens_id_workspace_id_key ON api_tokens (id, workspace_id);
CREATE INDEX api_tokens_workspace_id_id_idx ON api_tokens (workspace_id, id);
CREATE INDEX api_tokens_created_by_user_id_idx ON api_tokens (created_by_user_id);

CREATE FUNCTION api_tokens_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.workspace_id, NEW.created_by_user_id, NEW.token_hash, NEW.capabilities, NEW.covers_all_tenants, NEW.expires_at)
    IS DISTINCT FROM (OLD.workspace_id, OLD.created_by_user_id, OLD.token_hash, OLD.capabilities, OLD.covers_all_tenants, OLD.expires_at)
    OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at) THEN
    RAISE EXCEPTION 'what an API token may do never changes, and a revoked one stays revoked' USING CONSTRAINT = 'api_tokens_stay';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER api_tokens_stay BEFORE UPDATE ON api_tokens FOR EACH ROW EXECUTE FUNCTION api_tokens_stay();

CREATE TABLE api_token_tenants (
  token_id bigint NOT NULL,
  tenant_id bigint NOT NULL,
  workspace_id bigint NOT NULL,
  PRIMARY KEY (token_id, tenant_id),
  CONSTRAINT api_token_tenants_token_id_workspace_id_fkey FOREIGN KEY (token_id, workspace_id) REFERENCES api_tokens (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT api_token_tenants_tenant_id_workspace_id_fkey FOREIGN KEY (tenant_id, workspace_id) REFERENCES tenants (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE
);

-- A link that was made with a token ends with it.
ALTER TABLE pack_links ADD COLUMN created_by_token_id bigint,
  ADD CONSTRAINT pack_links_created_by_token_id_fkey FOREIGN KEY (created_by_token_id) REFERENCES api_tokens (id) ON DELETE SET NULL ON UPDATE CASCADE,
  DROP CONSTRAINT pack_links_created_by_kind_check,
  ADD CONSTRAINT pack_links_created_by_kind_check CHECK (created_by_kind IN ('user', 'operator', 'token'));
