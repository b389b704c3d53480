-- Fleet runs (generation.md, Scale): one click or a schedule makes packs for many tenants, with a result per tenant.

CREATE TABLE pack_schedules (
  id bigserial PRIMARY KEY,
  workspace_id bigint NOT NULL,
  cadence text NOT NULL CHECK (cadence IN ('monthly', 'quarterly')),
  -- Up to 28: every month has it.
  day_of_month integer NOT NULL CHECK (day_of_month BETWEEN 1 AND 28),
  hour_utc integer NOT NULL CHECK (hour_utc BETWEEN 0 AND 23),
  options jsonb NOT NULL,
  covers_all_tenants boolean NOT NULL,
  is_paused boolean NOT NULL DEFAULT false,
  created_by_user_id bigint,
  created_by_name text NOT NULL,
  -- Slots up to here do not count: when it was made, and when a pause ended.
  effective_from timestamptz(6) NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT pack_schedules_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT pack_schedules_created_by_user_id_fkey FOREIGN KEY (created_by_user_id) REFERENCES users (id) ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE UNIQUE INDEX pack_schedules_id_workspace_id_key ON pack_schedules (id, workspace_id);
CREATE INDEX pack_schedules_workspace_id_id_idx ON pack_schedules (workspace_id, id);

CREATE TABLE pack_schedule_tenants (
  schedule_id bigint NOT NULL,
  tenant_id bigint NOT NULL,
  workspace_id bigint NOT NULL,
  PRIMARY KEY (schedule_id, tenant_id),
  CONSTRAINT pack_schedule_tenants_schedule_id_workspace_id_fkey FOREIGN KEY (schedule_id, workspace_id) REFERENCES pack_schedules (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT pack_schedule_tenants_tenant_id_workspace_id_fkey FOREIGN KEY (tenant_id, workspace_id) REFERENCES tenants (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE fleet_runs (
  id bigserial PRIMARY KEY,
  workspace_id bigint NOT NULL,
  requested_by_kind text NOT NULL CHECK (requested_by_kind IN ('user', 'operator')),
  requested_by_user_id bigint,
  requested_by_name text NOT NULL,
  options jsonb NOT NULL,
  idempotency_key text,
  -- The run whose failed and refused tenants this one tries again.
  retry_of_id bigint,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  -- When every pack had ended and whoever asked was told.
  completed_at timestamptz(6),
  CONSTRAINT fleet_runs_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT fleet_runs_requested_by_user_id_fkey FOREIGN KEY (requested_by_user_id) REFERENCES users (id) ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT fleet_runs_retry_of_id_fkey FOREIGN KEY (retry_of_id) REFERENCES fleet_runs (id) ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE UNIQUE INDEX fleet_runs_id_workspace_id_key ON fleet_runs (id, workspace_id);
CREATE UNIQUE INDEX fleet_runs_requested_by_user_id_idempotency_key_key ON fleet_runs (requested_by_user_id, idempotency_key);
CREATE INDEX fleet_runs_workspace_id_id_idx ON fleet_runs (workspace_id, id);
CREATE INDEX fleet_runs_open ON fleet_runs (id) WHERE completed_at IS NULL;

CREATE TABLE fleet_run_items (
  id bigserial PRIMARY KEY,
  fleet_run_id bigint NOT NULL,
  workspace_id bigint NOT NULL,
  tenant_id bigint NOT NULL,
  outcome text NOT NULL DEFAULT 'pending'
    CHECK (outcome IN ('pending', 'queued', 'already_available', 'already_in_progress', 'refused')),
  reason text NOT NULL DEFAULT '',
  pack_id bigint,
  -- The run in which this tenant was tried again.
  retried_in_id bigint,
  CONSTRAINT fleet_run_items_fleet_run_id_workspace_id_fkey FOREIGN KEY (fleet_run_id, workspace_id) REFERENCES fleet_runs (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT fleet_run_items_tenant_id_workspace_id_fkey FOREIGN KEY (tenant_id, workspace_id) REFERENCES tenants (id, workspace_id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT fleet_run_items_pack_id_fkey FOREIGN KEY (pack_id) REFERENCES review_packs (id) ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT fleet_run_items_retried_in_id_fkey FOREIGN KEY (retried_in_id) REFERENCES fleet_runs (id) ON DELETE SET NULL ON UPDATE CASCADE,
  CHECK (outcome NOT IN ('pending', 'refused') OR pack_id IS NULL),
  CHECK (outcome <> 'refused' OR reason <> '')
);
CREATE UNIQUE INDEX fleet_run_items_fleet_run_id_tenant_id_key ON fleet_run_items (fleet_run_id, tenant_id);
CREATE INDEX fleet_run_items_fleet_run_id_id_idx ON fleet_run_items (fleet_run_id, id);
CREATE INDEX fleet_run_items_pack_id_idx ON fleet_run_items (pack_id);
CREATE INDEX fleet_run_items_tenant_id_idx ON fleet_run_items (tenant_id);
CREATE INDEX fleet_run_items_pending ON fleet_run_items (fleet_run_id, id) WHERE outcome = 'pending';

-- One row for each slot of a schedule that came due: the primary key is what starts it exactly once.
CREATE TABLE pack_schedule_slots (
  schedule_id bigint NOT NULL,
  slot_at timestamptz(6) NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('started', 'refused')),
  reason text NOT NULL DEFAULT '',
  fleet_run_id bigint,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (schedule_id, slot_at),
  CONSTRAINT pack_schedule_slots_schedule_id_fkey FOREIGN KEY (schedule_id) REFERENCES pack_schedules (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT pack_schedule_slots_fleet_run_id_fkey FOREIGN KEY (fleet_run_id) REFERENCES fleet_runs (id) ON DELETE SET NULL ON UPDATE CASCADE,
  CHECK (outcome <> 'refused' OR reason <> '')
);
CREATE UNIQUE INDEX pack_schedule_slots_fleet_run_id_key ON pack_schedule_slots (fleet_run_id);

-- The page of a fleet moves without reload (ui.md, Live): "fleet:<id>" beside the tenants' ids.
CREATE FUNCTION announce_fleet_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tenantpilot_changes', 'fleet:' || NEW.fleet_run_id);
  RETURN NULL;
END $$;

CREATE TRIGGER fleet_run_items_announce AFTER UPDATE OF outcome ON fleet_run_items
  FOR EACH ROW EXECUTE FUNCTION announce_fleet_item();

CREATE FUNCTION announce_fleet_pack() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tenantpilot_changes', 'fleet:' || i.fleet_run_id) FROM fleet_run_items i WHERE i.pack_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER review_packs_announce_fleet AFTER UPDATE OF status ON review_packs
  FOR EACH ROW EXECUTE FUNCTION announce_fleet_pack();
