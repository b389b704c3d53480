#!/usr/bin/env bash
# What a pack is measured against: the findings' three entries by psql's COPY to files, one after the other, then Info-ZIP.
# usage: copy-zip.sh CONNECTION_STRING TENANT_ID; prints "seconds <s>" and others, one a line. Needs psql and zip.
set -euo pipefail
conn=$1 tenant=$2
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cols="id,fingerprint,source,check_id,title,severity,status,resource_type,resource_id,resource_name,first_seen_at,last_seen_at,evidence,remediation,compliance"
of_tenant="from findings where tenant_id=$tenant order by id"
ocsf="json_build_object('class_uid',2004,'category_uid',2,'type_uid',200401,'activity_id',1,
 'time',(extract(epoch from last_seen_at)*1000)::bigint,'severity',severity,
 'severity_id',case severity when 'critical' then 5 when 'high' then 4 when 'medium' then 3 when 'low' then 2 else 1 end,
 'status',status,'status_id',case status when 'resolved' then 4 when 'accepted' then 3 else 1 end,
 'metadata',json_build_object('version','1.5.0','product',json_build_object('name','TenantPilot'),'uid',fingerprint),
 'finding_info',json_build_object('uid',fingerprint,'title',title,'types',json_build_array(source),
  'analytic',json_build_object('uid',check_id,'type_id',1),
  'first_seen_time',(extract(epoch from first_seen_at)*1000)::bigint,'last_seen_time',(extract(epoch from last_seen_at)*1000)::bigint),
 'resources',json_build_array(json_build_object('type',resource_type,'uid',resource_id,'name',resource_name)),
 'remediation',json_build_object('desc',remediation),'compliance',json_build_object('requirements',compliance),'unmapped',evidence)"
# csv with control characters as quote and delimiter is verbatim; the text format would double backslashes.
verbatim="(format csv, quote e'\\x01', delimiter e'\\x02')"
copy() { PGTZ=UTC psql -X -q -d "$conn" -v ON_ERROR_STOP=1 -c "copy ($1) to stdout $2"; }
t0=$(date +%s.%N)
copy "select $cols $of_tenant" "(format csv, header, force_quote *)" > "$dir/findings.csv"
copy "select row_to_json(f) from (select $cols $of_tenant) f" "$verbatim" > "$dir/findings.json"
copy "select $ocsf $of_tenant" "$verbatim" > "$dir/findings.ocsf.json"
t1=$(date +%s.%N)
(cd "$dir" && zip -q -X -6 out.zip findings.csv findings.json findings.ocsf.json)
t2=$(date +%s.%N)
awk -v a="$t0" -v b="$t1" -v c="$t2" 'BEGIN { printf "seconds %.3f\ncopySeconds %.3f\nzipSeconds %.3f\n", c - a, b - a, c - b }'
echo "zipBytes $(stat -c %s "$dir/out.zip")"
