#!/usr/bin/env python3
"""Writes Tables/MonthTable.swift from CLDR (Unicode-3.0) as packed in Babel.

usage: pip install babel; generate-month-table.py > ../Tables/MonthTable.swift

One line a month, January first, then one of the days of the week: names and abbreviations in the languages of Europe, in lower
case, NFC and without full stop, parted by blanks; within a date (genitive) and alone. Names of
several words are left out, articles before the name too (`MonthName` knows them). Added are the names as
typed without marks, and a few abbreviations that CLDR lacks. A name that means another month in
another language stands in both lines, so that it is refused. A day's name that is a month's too
is left out, names of days of several words are taken word by word.
"""
import collections
import unicodedata

from babel import Locale

LANGUAGES = """
    ast az be bg br bs ca cs cy da de de_AT dsb el en es et eu fi fo fr fur fy ga gl gsw hr hsb hu hy
    is it ka kk lb lt lv mk mt nb nl nn oc pl pt rm ro ru sc se sk sl smn sq sr sr_Latn sv tr uk wae
""".split()
ARTICLES = {"de", "da"}
ELIDED = ("d’", "d'")
FURTHER = {
    1: "jänner ene sty", 2: "feber", 3: "mrz maerz", 5: "magg", 8: "ag", 9: "sept septiembre set",
    12: "des",
}


def unmarked(name):
    plain = unicodedata.normalize("NFD", name.replace("ł", "l").replace("ı", "i").replace("ß", "ss"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def spellings(name):
    name = unicodedata.normalize("NFC", name.lower().replace("i̇", "i")).rstrip(".")
    words = name.split()
    if len(words) == 2 and words[0] in ARTICLES:
        name = words[1]
    for article in ELIDED:
        name = name.removeprefix(article)
    if name.isalpha() and not (name.isascii() and len(name) < 2):
        yield name
        if unmarked(name).isascii():
            yield unmarked(name)


months = collections.defaultdict(set)
for language in LANGUAGES:
    for forms in Locale.parse(language).months.values():
        for width in ("wide", "abbreviated"):
            for month, name in forms[width].items():
                months[month].update(spellings(name))
for month, names in FURTHER.items():
    months[month].update(names.split())

known = set().union(*months.values())
days = set()
for language in LANGUAGES + ["pt_PT"]:
    for forms in Locale.parse(language).days.values():
        for width in ("wide", "abbreviated"):
            for name in forms[width].values():
                for word in name.replace("-", " ").split():
                    days.update(part for part in spellings(word) if len(part) > 1)
days.update("tues wednes thur thurs".split())

print("// Made by Validation.docc/generate-month-table.py from CLDR through Babel; do not edit.")
print("// swift-format-ignore-file: generated data")
print("")
print("/// Names of months and of the days of the week; the generator describes the lines.")
print("enum MonthTable {")
print('  static let text: StaticString = """')
for month in range(1, 13):
    print("    " + " ".join(sorted(months[month])))
print("    " + " ".join(sorted(days - known)))
print('    """')
print("}")
