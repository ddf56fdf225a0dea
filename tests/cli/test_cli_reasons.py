"""An explanation on a terminal: bars, sentences, and room enough on 80 columns."""

import io
from typing import Any

import pytest
from rich.console import Console
from test_cli_terminal import NOW, estimate

from schemas import Explanation, Mention, WeighedClaim
from streams.terminal.reasons import bar, share, show_explanation

ADDRESS = "https://bote.example/2024/11/" + "nordkoreanische-soldaten-" * 4
SENTENCE = (
    "Nach Angaben des ukrainischen Präsidenten Wolodymyr Selenskyj befinden sich inzwischen 11.000 nordkoreanische "
    "Soldaten in der russischen Grenzregion Kursk, und es könnten noch mehr werden."
)


def weighed(**fields: Any) -> WeighedClaim:
    start = SENTENCE.index("11.000")
    mention = Mention(
        mention_id="m", article_id="a", outlet="Der Bote", url=ADDRESS, published=NOW, field="text", phrase="11.000",
        start=100 + start, end=106 + start, sentence=SENTENCE, sentence_start=100, sentence_end=100 + len(SENTENCE),
    )  # fmt: skip
    known = {
        "claim_id": "c", "weight": 0.5, "why": "counts", "claimant_id": "ua", "claimant": "Wolodymyr Selenskyj",
        "claimant_kind": None, "stance": "asserts", "level": "level", "point": 11000, "low": None, "high": None,
        "modifier": "exact", "place": "russia/kursk", "as_of": "2024-11-04", "mentions": 3, "printed": (mention,),
    }  # fmt: skip
    return WeighedClaim(**(known | fields))


def shown(*claims: WeighedClaim, width: int = 80) -> list[str]:
    file = io.StringIO()
    console = Console(file=file, width=width, highlight=False)
    show_explanation(console, Explanation(estimate=estimate(), claims=claims, next=None))
    return file.getvalue().splitlines()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_every_line_but_an_address_fits_the_terminal(width: int) -> None:
    lines = shown(weighed(), weighed(claimant="Katastrophenschutzbehörde der Türkischen Republik, Ankara"), width=width)
    assert max(len(line.rstrip()) for line in lines[6:] if ADDRESS not in line) <= width
    assert sum(line.strip() == ADDRESS for line in lines) == 2


def test_a_claim_shows_its_weight_words_reason_and_sentence() -> None:
    text = "\n".join(shown(weighed()))
    assert "████      50% 11,000  Wolodymyr Selenskyj  asserts" in text
    assert "counts · as of 2024-11-04 · in russia/kursk" in text
    assert "inzwischen 11.000" in " ".join(text.split())
    assert "2025-03-01  Der Bote  and 2 more" in text


def test_a_claim_without_weight_says_why() -> None:
    text = "\n".join(shown(weighed(weight=0.0, why="apart: it plans", stance="plans", claimant=None)))
    assert "apart: it plans" in text
    assert "Der Bote itself  plans" in text


def test_text_of_articles_can_not_steer_the_terminal() -> None:
    printed = weighed().printed[0].model_copy(update={"sentence": "\x1b[2J", "outlet": "\x1b]0;x", "url": "x\x1b[2J"})
    assert "\x1b" not in "".join(shown(weighed(claimant="\x1b[31m", printed=(printed,))))


@pytest.mark.parametrize(
    ("weight", "drawn", "percent"),
    [
        (0, "        ", "–"),
        (0.004, "        ", "<1%"),
        (0.1, "▊       ", "10%"),
        (0.5, "████    ", "50%"),
        (1, "████████", "100%"),
    ],
)
def test_a_weight_is_a_bar_and_a_share(weight: float, drawn: str, percent: str) -> None:
    assert (bar(weight), share(weight)) == (drawn, percent)
