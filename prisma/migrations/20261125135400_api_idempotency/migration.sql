-- Idempotency keys of the HTTP API (docs/decisions/024-api.md): the primary key is what lets one request of several do the work.
CREATE TABLE api_idempotency_keys (
  token_id bigint NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  -- Whose the work is, and until when nobody else takes it over.
  claim uuid NOT NULL,
  lease_expires_at timestamptz(6) NOT NULL,
  -- Of method, address and body. An upload's is known when it has been read.
  request_hash text CHECK (request_hash ~ '^[0-9a-f]{64}$'),
  -- The answer, sealed with a key that only the token gives: it may hold a download link.
  answer bytea,
  expires_at timestamptz(6) NOT NULL,
  PRIMARY KEY (token_id, key),
  CONSTRAINT api_idempotency_keys_token_id_fkey FOREIGN KEY (token_id) REFERENCES api_tokens (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CHECK (answer IS NULL OR request_hash IS NOT NULL)
);
CREATE INDEX api_idempotency_keys_expires_at_idx ON api_idempotency_keys (expires_at);
