-- A tenant's packs by the beginning of their SHA-256 or fingerprint (design.md, "search by hash").
CREATE INDEX review_packs_sha256_prefix ON review_packs (tenant_id, sha256 text_pattern_ops) WHERE sha256 IS NOT NULL;
CREATE INDEX review_packs_fingerprint_prefix ON review_packs (tenant_id, fingerprint text_pattern_ops) WHERE fingerprint IS NOT NULL;
