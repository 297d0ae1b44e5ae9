"""Checks what a nightly run wrote with programs that know nothing of starcrm.

Usage: interop.py STARCRM   (the binary; started in the root of the repository)

Prints one line a check and at last `N passed, N failed`.
"""

import glob
import hashlib
import io
import json
import os
import re
import shutil
import sys
import tarfile
import tempfile
from collections import defaultdict
from decimal import Decimal

import readers
from checks import call, checks, demand, sha256
from reports import check_reports

PIPELINE = "Pipelines/nightly.json5"
FIRST_RUN = "2026-11-01T03:00:00Z"
SECOND_RUN = "2026-11-01T03:01:00Z"
RUN_SUCCEEDED = (0, 1)  # 1: done, but rows were rejected; the sample data has broken rows


class Place:
    """Where a run of the pipeline puts everything."""

    def __init__(self, root):
        self.root = root
        self.output = os.path.join(root, "output")
        self.store = os.path.join(self.output, "store")
        self.reports = os.path.join(self.output, "reports")
        self.backups = os.path.join(self.output, "backups")
        self.key = os.path.join(self.output, "keys", "backup.key")

    def run(self, starcrm, as_of, *options, folder=None):
        """Runs the pipeline as its file says, in `folder`, else into this place by --set."""
        settings = []
        if folder is None:
            for key, value in [
                ("store", self.store),
                ("report.to", self.reports + "/{period}"),
                ("backup.to", self.backups),
            ]:
                settings += ["--set", f"{key}={value}"]
        command = [starcrm, "run", PIPELINE, "--as-of", as_of, *settings, *options]
        result = call(command, cwd=folder, env=self.environment())
        if result.returncode not in RUN_SUCCEEDED:
            raise RuntimeError(f"exit code {result.returncode}: {result.stderr.decode()}")
        return result

    def environment(self):
        """Nothing of the user's own: no credentials, no configuration."""
        environment = dict(os.environ, HOME=self.root, XDG_CONFIG_HOME=f"{self.root}/.config")
        environment.pop("CREDENTIALS_DIRECTORY", None)
        return environment


# MARK: - Tables


def check_tables(place, duck):
    """Returns the content of every table."""
    contents = {}
    for name, path in readers.tables(place.store):
        with checks.guard(f"table {name}"):
            contents[name] = readers.by_pyarrow(path)
            expected = readers.canonical(contents[name])
            others = {
                "delta-rs": readers.by_delta_rs, "polars": readers.by_polars, "DuckDB": duck.read,
            }
            differing = [n for n, read in others.items() if readers.canonical(read(path)) != expected]
            checks.note(
                f"table {name}",
                not differing,
                f"{len(expected[1])} rows, {len(expected[0])} columns, "
                + (f"differs in {', '.join(differing)}" if differing
                   else "equal in pyarrow, delta-rs, polars and DuckDB"),
            )
            adds, classes = readers.logged(path)
            logged = sum(json.loads(add["stats"])["numRecords"] for add in adds.values())
            checks.equal(f"table {name}: rows by the log's statistics", logged, len(expected[1]))
            check_statistics(name, adds, classes)
            check_pages(name, path, adds)
    return contents


def check_statistics(name, adds, classes):
    """Law 6: no personal value in the log."""
    named = set()
    for add in adds.values():
        statistics = json.loads(add["stats"])
        named |= set(statistics.get("minValues", {})) | set(statistics.get("maxValues", {}))
    personal = sorted(c for c in named if classes.get(c) not in ("technical", "financial"))
    checks.note(f"table {name}: no statistic of a personal column", not personal, ", ".join(personal))


def check_pages(name, path, adds):
    files = [os.path.join(path, file) for file in adds]
    good = sum(readers.page_checksums_hold(file) for file in files)
    checks.equal(f"table {name}: files with valid page checksums", good, len(files))
    caught = 0
    for file in files:
        with tempfile.NamedTemporaryFile(suffix=".parquet") as copy:
            readers.flipped(file, copy.name)
            try:
                readers.page_checksums_hold(copy.name)
            except OSError:
                caught += 1
    checks.equal(f"table {name}: files in which a flipped bit is noticed", caught, len(files))


def check_conservation(contents):
    for row in contents["runs"].to_pylist():
        counts = {k: v for k, v in row.items() if k.endswith("_count")}
        buckets = [
            "created", "updated", "unchanged", "merged", "skipped", "quarantined", "rejected",
        ]
        total = sum(counts[f"{bucket}_count"] for bucket in buckets)
        checks.equal(f"run {row['run_id']}: in = sum of buckets", counts["input_count"], total)
    leads = set(contents["leads"].column("lead_id").to_pylist())
    checks.equal("leads: lead_id is unique", len(leads), contents["leads"].num_rows)
    for name in ["source_records", "contact_points", "charges", "subscriptions", "payments",
                 "invoices", "ledger_entries"]:
        if name not in contents:
            checks.note(f"{name}: every lead_id is a lead", False, "there is no such table")
            continue
        known = [i for i in contents[name].column("lead_id").to_pylist() if i is not None]
        unknown = sum(i not in leads for i in known)
        checks.note(f"{name}: every lead_id is a lead", unknown == 0 and known, f"{len(known)}")
    counted = defaultdict(int)
    for lead in contents["source_records"].column("lead_id").to_pylist():
        counted[lead] += 1
    wrong = sum(
        row["record_count"] != counted[row["lead_id"]] for row in contents["leads"].to_pylist()
    )
    checks.equal("leads: record_count is the number of source records, leads that differ", wrong, 0)
    last = contents["runs"].to_pylist()[-1]
    refused = last["quarantined_count"] + last["rejected_count"]
    checks.equal("rejects: one row a refused record", contents["rejects"].num_rows, refused)


def check_books(contents):
    """The arithmetic of the billing tables, from the tables alone."""
    invoices = contents["invoices"].to_pylist()
    numbers = sorted(int(re.search(r"\d+$", i["invoice_number"])[0]) for i in invoices)
    checks.equal("invoices: numbers without gap", numbers, list(range(1, len(numbers) + 1)))
    net, taxes = defaultdict(Decimal), defaultdict(Decimal)
    for line in contents["invoice_lines"].to_pylist():
        net[line["invoice_number"]] += line["net_amount"]
    for tax in contents["invoice_taxes"].to_pylist():
        taxes[tax["invoice_number"]] += tax["tax_amount"]
    wrong = [
        i["invoice_number"] for i in invoices
        if i["net_total"] != net[i["invoice_number"]]
        or i["tax_total"] != taxes[i["invoice_number"]]
        or i["gross_total"] != i["net_total"] + i["tax_total"]
    ]
    checks.equal("invoices: net, tax and gross are the sums of lines and taxes, wrong", wrong, [])
    balance = defaultdict(Decimal)
    for entry in contents["ledger_entries"].to_pylist():
        balance[entry["entry_number"], entry["currency"]] += entry["debit"] - entry["credit"]
    open_entries = [key for key, value in balance.items() if value != 0]
    checks.note("ledger: every entry balances", balance and not open_entries, f"{len(balance)}")


def check_privacy(place, contents):
    """Law 6: no address of a person where nobody looks for one: logs, run reports, file names."""
    values = {
        value.encode()
        for name in ["email", "phone", "street"]
        for value in contents["leads"].column(name).to_pylist()
        if value and len(value) > 6
    }
    files = [
        path for path in files_of(place.store)
        if "/_delta_log/" in path or (path.startswith("runs/") and "/rejects/" not in path)
    ]
    texts = {path: open(os.path.join(place.store, path), "rb").read() for path in files}
    texts["file names"] = "\n".join(files_of(place.output)).encode()
    found = [path for path, text in texts.items() if any(value in text for value in values)]
    checks.note("privacy: no e-mail, phone or street in logs, run reports and file names",
                values and not found, " ".join(found[:5]) or f"{len(texts)} searched for "
                f"{len(values)} values")


# MARK: - Backup



def check_backup(place, starcrm):
    """The newest backup with age and tar alone, file by file; then by our own `verify`."""
    backup = sorted(glob.glob(f"{place.backups}/*.tar.gz.age"))[-1]
    mode = os.stat(place.key).st_mode & 0o777
    checks.note("backup: the key is its owner's alone", mode == 0o600, oct(mode))
    names = demand(["bash", "-o", "pipefail", "-c", 'age -d -i "$1" "$2" | tar tz', "bash",
                    place.key, backup]).decode().splitlines()
    archive = demand(["age", "-d", "-i", place.key, backup])
    digests = {}
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        for member in tar:
            if member.isfile():
                content = tar.extractfile(member).read()
                digests[member.name] = hashlib.sha256(content).hexdigest()
                if member.name == "MANIFEST.json":
                    manifest = json.loads(content)
    checks.equal("backup: files by age and tar", len([n for n in names if not n.endswith("/")]),
                 len(digests))
    own = {m["path"]: m["sha256"] for m in manifest["members"]}
    del digests["MANIFEST.json"]
    checks.note("backup: SHA-256 as in its MANIFEST.json", digests and digests == own, f"{len(own)}")
    here = files_of(place.store, skip=lambda path: path == "lock")
    # What a run says of itself is completed after the backup, which it mentions.
    late = {path for path in here if path.startswith(f"runs/{manifest['store_version']}/")}
    differing = [path for path in set(here) | set(digests)
                 if path not in late and here.get(path) != digests.get(path)]
    checks.note("backup: SHA-256 as in the store", not differing,
                " ".join(sorted(differing)[:5]) or f"{len(digests)} files")
    result = call([starcrm, "backup", "verify", backup, "--identity", place.key])
    checks.equal("backup: starcrm backup verify, exit code", result.returncode, 0)


def files_of(folder, skip=lambda path: False):
    """SHA-256 of every file by its path in the folder."""
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.relpath(os.path.join(root, name), folder)
            if not skip(path):
                found[path] = sha256(os.path.join(root, name))
    return found


# MARK: - Runs


def check_second_run(place, starcrm, contents):
    """The same files a minute later: nothing new but the run itself."""
    before = {name: readers.canonical(table) for name, table in contents.items()}
    reports = files_of(place.reports)
    place.run(starcrm, SECOND_RUN)
    changed = []
    for name, path in readers.tables(place.store):
        if name != "runs" and readers.canonical(readers.by_pyarrow(path)) != before.get(name):
            changed.append(name)
    checks.note("second run: no other table than runs changes", not changed, " ".join(changed))
    runs = readers.by_pyarrow(os.path.join(place.store, "tables", "runs")).to_pylist()
    checks.equal("second run: rows in runs", len(runs), len(before["runs"][1]) + 1)
    last = max(runs, key=lambda row: row["as_of"])
    moved = {k: last[f"{k}_count"] for k in ["created", "updated", "merged", "invoice"]}
    checks.note("second run: nothing created, updated, merged or billed", not any(moved.values()),
                ", ".join(f"{k} {v}" for k, v in moved.items()))
    checks.note("second run: the report files stay as they are",
                reports and files_of(place.reports) == reports)


def check_determinism(starcrm, scratch):
    """The same run in two folders, with one thread and with two."""
    sides = []
    for threads in ["1", "2"]:
        place = Place(os.path.join(scratch, f"threads-{threads}"))
        os.makedirs(place.root)
        for name in ["Pipelines", "SampleData"]:
            shutil.copytree(name, os.path.join(place.root, name))
        place.run(starcrm, FIRST_RUN, "--threads", threads, folder=place.root)
        found = files_of(place.store, skip=lambda path: not path.startswith("tables/"))
        found |= {f"reports/{path}": digest for path, digest in files_of(place.reports).items()}
        for path, digest in files_of(os.path.join(place.store, "runs")).items():
            if "/rejects/" in path:
                found[f"runs/{path}"] = digest
        sides.append(found)
    differing = [p for p in set(sides[0]) | set(sides[1]) if sides[0].get(p) != sides[1].get(p)]
    checks.note("determinism: equal bytes with 1 thread and with 2", sides[0] and not differing,
                " ".join(sorted(differing)[:5]) or f"{len(sides[0])} files")


def main(starcrm):
    scratch = tempfile.mkdtemp(prefix="starcrm-interop-")
    try:
        place = Place(scratch)
        place.run(starcrm, FIRST_RUN)
        contents = {}
        with checks.guard("tables"):
            contents = check_tables(place, readers.DuckDB())
        for name, check in [
            ("conservation", lambda: check_conservation(contents)),
            ("books", lambda: check_books(contents)),
            ("reports", lambda: check_reports(place.reports, contents)),
            ("privacy", lambda: check_privacy(place, contents)),
            ("backup", lambda: check_backup(place, starcrm)),
            ("second run", lambda: check_second_run(place, starcrm, contents)),
            ("determinism", lambda: check_determinism(starcrm, scratch)),
        ]:
            with checks.guard(name):
                check()
    finally:
        shutil.rmtree(scratch)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed or not checks.passed else 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
