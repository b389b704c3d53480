#!/usr/bin/env bash
# What a pack is measured against: the same two entries by psql's COPY to files, one after the other, then Info-ZIP.
# usage: copy-zip.sh CONNECTION_STRING TENANT_ID; prints "seconds <s>" and "zip_bytes <n>". Needs psql and zip.
set -euo pipefail
conn=$1 tenant=$2
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cols="id,fingerprint,source,check_id,title,severity,status,resource_type,resource_id,resource_name,first_seen_at,last_seen_at,evidence,remediation,compliance"
rows="select $cols from findings where tenant_id=$tenant order by id"
q() { PGTZ=UTC psql -X -q -d "$conn" -v ON_ERROR_STOP=1 -c "$1"; }
t0=$(date +%s.%N)
q "copy ($rows) to stdout (format csv, header, force_quote *)" > "$dir/findings.csv"
# csv with control characters as quote and delimiter is verbatim; the text format would double backslashes.
q "copy (select row_to_json(f) from ($rows) f) to stdout (format csv, quote e'\\x01', delimiter e'\\x02')" > "$dir/findings.json"
t1=$(date +%s.%N)
(cd "$dir" && zip -q -X -6 out.zip findings.csv findings.json)
t2=$(date +%s.%N)
awk -v a="$t0" -v b="$t1" -v c="$t2" 'BEGIN { printf "seconds %.3f\ncopy_seconds %.3f\nzip_seconds %.3f\n", c - a, b - a, c - b }'
echo "zip_bytes $(stat -c %s "$dir/out.zip")"
