-- Invitations (docs/decisions/027-invitations.md): the hash only, never the token. Accepted by one person, once, or revoked.

CREATE TABLE invitations (
  id bigserial PRIMARY KEY,
  workspace_id bigint NOT NULL,
  tenant_id bigint,
  role text NOT NULL CHECK (role IN ('owner', 'manager', 'operator', 'readonly')),
  -- Whom it is for, as people read it. Nobody is recognised by it.
  email text NOT NULL CHECK (length(email) BETWEEN 3 AND 320),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  token_hash text NOT NULL CHECK (token_hash ~ '^[0-9a-f]{64}$'),
  -- Null: the operator of the machine.
  invited_by_user_id bigint,
  invited_by_name text NOT NULL,
  expires_at timestamptz(6) NOT NULL,
  accepted_at timestamptz(6),
  accepted_by_user_id bigint,
  revoked_at timestamptz(6),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT invitations_end_once CHECK (accepted_at IS NULL OR revoked_at IS NULL),
  CONSTRAINT invitations_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT invitations_tenant_id_workspace_id_fkey FOREIGN KEY (tenant_id, workspace_id) REFERENCES tenants (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT invitations_invited_by_user_id_fkey FOREIGN KEY (invited_by_user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT invitations_accepted_by_user_id_fkey FOREIGN KEY (accepted_by_user_id) REFERENCES users (id) ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE UNIQUE INDEX invitations_token_hash_key ON invitations (token_hash);
CREATE INDEX invitations_workspace_id_id_idx ON invitations (workspace_id, id);
CREATE INDEX invitations_invited_by_user_id_idx ON invitations (invited_by_user_id);
CREATE INDEX invitations_accepted_by_user_id_idx ON invitations (accepted_by_user_id);

CREATE FUNCTION invitations_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.workspace_id, NEW.tenant_id, NEW.role, NEW.email, NEW.token_hash, NEW.invited_by_user_id, NEW.expires_at)
    IS DISTINCT FROM (OLD.workspace_id, OLD.tenant_id, OLD.role, OLD.email, OLD.token_hash, OLD.invited_by_user_id, OLD.expires_at)
    OR (OLD.accepted_at IS NOT NULL AND NEW.accepted_at IS DISTINCT FROM OLD.accepted_at)
    OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at) THEN
    RAISE EXCEPTION 'what an invitation gives never changes, and it ends once' USING CONSTRAINT = 'invitations_stay';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER invitations_stay BEFORE UPDATE ON invitations FOR EACH ROW EXECUTE FUNCTION invitations_stay();

SELECT raise_walls();
