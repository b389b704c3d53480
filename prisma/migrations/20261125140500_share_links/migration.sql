-- Share links (docs/decisions/023-share-links.md): a download link knows the share link that it was made by, and dies with
-- it; and the form that was sent, so that the same form sent twice is one use.
ALTER TABLE pack_links ADD COLUMN share_link_id text;
ALTER TABLE pack_links ADD COLUMN press_key text CHECK (press_key ~ '^[A-Za-z0-9_-]{22}$');
ALTER TABLE pack_links ADD CONSTRAINT pack_links_share_link_id_fkey
  FOREIGN KEY (share_link_id) REFERENCES pack_links (id) ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE pack_links ADD CONSTRAINT pack_links_share_is_whole
  CHECK ((purpose = 'share') = (token_hash IS NOT NULL) AND (purpose <> 'share' OR label IS NOT NULL));
-- The count is kept by compare-and-set; this is the wall behind it.
ALTER TABLE pack_links ADD CONSTRAINT pack_links_uses_within_limit CHECK (uses_max IS NULL OR uses <= uses_max);
CREATE INDEX pack_links_share_link_id_idx ON pack_links (share_link_id);
