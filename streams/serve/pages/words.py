"""What pages say in the reader's language: messages of words.toml, figures and days as they are written there."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
)
from markupsafe import Markup

from schemas import Change, Claim, Figure, WeighedClaim
from streams.serve.answers import LeanAnswer
from streams.serve.pages.names import name_subject

LOCALES = {"en": "en_GB", "de": "de_DE"}  # the first is what a reader of neither gets
LONGEST_IN_FULL = 1e9  # from here on a figure is written as «4 billion»
UNITS = {"km2": "km²", "m2": "m²", "m3": "m³"}
Value = float | None


class Words:
    """One language of the interface. `Words.of(tag)` is the same object each time."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale.parse(LOCALES[language])
        self._tables = _load()

    @staticmethod
    @cache
    def of(language: str) -> "Words":
        """The words of a language that `LOCALES` lists."""
        return Words(language)

    def say(self, key: str, **filled: object) -> str:
        """The message; of a pair the one for `n`, which is then written as a figure."""
        found = self._tables["texts"][key][self.language]
        if isinstance(found, list):
            found = found[0] if filled["n"] == 1 else found[1]
        if isinstance(filled.get("n"), int | float):
            filled["n"] = self.number(filled["n"])  # type: ignore[arg-type]
        return str(found.format(**filled)) if filled else str(found)

    def term(self, table: str, key: str | None) -> str:
        """What a measure, a stance, a cause or a kind is called; its own id where no table says."""
        if key is None:
            return ""
        return str(self._tables[table].get(key, {}).get(self.language, key.replace("_", " ")))

    def reason(self, text: str) -> str:
        """A reason or a note of the estimate, which are in English, in the reader's words where they are known."""
        return str(self._tables["reasons"].get(text, {}).get(self.language, text))

    def subject(self, slug: str) -> str:
        """Whose number it is, by name."""
        return name_subject(slug, self.language)

    def place(self, path: str) -> str:
        """A place by name, the smallest part first: `Kursk, Russia`."""
        parts = path.split("/")
        found = (
            self.subject("/".join(parts[: end + 1])) if end else self.subject(parts[0]) for end in range(len(parts))
        )
        return ", ".join(reversed(list(found)))

    def measure(self, estimand: str) -> str:
        """What an estimand measures: `troops`, `cost (EUR)`."""
        measure, _, qualifier = estimand.partition("/")[2].partition(":")
        named = self.term("measures", measure)
        if not qualifier:
            return named
        return f"{named} ({qualifier.upper() if len(qualifier) == 3 else qualifier.capitalize()})"

    def estimand(self, estimand: str) -> str:
        """An estimand by name: `North Korea: troops`."""
        return f"{self.subject(estimand.partition('/')[0])}: {self.measure(estimand)}"

    def number(self, value: float) -> str:
        """A number in full, or from a billion on in words of magnitude."""
        if abs(value) >= LONGEST_IN_FULL:
            return format_compact_decimal(value, format_type="short", locale=self.locale, fraction_digits=2)
        digits = "#,##0" if abs(value) >= 1000 else "#,##0.##"
        return format_decimal(value, digits, self.locale)

    def figure(self, value: Value, unit: str | None = None) -> str:
        """A figure with its unit; a dash for none."""
        if value is None:
            return "–"
        if unit == "%":
            return format_percent(value / 100, "#,##0.## %" if self.language == "de" else "#,##0.##%", self.locale)
        if not unit:  # a count
            return self.number(round(value) if abs(value) >= 10 else value)
        if len(unit) == 3 and unit.isupper():
            return self._money(value, unit)
        return f"{self.number(value)}\u202f{UNITS.get(unit, unit)}"

    def _money(self, value: float, currency: str) -> str:
        if abs(value) >= LONGEST_IN_FULL:
            return format_compact_currency(value, currency, locale=self.locale, fraction_digits=2)
        pattern = self.locale.currency_formats["standard"].pattern
        if value == round(value) or abs(value) >= 1000:
            pattern = pattern.replace(".00", "")
        return format_currency(value, currency, pattern, self.locale, currency_digits=False)

    def share(self, part: float) -> str:
        """A part of one in percent: `12 %`; what is less than half a percent is not written as none."""
        return self.figure(round(part * 100), "%") if part >= 0.005 else "< " + self.figure(1, "%")

    def rounded(self, value: Value, unit: str | None = None) -> str:
        """A figure to three leading digits: what is estimated is not known to the last one."""
        return self.figure(None if value is None else float(f"{value:.3g}"), unit)

    def step(self, change: Change) -> str | None:
        """How far a change moved the best figure: `▲ 12 %`; None where it did not."""
        before, after = change.before.best, change.after.best
        if not before or after is None or before == after:
            return None
        percent = abs(after / before - 1) * 100
        sign = "▲" if after > before else "▼"
        return f"{sign} {self.figure(round(percent, None if percent >= 1 else 1), '%')}"

    def lean(self, lean: LeanAnswer) -> str:
        """How far above or below others a claimant's figures lie: `+8 %`, of its own figures here or of its kind."""
        factor = lean.observed if lean.observed is not None else lean.of_kind
        if factor is None:
            return "–"
        percent = round((factor - 1) * 100)
        sign = "+" if percent > 0 else "−" if percent < 0 else "±"
        return f"{sign}{self.figure(abs(percent), '%')}"

    def stated(self, claim: Figure | Claim | WeighedClaim, unit: str | None) -> str:
        """What a claim commits to: a figure, a range, or a bound."""
        low, high = claim.low, claim.high
        if low is not None and high is not None and low != high:
            return self.say("range", low=self.figure(low), high=self.figure(high, unit))
        if low is not None and high is None:
            return self.say("at_least", figure=self.figure(low, unit))
        if high is not None and low is None:
            return self.say("at_most", figure=self.figure(high, unit))
        return self.figure(claim.point if claim.point is not None else low, unit)

    def who(self, claimant: str | None, outlet: str | None) -> str:
        """Who says it: by name, or the outlet in its own voice."""
        return claimant or (self.say("itself", outlet=outlet) if outlet else self.say("nobody"))

    def quoted(self, text: str) -> str:
        """Words between the language's quotation marks."""
        return self.say("quoted", words=text)

    def day(self, moment: date | datetime | None) -> str:
        """A day, short: `28 Oct 2024`, `28.10.2024`."""
        return "–" if moment is None else format_date(moment, "medium", self.locale)

    def iso_day(self, text: str | None) -> str:
        """An ISO day as people write it; months, years and spans as they are."""
        try:
            return self.day(date.fromisoformat(text or ""))
        except ValueError:
            return text or "–"

    def moment(self, moment: datetime) -> str:
        """A day with its time, UTC."""
        return f"{format_datetime(moment, 'short', locale=self.locale)} UTC"

    def time(self, moment: date | datetime | None) -> Markup:
        """A day as an element that programs can read, too."""
        if moment is None:
            return Markup("–")
        return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), self.day(moment))


@cache
def _load() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
