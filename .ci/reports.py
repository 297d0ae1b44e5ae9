"""Checks the files of a period by their manifest, openpyxl, LibreOffice and hledger."""

import csv
import glob
import io
import json
import os
import re
import tempfile
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

import openpyxl

from checks import checks, demand, sha256


def check_reports(folder, contents):
    folders = sorted(glob.glob(f"{folder}/*/manifest.json"))
    checks.note("reports: a manifest", len(folders) == 1, ", ".join(folders))
    for path in folders:
        folder = os.path.dirname(path)
        with open(path, encoding="utf-8") as file:
            manifest = json.load(file)
        with checks.guard("manifest"):
            check_manifest(folder, manifest, contents)
        with checks.guard("CSV reports"):
            check_csv(folder, manifest)
        with checks.guard("XLSX by openpyxl"):
            check_workbooks(folder, manifest)
        with checks.guard("XLSX by LibreOffice"):
            check_office(folder, manifest)
        with checks.guard("journal by hledger"):
            check_journal(folder, manifest)


def check_manifest(folder, manifest, contents):
    files = manifest["files"]
    wrong = [f["path"] for f in files if sha256(f"{folder}/{f['path']}") != f["sha256"]
             or os.path.getsize(f"{folder}/{f['path']}") != f["bytes"]]
    checks.note("manifest: sizes and SHA-256 of files", files and not wrong,
                f"{len(files)} files {' '.join(wrong)}")
    extra = set(os.listdir(folder)) - {f["path"] for f in files} - {"manifest.json"}
    checks.note("manifest: names every file", not extra, ", ".join(sorted(extra)))
    for totals in manifest["control_totals"]:
        sums = defaultdict(Decimal)
        for row in contents["invoices"].to_pylist():
            if (row["period"], row["currency"]) == (manifest["period"], totals["currency"]):
                sign = -1 if row["type_code"] == 381 else 1  # UNTDID 1001: 381 credit note
                for name in ["net", "tax", "gross"]:
                    sums[name] += sign * row[f"{name}_total"]
        for name in ["net", "tax", "gross"]:
            checks.equal(f"manifest: {name} {totals['currency']} as in the table invoices",
                         Decimal(totals[name]), sums[name])
        broken = [tie["name"] for tie in totals["ties"]
                  if not tie["holds"] or Decimal(tie["left"]) != Decimal(tie["right"])]
        checks.note(f"manifest: ties in {totals['currency']}", totals["ties"] and not broken,
                    ", ".join(broken) or f"{len(totals['ties'])} hold")


def report_tables(manifest, extension):
    """Path and tables of each file of a kind."""
    return [(f["path"], f["tables"]) for f in manifest["files"] if f["path"].endswith(extension)]


def check_csv(folder, manifest):
    for path, tables in report_tables(manifest, ".csv"):
        with open(f"{folder}/{path}", newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        checks.equal(f"{path}: rows", len(rows), sum(t["rows"] for t in tables))
        sums = defaultdict(Decimal)
        for table in tables:
            for column, total in table["totals"].items():
                sums[column] += Decimal(total)
        summed = {c: sum((Decimal(r[header.index(c)] or 0) for r in rows), Decimal()) for c in sums}
        checks.note(f"{path}: column sums", summed == dict(sums), ", ".join(map(str, summed.values())))


def check_workbooks(folder, manifest):
    for path, tables in report_tables(manifest, ".xlsx"):
        cached = openpyxl.load_workbook(f"{folder}/{path}", data_only=True)
        formulas = openpyxl.load_workbook(f"{folder}/{path}")
        checks.equal(f"{path}: sheets", cached.sheetnames, [t["name"] for t in tables])
        texts = csv_cells(folder, path)
        for table in tables:
            sheet, source = cached[table["name"]], formulas[table["name"]]
            name = f"{path} {table['name']}"
            has_totals = bool(table["totals"]) and table["rows"] > 0
            checks.equal(f"{name}: rows", sheet.max_row - 1 - has_totals, table["rows"])
            checks.equal(f"{name}: frozen header", source.freeze_panes, "A2")
            check_types(name, sheet, table["rows"], texts)
            if has_totals:
                check_totals(name, sheet, source, table)


def csv_cells(folder, path):
    """The columns of the report's CSV file, as a model of the cells' types."""
    with open(f"{folder}/{path[:-5]}.csv", newline="", encoding="utf-8") as file:
        _, *rows = csv.reader(file)
    return list(zip(*rows))


def check_types(name, sheet, rows, texts):
    """A column that is all numbers or all days in the CSV file has cells of that type, with a
    number format."""
    wrong = []
    for index, column in enumerate(sheet.iter_cols(min_row=2, max_row=rows + 1)):
        filled = [text for text in texts[index] if text] if texts else []
        kind = None
        if filled and all(re.fullmatch(r"-?\d+\.\d+", text) for text in filled):
            kind = (int, float)
        elif filled and all(re.fullmatch(r"\d{4}-\d\d-\d\d", text) for text in filled):
            kind = (datetime, date)
        if kind is None:
            continue
        for cell in column:
            if cell.value is not None and (
                not isinstance(cell.value, kind) or cell.number_format == "General"
            ):
                wrong.append(cell.coordinate)
    checks.note(f"{name}: numbers and days are typed cells", not wrong, " ".join(wrong[:5]))


def check_totals(name, sheet, source, table):
    """Each total is a formula over all rows, whose cached value is what the rows add up to."""
    last = sheet.max_row
    sums = []
    for index in range(1, sheet.max_column + 1):
        formula = source.cell(last, index).value
        if not (isinstance(formula, str) and formula.startswith("=")):
            continue
        letter = openpyxl.utils.get_column_letter(index)
        if formula != f"=SUM({letter}2:{letter}{last - 1})":
            checks.note(f"{name}: total {letter}{last}", False, formula)
            continue
        cells = (sheet.cell(row, index).value for row in range(2, last))
        total = sum((Decimal(repr(cell)) for cell in cells if cell is not None), Decimal())
        sums.append(total)
        if total != Decimal(repr(sheet.cell(last, index).value)):
            checks.note(f"{name}: total {letter}{last}", False, f"rows add up to {total}")
    wanted = sorted(Decimal(total) for total in table["totals"].values())
    checks.note(f"{name}: totals are formulas with the right cached values",
                sorted(sums) == wanted, f"{len(sums)}")


def check_office(folder, manifest):
    """LibreOffice opens every workbook and finds as many rows; one call, a profile of its own."""
    books = report_tables(manifest, ".xlsx")
    with tempfile.TemporaryDirectory() as scratch:
        # Comma, quote, UTF-8, from line 1, not as shown, all sheets: <file>-<sheet>.csv.
        target = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
        demand(
            ["soffice", f"-env:UserInstallation=file://{scratch}/profile", "--headless",
             "--convert-to", target, "--outdir", f"{scratch}/csv",
             *[f"{folder}/{path}" for path, _ in books]],
            timeout=300, env=dict(os.environ, HOME=scratch),
        )
        for path, tables in books:
            for table in tables:
                converted = f"{scratch}/csv/{path[:-5]}-{table['name']}.csv"
                with open(converted, newline="", encoding="utf-8") as file:
                    rows = list(csv.reader(file))
                has_totals = bool(table["totals"]) and table["rows"] > 0
                checks.equal(f"{path} {table['name']}: rows by LibreOffice",
                             len(rows) - 1 - has_totals, table["rows"])


def check_journal(folder, manifest):
    journal = f"{folder}/ledger.journal"
    checks.note("journal: hledger check --strict",
                demand(["hledger", "-f", journal, "check", "--strict"]) == b"")
    postings = demand(["hledger", "-f", journal, "register", "-O", "csv"]).decode()
    debit, credit, balance = defaultdict(Decimal), defaultdict(Decimal), defaultdict(Decimal)
    for row in csv.DictReader(io.StringIO(postings)):
        amount, currency = row["amount"].split()
        amount = Decimal(amount)
        (debit if amount > 0 else credit)[currency] += abs(amount)
        balance[row["account"].split(":")[0], currency] += amount
    for totals in manifest["control_totals"]:
        currency = totals["currency"]
        checks.equal(f"journal: debits {currency}", debit[currency], Decimal(totals["journal_debit"]))
        checks.equal(f"journal: credits {currency}", credit[currency],
                     Decimal(totals["journal_credit"]))
        checks.equal(f"journal: income {currency}", -balance["income", currency],
                     Decimal(totals["net"]))
        checks.equal(f"journal: VAT {currency}", -balance["liabilities", currency],
                     Decimal(totals["tax"]))
