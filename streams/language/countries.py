"""Country names from CLDR: `python -m streams.language.countries` writes countries.tsv anew, from Babel.

Babel is a dependency of development only. The table is checked in, and a test fails when it and CLDR differ.
What CLDR does not hold (adjectives, peoples, capitals) stands in peoples.tsv.
"""

import re
import sys
from pathlib import Path

TABLE = Path(__file__).with_name("countries.tsv")
# Reserved by ISO 3166 for no country: parts of others, unions of states, and codes made for tests.
NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})


def countries() -> str:
    """The table as text: ISO 3166 code, English and German name of every country, in order of code."""
    from babel import Locale  # here, because only this script needs it

    english, german = Locale("en").territories, Locale("de").territories
    codes = sorted(code for code in map(str, german) if re.fullmatch("[A-Z]{2}", code) and code not in NO_COUNTRIES)
    return "".join(f"{code}\t{english[code]}\t{german[code]}\n" for code in codes)


if __name__ == "__main__":
    TABLE.write_text(countries(), encoding="utf-8")
    sys.stderr.write(f"{TABLE.name}: written\n")
