-- Tells open pages that something of a tenant moved (ui.md, Live). The payload is the tenant's id and nothing else:
-- a page that hears it reads again, as the person who looks at it.
CREATE FUNCTION announce_tenant_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tenantpilot_changes', (CASE WHEN TG_OP = 'DELETE' THEN OLD.tenant_id ELSE NEW.tenant_id END)::text);
  RETURN NULL;
END $$;

CREATE TRIGGER review_packs_announce AFTER INSERT OR DELETE OR UPDATE OF status, progress ON review_packs
  FOR EACH ROW EXECUTE FUNCTION announce_tenant_change();

CREATE TRIGGER imports_announce AFTER INSERT OR DELETE OR UPDATE OF status, counts ON imports
  FOR EACH ROW EXECUTE FUNCTION announce_tenant_change();

CREATE TRIGGER operation_runs_announce AFTER INSERT OR DELETE OR UPDATE OF status ON operation_runs
  FOR EACH ROW EXECUTE FUNCTION announce_tenant_change();
