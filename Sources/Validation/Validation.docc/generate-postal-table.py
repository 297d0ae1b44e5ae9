#!/usr/bin/env python3
"""Condenses libaddressinput's country rules (Apache-2.0) into Tables/PostalTable.swift.

usage: generate-postal-table.py postal-countryinfo.txt > ../Tables/PostalTable.swift

One line a country: code, pattern, layout. A layout " 3" means a blank before the last three
characters of the code written without blanks and hyphens; "-4@9" a hyphen before the last four
when there are nine characters.
"""
import json
import re
import sys

LAYOUTS = {
    "AS": "-4@9", "BM": " 2", "BN": "", "BR": "-3", "CA": " 3", "CZ": " 2", "FM": "-4@9", "GB": " 3", "GG": " 3",
    "GR": " 2", "GU": "-4@9", "IM": " 3", "IR": "-5", "JE": " 3", "JP": "-4", "KR": "-3@6",
    "KY": "-4", "LB": " 4@8", "MH": "-4@9", "MP": "-4@9", "MT": " 4@7", "NL": " 2", "PL": "-3",
    "PR": "-4@9", "PT": "-3", "SE": " 2", "SK": " 2", "SO": " 5@7", "US": "-4@9", "VI": "-4@9", "IE": " 4",
}
# Where the source is older than the country's present codes: both are accepted.
ADDED = {
    "KR": r"\d{5}", "VN": r"\d{5}", "MU": r"\d{5}", "TW": r"\d{6}", "SV": r"\d{4}",
    "AI": r"AI-2640", "MT": r"[A-Z]{3} \d{4}",
    "KH": r"\d{6}", "TZ": r"\d{5}", "SO": r"[A-Z]{2} ?\d{5}", "PE": r"LIMA \d{1,2}",
}
NEW = {
    "IE": r"[AC-FHKNPRTV-Y]\d[\dW] ?[\dAC-FHKNPRTV-Y]{4}",
    "CU": r"\d{5}", "NA": r"\d{5}", "SD": r"\d{5}",
}

rules = dict(NEW)
for line in open(sys.argv[1], encoding="utf-8"):
    found = re.match(r"data/([A-Z]{2})=(.*)", line)
    if not found:
        continue
    pattern = json.loads(found[2]).get("zip")
    if pattern:
        pattern = pattern.replace("[ ]?", " ?").replace(r"[\-]?", "-?").replace(r"[\-]", "-")
        rules[found[1]] = pattern
for code, pattern in ADDED.items():
    rules[code] = rules[code] + "|" + pattern
print("// Made by Validation.docc/generate-postal-table.py from libaddressinput's rules; do not edit.")
print("// swift-format-ignore-file: generated data")
print("")
print("/// Postal code patterns by country; the generator describes the lines.")
print("enum PostalTable {")
print('  static let text: StaticString = #"""')
for code in sorted(rules):
    print("    " + "\t".join((code, rules[code], LAYOUTS.get(code, ""))).rstrip("\t"))
print('    """#')
print("}")
