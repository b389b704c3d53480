-- What a tenant's packs are expected to hold, and how old it may be: only what differs from the defaults (docs/pack.md, Coverage).
ALTER TABLE tenants ADD COLUMN source_expectations jsonb NOT NULL DEFAULT '{}';
