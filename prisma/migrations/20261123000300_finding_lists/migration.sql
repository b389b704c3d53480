-- The findings of one tool in the order of lists, when the tenant has a million of another's.
CREATE INDEX findings_tenant_id_source_status_severity_id_idx ON findings (tenant_id, source, status, severity, id);

-- What was resolved since a day: the overview counts these, and its number links to them.
CREATE INDEX finding_events_resolved ON finding_events (tenant_id, occurred_at, finding_id) WHERE kind = 'resolved';
