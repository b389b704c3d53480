"""A rival of the bench: Python's csv, json and zipfile over psql. usage: csv_zipfile.py CONNECTION_STRING TENANT_ID FILE"""
import csv, io, json, os, subprocess, sys, time, zipfile

connection, tenant, file = sys.argv[1:]
csv.field_size_limit(1 << 30)
columns = ("id fingerprint source scope check_id title severity status resource_type resource_id resource_name "
           "first_seen_at last_seen_at evidence remediation compliance").split()


def rows():
    query = f"copy (select {','.join(columns)} from findings where tenant_id = {int(tenant)} order by id) to stdout (format csv)"
    psql = subprocess.Popen(["psql", "-X", "-q", "-d", connection, "-c", query], stdout=subprocess.PIPE,
                            env={**os.environ, "PGTZ": "UTC"})
    for row in csv.reader(io.TextIOWrapper(psql.stdout, encoding="utf-8", newline="")):
        yield dict(zip(columns, row))
    if psql.wait() != 0:
        raise SystemExit("psql failed")


def plain(row):
    return {**row, "evidence": json.loads(row["evidence"]), "compliance": json.loads(row["compliance"])}


def ocsf(row):
    return {"activity_id": 1, "category_uid": 2, "class_uid": 2004, "type_uid": 200401, "time": row["last_seen_at"],
            "finding_info": {"uid": row["fingerprint"], "title": row["title"], "analytic": {"uid": row["check_id"], "type_id": 1}},
            "metadata": {"product": {"name": "TenantPilot"}, "version": "1.5.0"}, "remediation": {"desc": row["remediation"]},
            "resources": [{"name": row["resource_name"], "type": row["resource_type"], "uid": row["resource_id"]}],
            "severity": row["severity"], "status": row["status"],
            "unmapped": {"compliance": json.loads(row["compliance"]), "evidence": json.loads(row["evidence"]), "id": row["id"]}}


def write_array(out, of):
    for at, row in enumerate(rows()):
        out.write(("[" if at == 0 else ",") + json.dumps(of(row), ensure_ascii=False))
    out.write("]")


started = time.monotonic()
with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
    with io.TextIOWrapper(archive.open("findings.csv", "w", force_zip64=True), encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows())
    for name, of in (("findings.json", plain), ("findings.ocsf.json", ocsf)):
        with io.TextIOWrapper(archive.open(name, "w", force_zip64=True), encoding="utf-8") as out:
            write_array(out, of)
print(json.dumps({"seconds": time.monotonic() - started, "zipBytes": os.path.getsize(file)}))
