#!/usr/bin/env python3
"""Writes Tables/CountryTable.swift from CLDR (Unicode-3.0) as packed in Babel.

usage: pip install babel; generate-country-table.py > ../Tables/CountryTable.swift

One line a country: ISO 3166-1 alpha-2, alpha-3, then its names, folded as `CountryName.folded`
folds them (lower case, no marks, letters and digits only). A name that means two countries is
left out.
"""
import collections
import re
import unicodedata

from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages

LANGUAGES = "en de fr es it pl nl sv pt da nb fi cs sk hu ro hr sl el tr ru uk bg et lv lt ja zh ko ar he".split()
ALIASES = {
    "GB": "UK|U.K.|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|United Kingdom of Great Britain and Northern Ireland|Grossbritannien|Großbritannien|Grande-Bretagne|Gran Bretaña|Gran Bretagna|Wielka Brytania|Storbritannien|Groot-Brittannië",
    "US": "USA|U.S.A.|U.S.|United States of America|America|The United States|Etats-Unis d'Amérique|Estados Unidos de América|EE.UU.|EEUU|Stati Uniti d'America|Vereinigte Staaten von Amerika|VS|Verenigde Staten van Amerika|Stany Zjednoczone Ameryki",
    "DE": "BRD|Federal Republic of Germany|Bundesrepublik Deutschland|Allemagne|Almania",
    "NL": "Holland|The Netherlands|Nederland|Pays Bas|Kingdom of the Netherlands|Holanda",
    "CZ": "Czech Republic|Tschechische Republik|République tchèque|República Checa|Repubblica Ceca|Česká republika|Tschechei|Tsjechische Republiek",
    "SK": "Slovak Republic|Slowakische Republik", "RU": "Russian Federation|Russia|Russische Föderation",
    "KR": "South Korea|Korea, Republic of|Republic of Korea|Korea (South)|Korea, South", "KP": "Korea, Democratic People's Republic of|DPRK",
    "VN": "Viet Nam", "AE": "UAE|U.A.E.|Emirates|VAE|EAU", "CI": "Ivory Coast|Cote d'Ivoire|Elfenbeinküste", "MK": "Macedonia|FYROM|Mazedonien|Republic of North Macedonia",
    "MM": "Burma|Birma", "SZ": "Swaziland", "TR": "Turkey|Türkiye|Turkiye|Türkei|Turquie", "IE": "Republic of Ireland|Ireland, Republic of|Eire|Irish Republic",
    "BA": "Bosnia|Bosnia-Herzegovina|Bosnia and Herzegovina|BiH", "HK": "Hong Kong|Hongkong|Hong Kong SAR", "MO": "Macao|Macau", "TW": "Taiwan|Taiwan, Province of China|Republic of China|Chinese Taipei",
    "CN": "China|People's Republic of China|PRC|PR China|P.R. China|Mainland China", "IR": "Iran, Islamic Republic of|Islamic Republic of Iran", "MD": "Moldova, Republic of|Republic of Moldova|Moldavia",
    "TZ": "Tanzania, United Republic of", "VE": "Venezuela, Bolivarian Republic of", "BO": "Bolivia, Plurinational State of", "SY": "Syrian Arab Republic|Syria",
    "LA": "Lao People's Democratic Republic|Lao PDR|Laos", "BN": "Brunei Darussalam", "CV": "Cape Verde|Kap Verde", "PS": "Palestine|Palestine, State of|Palästina", "VA": "Vatican|Vatican City|Holy See|Vatikan",
    "CH": "Swiss|Schweizerische Eidgenossenschaft|Confoederatio Helvetica|Helvetia|Schweiz/Suisse/Svizzera", "AT": "Republik Österreich|Oesterreich|Osterreich", "ES": "Kingdom of Spain|Espana", "FR": "French Republic|République française",
    "IT": "Italian Republic|Repubblica Italiana", "PL": "Republic of Poland|Rzeczpospolita Polska", "SE": "Kingdom of Sweden", "DK": "Kingdom of Denmark", "NO": "Kingdom of Norway",
    "LU": "Grand Duchy of Luxembourg|Luxemburg|Luxembourg", "BE": "Kingdom of Belgium|België/Belgique|Belgie", "CD": "DR Congo|DRC|Congo, Democratic Republic of the|Democratic Republic of the Congo|Congo-Kinshasa|Zaire", "CG": "Congo-Brazzaville|Republic of the Congo|Congo, Republic of the",
    "BY": "Weissrussland|Weißrussland|Belorussia", "GE": "Georgia", "BR": "Brasil", "MX": "México", "JP": "Nippon|Nihon", "SA": "KSA|Kingdom of Saudi Arabia", "ZA": "RSA|Republic of South Africa", "NZ": "Aotearoa",
    "FM": "Micronesia, Federated States of", "GM": "The Gambia|Gambia", "BS": "The Bahamas|Bahamas", "PH": "The Philippines", "RS": "Republic of Serbia", "XK": "Kosovo", "LY": "Libyan Arab Jamahiriya", "ST": "Sao Tome", "TL": "East Timor", "SX": "Sint Maarten", "GR": "Hellas|Hellenic Republic|Ellada",
    "HU": "Magyarorszag", "FI": "Republic of Finland", "RO": "Roumanie", "SG": "Republic of Singapore", "EE": "Republic of Estonia", "KY": "Caymans", "VG": "BVI", "VI": "USVI|US Virgin Islands",
}
LETTERS = {"ł": "l", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}


def folded(name):
    out = []
    for letter in unicodedata.normalize("NFD", name.lower()):
        if unicodedata.category(letter)[0] in "LN":
            out.append(LETTERS.get(letter, letter))
    return "".join(out)


alpha3 = {}
for alias, codes in get_global("territory_aliases").items():
    if re.fullmatch("[A-Z]{3}", alias) and len(codes) == 1 and alias not in ("SUN", "YUG"):
        alpha3.setdefault(codes[0], []).append(alias)
PREFERRED = {"DE": "DEU", "FR": "FRA", "GB": "GBR", "FI": "FIN", "YE": "YEM", "RU": "RUS", "MM": "MMR", "CD": "COD", "TL": "TLS", "RS": "SRB", "XK": "XKX", "US": "USA"}
codes = [
    c for c in Locale("en").territories
    if re.fullmatch("[A-Z]{2}", c) and c not in ("EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "AC", "CP", "DG", "EA", "IC", "TA", "CQ", "AN")
]
names = collections.defaultdict(set)
owners = collections.defaultdict(set)
for code in codes:
    found = [n for l in LANGUAGES for n in [Locale(l).territories.get(code)] if n]
    for language in get_official_languages(code, regional=True, de_facto=True):
        try:
            found.append(Locale.parse(language).territories.get(code) or "")
        except Exception:
            pass
    found += ALIASES.get(code, "").split("|")
    for alias in alpha3.get(code, []):
        if alias == PREFERRED.get(code, alias):
            found.append(alias)
    for name in found:
        short = re.sub(r"\s*\(.*\)", "", name)
        for form in (name, short, name.replace("&", "and")):
            key = folded(form)
            if len(key) > 2 or len(key) == 2 and not key.isascii() or form in ALIASES.get(code, "").split("|") and key:
                names[code].add(key)
                owners[key].add(code)
for code, listed in ALIASES.items():
    for name in filter(None, listed.split("|")):
        owners[folded(name)] = {code}
print("// Made by Validation.docc/generate-country-table.py from CLDR; do not edit.")
print("// swift-format-ignore-file: generated data")
print("")
print("/// Names of countries; the generator describes the lines.")
print("enum CountryTable {")
print('  static let text: StaticString = #"""')
for code in sorted(codes):
    three = PREFERRED.get(code) or (sorted(alpha3.get(code, [])) or ["-"])[0]
    keep = sorted(k for k in names[code] if owners[k] == {code} and k != three.lower())
    print("    " + "\t".join([code, three] + keep))
print('    """#')
print("}")
