-- Sessions (docs/decisions/029-sessions.md): what a browser carries names a row, and counts while the row does. A person may be a
-- member of several workspaces, so the table belongs to none, as users.
-- users.sessions_valid_from is read no more; it stays for a version before this one that still runs beside it.

CREATE TABLE user_sessions (
  id uuid PRIMARY KEY,
  user_id bigint NOT NULL,
  -- How the person showed who they are.
  way text NOT NULL CHECK (way IN ('password', 'microsoft', 'invitation')),
  ip text,
  user_agent text CHECK (length(user_agent) <= 400),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  last_seen_at timestamptz(6) NOT NULL DEFAULT now(),
  ended_at timestamptz(6),
  CONSTRAINT user_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX user_sessions_user_id_idx ON user_sessions (user_id);

CREATE FUNCTION user_sessions_end_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.user_id, NEW.way, NEW.created_at) IS DISTINCT FROM (OLD.id, OLD.user_id, OLD.way, OLD.created_at)
    OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at) THEN
    RAISE EXCEPTION 'a session stays whose it is, gets no younger, and ends once' USING CONSTRAINT = 'user_sessions_end_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER user_sessions_end_once BEFORE UPDATE ON user_sessions FOR EACH ROW EXECUTE FUNCTION user_sessions_end_once();
