"""Generated articles about six cities: enough claims to move every estimate, some of them corrected later."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2024, 3, 1, 6, tzinfo=UTC)
CITIES = ("Berlin", "Hamburg", "München", "Köln", "Leipzig", "Dresden")
SENTENCES = (
    "Nach Angaben der Polizei kamen {n} Menschen zu der Demonstration in {city}.",
    "Die Veranstalter sprachen von rund {n} Teilnehmern in {city}.",
    "Bei dem Unglück in {city} wurden nach Angaben der Feuerwehr {n} Menschen verletzt.",
    "Der Konzern will in {city} bis zu {n} Stellen streichen.",
    "Mehr als {n} Menschen wurden laut Polizei in {city} festgenommen.",
)


def articles(count: int, seed: int, nearest: int = 1, farthest: int = 30) -> list[dict[str, Any]]:
    """Every seventh is the second version, with other figures, of one that stands `nearest` to `farthest` lines before.

    A feeder that repeats a request would post both versions again if they stood in it together, and make changes that
    an undisturbed run lacks; for the same reason there is no third. None share a url: which of two such articles is
    withdrawn does not depend on timing, but between which others it is withdrawn does, and with it the order of
    changes.
    """
    pick = random.Random(seed)
    made: list[dict[str, Any]] = []
    corrected: set[str] = set()
    for number in range(count):
        published = (START + timedelta(minutes=11 * number)).isoformat()
        if number % 7 == 6 and number >= nearest:
            candidates = made[max(0, number - farthest) : number - nearest + 1]
            earlier = pick.choice([one for one in candidates if one["id"] not in corrected])
            corrected.add(earlier["id"])
            made.append({**earlier, "text": text(pick), "published": published})
            continue
        made.append(
            {
                "id": f"a-{number}",
                "text": text(pick),
                "outlet": f"Blatt {number % 5}",
                "language": "de",
                "published": published,
                "url": f"https://blatt.example/{number}",
            }
        )
    return made


def text(pick: random.Random) -> str:
    """Two sentences with a figure each."""
    chosen = pick.sample(SENTENCES, 2)
    return " ".join(s.format(n=pick.randrange(2, 400) * 10, city=pick.choice(CITIES)) for s in chosen)
