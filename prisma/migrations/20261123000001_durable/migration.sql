-- State of the embedded durable runner (docs/decisions, lib/embedded/runner). A schema of its own: Prisma does not know
-- it, and with a real Inngest server it stays empty. What people's code returns is kept as json, not jsonb: the text is
-- sent back byte for byte, and \u0000 in a string is allowed.
CREATE SCHEMA durable;

-- What the app has registered. Rows are never deleted: a run in progress keeps its function.
CREATE TABLE durable.functions (
  id text PRIMARY KEY,
  app_id text NOT NULL,
  name text NOT NULL,
  retries int NOT NULL CHECK (retries BETWEEN 0 AND 20),
  triggers jsonb NOT NULL,
  concurrency jsonb NOT NULL,
  idempotency text,
  is_registered boolean NOT NULL,
  registered_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE durable.events (
  internal_id text PRIMARY KEY,
  name text NOT NULL,
  body json NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX events_received_at_idx ON durable.events (received_at);

CREATE TABLE durable.runs (
  id text PRIMARY KEY,
  function_id text NOT NULL REFERENCES durable.functions (id),
  event_internal_id text NOT NULL REFERENCES durable.events (internal_id),
  original_run_id text,
  status text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'completed', 'failed', 'cancelled')),
  request_version int NOT NULL DEFAULT -1,
  -- Places that each call of this run needs (concurrency), and how many there are of each.
  slots text[] NOT NULL DEFAULT '{}',
  limits int[] NOT NULL DEFAULT '{}',
  steps_stored int NOT NULL DEFAULT 0,
  state_bytes bigint NOT NULL DEFAULT 0,
  output json,
  error json,
  started_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  CHECK (cardinality(slots) = cardinality(limits)),
  CHECK ((status = 'running') = (ended_at IS NULL))
);
CREATE INDEX runs_started_at_idx ON durable.runs (started_at DESC, id DESC);
CREATE INDEX runs_function_id_idx ON durable.runs (function_id, started_at DESC);
CREATE INDEX runs_event_internal_id_idx ON durable.runs (event_internal_id);
CREATE INDEX runs_ended_at_idx ON durable.runs (ended_at) WHERE ended_at IS NOT NULL;

-- Planned (position is null) or stored steps. `position` is the order in which they were stored, from 1.
CREATE TABLE durable.steps (
  run_id text NOT NULL REFERENCES durable.runs (id) ON DELETE CASCADE,
  id text NOT NULL CHECK (id ~ '^[0-9a-f]{40}$'),
  name text NOT NULL,
  op text NOT NULL,
  position int,
  attempts int NOT NULL DEFAULT 0,
  result json,
  planned_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  PRIMARY KEY (run_id, id),
  CHECK ((position IS NULL) = (result IS NULL))
);

-- What is outstanding: one row for each place at which a run goes on. Applying an answer deletes its row and inserts the
-- next ones in one transaction, so a row that is gone means "this position was passed".
CREATE TABLE durable.jobs (
  id bigserial PRIMARY KEY,
  run_id text NOT NULL REFERENCES durable.runs (id) ON DELETE CASCADE,
  step_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('call', 'sleep')),
  attempt int NOT NULL CHECK (attempt >= 0),
  state text NOT NULL CHECK (state IN ('delayed', 'queued', 'waiting', 'running')),
  due_at timestamptz NOT NULL,
  slots text[] NOT NULL,
  limits int[] NOT NULL,
  runner_id text,
  last_error text,
  UNIQUE (run_id, step_id),
  CHECK ((state = 'running') = (runner_id IS NOT NULL))
);
CREATE INDEX jobs_due_idx ON durable.jobs (due_at) WHERE state = 'delayed';
CREATE INDEX jobs_running_idx ON durable.jobs (runner_id) WHERE state = 'running';
CREATE INDEX jobs_waiting_idx ON durable.jobs USING gin (slots) WHERE state = 'waiting';

-- What may start a function once in 24 hours: an event id, or the value of its idempotency expression (SHA-256).
CREATE TABLE durable.starts (
  function_id text NOT NULL,
  key text NOT NULL,
  run_id text NOT NULL,
  started_at timestamptz NOT NULL,
  PRIMARY KEY (function_id, key)
);
CREATE INDEX starts_started_at_idx ON durable.starts (started_at);

-- The newest slot of each schedule that was fired or, when the schedule was first seen, passed over.
CREATE TABLE durable.cron_slots (
  function_id text NOT NULL,
  cron text NOT NULL,
  slot timestamptz NOT NULL,
  PRIMARY KEY (function_id, cron)
);
