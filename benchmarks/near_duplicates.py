"""Near-duplicates: articles edited as papers edit agency copy; are the right pairs found, and no others?

usage: python -m benchmarks.near_duplicates CORPUS.jsonl [--articles 400] [--seed 1]

Each original gets edits that keep 60 to 100 % of its text: the end cut, another headline, paragraphs swapped, words
replaced, or several of these. A pair counts as one article if both stem from the same original. The threshold was set
on the first half of the corpus; measured is on the second.
"""

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import combinations
from pathlib import Path

from streams.estimate.independence import ALIKE, group, likeness, sketch

DAY = date(2030, 1, 1)
KEPT = 0.6  # of the original's words, in order, that the most edited copy still has


def main() -> None:
    parser = argparse.ArgumentParser(description="Pairwise F1 of near-duplicate articles.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--half", choices=["first", "second"], default="second")
    arguments = parser.parse_args()
    lines = arguments.corpus.read_text(encoding="utf-8").splitlines()
    half = lines[: len(lines) // 2] if arguments.half == "first" else lines[len(lines) // 2 :]
    texts = [text for line in half if len((text := json.loads(line)["text"]).split()) >= 80][: arguments.articles]
    dice = random.Random(arguments.seed)
    words = [word for text in texts for word in text.split()]
    foreign = [json.loads(line)["text"].split() for line in lines if line not in half]
    made: dict[str, tuple[date, str]] = {}
    for number, text in enumerate(texts):
        headline = " ".join(dice.choices(words, k=8))
        made[f"{number:05d}/original"] = (DAY, sketch(text))
        for name, edited in edits(dice, text, headline, words, dice.choice(foreign)).items():
            made[f"{number:05d}/{name}"] = (DAY, sketch(edited))
    wanted = {
        (one, other) for members in _by_original(made).values() for one, other in combinations(sorted(members), 2)
    }
    found = {pair for members in group(made, within_days=0) for pair in combinations(sorted(members), 2)}
    alone = {(one, other) for one, other in wanted if one.endswith("original") or other.endswith("original")}
    sketches = {article: made_sketch for article, (_, made_sketch) in made.items()}
    direct = {(one, other) for one, other in alone if likeness(sketches[one], sketches[other]) >= ALIKE}
    strangers = list(combinations((article for article in made if article.endswith("original")), 2))
    wrong = {(one, other) for one, other in strangers if likeness(sketches[one], sketches[other]) >= ALIKE}
    print(f"{len(texts)} originals, {len(made)} articles, {len(wanted)} pairs of one origin")
    print(f"in groups:        {_scores(len(found & wanted), len(found), len(wanted))}")
    print(f"copy and original: {_scores(len(direct), len(direct | wrong), len(alone))}")


def _scores(right: int, found: int, wanted: int) -> str:
    precision, recall = right / found, right / wanted
    return f"precision {precision:.4f}, recall {recall:.4f}, F1 {2 * precision * recall / (precision + recall):.4f}"


def _by_original(articles: Iterable[str]) -> dict[str, list[str]]:
    members = defaultdict(list)
    for article in articles:
        members[article.split("/")[0]].append(article)
    return members


def edits(dice: random.Random, text: str, headline: str, words: list[str], foreign: list[str]) -> dict[str, str]:
    """Edited copies of a text, by what was done to it."""
    swapped = _swapped(dice, text)
    cut = _cut(text, dice.uniform(KEPT, 0.9))
    return {
        "cut": cut,
        "headline": f"{headline}. {text}",
        "swapped": swapped,
        "replaced": _replaced(dice, text, words, dice.uniform(0.02, 0.1)),
        "cut hard": _cut(text, KEPT),
        "taken over in part": f"{_cut(text, KEPT)} {' '.join(foreign[: round(len(text.split()) * (1 - KEPT))])}",
        "cut and headline": f"{headline}. {cut}",
        "swapped and replaced": _replaced(dice, swapped, words, 0.05),
        "all": f"{headline}. {_replaced(dice, _swapped(dice, _cut(text, 0.75)), words, 0.03)}",
    }


def _cut(text: str, share: float) -> str:
    words = text.split()
    return " ".join(words[: max(1, round(len(words) * share))])


def _swapped(dice: random.Random, text: str) -> str:
    sentences = re.split(r"(?<=[.!?])\s+", text)
    size = max(1, len(sentences) // 4)
    paragraphs = [sentences[i : i + size] for i in range(0, len(sentences), size)]
    dice.shuffle(paragraphs)
    return " ".join(sentence for paragraph in paragraphs for sentence in paragraph)


def _replaced(dice: random.Random, text: str, words: list[str], share: float) -> str:
    return " ".join(dice.choice(words) if dice.random() < share else word for word in text.split())


if __name__ == "__main__":
    main()
