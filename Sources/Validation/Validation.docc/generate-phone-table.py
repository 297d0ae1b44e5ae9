#!/usr/bin/env python3
"""Condenses libphonenumber's PhoneNumberMetadata.xml (Apache-2.0) into Tables/PhoneTable.swift.

usage: generate-phone-table.py PhoneNumberMetadata.xml > ../Tables/PhoneTable.swift

One line an item, fields parted by a tab, in this order:
  T  territory, calling code, "main" when it speaks for a code that several territories share
  i  international prefix (pattern)      n  national prefix as dialled
  p  national prefix for parsing (pattern) and its transform rule
  l  leading digits that tell the territory from others of its calling code (pattern)
  g  general pattern
  0-9  possible lengths and pattern of a type: fixedLine mobile pager tollFree premiumRate
       sharedCost personalNumber voip uan voicemail
  f  groups "min-max,..", leading digits (pattern), national format, international format
     ("-" for none), rule for the national prefix
"""
import re
import sys
import xml.etree.ElementTree as tree

TYPES = "fixedLine mobile pager tollFree premiumRate sharedCost personalNumber voip uan voicemail".split()


def squeezed(text):
    return re.sub(r"\s+", "", text or "")


def groups(pattern):
    found = re.findall(r"\(\\d(?:\{(\d+)(?:,(\d+))?\})?\)", pattern)
    assert "".join(re.findall(r"\(\\d(?:\{\d+(?:,\d+)?\})?\)", pattern)) == pattern, pattern
    return ",".join(f"{low or 1}-{high or low or 1}" for low, high in found)


def lengths(text):
    return re.sub(r"[\[\]]", "", text)


def territory(node):
    attribute = node.attrib.get
    yield "T", attribute("id"), attribute("countryCode"), "main" if attribute("mainCountryForCode") else ""
    if attribute("internationalPrefix"):
        yield "i", squeezed(attribute("internationalPrefix"))
    if attribute("nationalPrefix"):
        yield "n", attribute("nationalPrefix")
    if attribute("nationalPrefixForParsing"):
        yield "p", squeezed(attribute("nationalPrefixForParsing")), attribute("nationalPrefixTransformRule") or ""
    if attribute("leadingDigits"):
        yield "l", squeezed(attribute("leadingDigits"))
    general = node.find("generalDesc/nationalNumberPattern")
    if general is not None:
        yield "g", squeezed(general.text)
    for index, name in enumerate(TYPES):
        description = node.find(name)
        if description is not None:
            possible = description.find("possibleLengths").get("national")
            yield str(index), lengths(possible), squeezed(description.findtext("nationalNumberPattern"))
    for form in node.iter("numberFormat"):
        leading = form.findall("leadingDigits")
        international = form.findtext("intlFormat")
        yield (
            "f",
            groups(form.get("pattern")),
            squeezed(leading[-1].text) if leading else "",
            form.findtext("format"),
            "-" if international == "NA" else international or "",
            form.get("nationalPrefixFormattingRule") or "",
        )


root = tree.parse(sys.argv[1]).getroot()
print("// Made by Validation.docc/generate-phone-table.py from libphonenumber's metadata; do not edit.")
print("// swift-format-ignore-file: generated data")
print("")
print("/// Numbering plans of all territories; the generator describes the lines.")
print("enum PhoneTable {")
print('  static let text: StaticString = #"""')
for node in root.iter("territory"):
    for item in territory(node):
        print("    " + "\t".join(item).rstrip("\t"))
print('    """#')
print("}")
