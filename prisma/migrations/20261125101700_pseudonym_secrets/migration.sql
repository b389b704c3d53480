-- The secret that the pseudonyms of a tenant's packs are made with (docs/decisions/022). It is made with the tenant, never leaves the
-- database but for the building of a pack, and goes with the tenant: then nobody can make its pseudonyms again.
CREATE TABLE tenant_pseudonym_secrets (
  tenant_id bigint PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE CASCADE,
  secret bytea NOT NULL CHECK (octet_length(secret) = 32),
  created_at timestamptz(6) NOT NULL DEFAULT now()
);

-- 244 bits from the server's strong random source, without an extension.
CREATE FUNCTION new_pseudonym_secret() RETURNS bytea LANGUAGE sql VOLATILE
RETURN sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

CREATE FUNCTION tenants_add_pseudonym_secret() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tenant_pseudonym_secrets (tenant_id, secret) VALUES (NEW.id, new_pseudonym_secret());
  RETURN NULL;
END $$;
CREATE TRIGGER tenants_add_pseudonym_secret AFTER INSERT ON tenants FOR EACH ROW EXECUTE FUNCTION tenants_add_pseudonym_secret();

INSERT INTO tenant_pseudonym_secrets (tenant_id, secret) SELECT id, new_pseudonym_secret() FROM tenants;
