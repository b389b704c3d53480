-- When a pack failed or expired: its row is kept for the grace from then on (generation.md, prune), also when a person expired it long
-- before its date. Null for those that had ended before this was written down.
ALTER TABLE review_packs ADD COLUMN ended_at timestamptz(6);
