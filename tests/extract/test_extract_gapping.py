"""Gapping: a later clause leaves out verb and noun; its number is still a claim, of the same, by its own speaker."""

import pytest
from reading_of import claims_of

GAPPED = [
    (
        "Die Polizei sprach von 50.000 Teilnehmern, die Veranstalter von 80.000.",
        "Teilnehmer",
        "attendees",
        [("Polizei", 50000), ("Veranstalter", 80000)],
    ),
    (
        "Bei der Demonstration sprach die Polizei von 50.000 Teilnehmern, die Veranstalter von 80.000.",
        "Teilnehmer",
        "demonstrators",
        [("Polizei", 50000), ("Veranstalter", 80000)],
    ),
    (
        "Die Polizei sprach von 600 Demonstranten, die Organisatoren 900.",
        "Demonstrant",
        "demonstrators",
        [("Polizei", 600), ("Organisatoren", 900)],
    ),
    (
        "Laut Polizei 300, laut Veranstaltern 900 Menschen demonstrierten in Linz.",
        "Mensch",
        "demonstrators",
        [("Polizei", 300), ("Veranstalter", 900)],
    ),
    (
        "In Linz demonstrierten laut Polizei 300, laut Veranstaltern 900 Menschen.",
        "Mensch",
        "demonstrators",
        [("Polizei", 300), ("Veranstalter", 900)],
    ),
    (
        "In Linz demonstrierten laut Polizei 300 Menschen, laut Veranstaltern 900.",
        "Mensch",
        "demonstrators",
        [("Polizei", 300), ("Veranstalter", 900)],
    ),
    (
        "Die Polizei zählte 300 Demonstranten, die Organisatoren 900.",
        "Demonstrant",
        "demonstrators",
        [("Polizei", 300), ("Organisatoren", 900)],
    ),
    (
        "Während die Polizei von 300 Demonstranten sprach, zählten die Organisatoren 900.",
        "Demonstrant",
        "demonstrators",
        [("Polizei", 300), ("Organisatoren", 900)],
    ),
    (
        "Die Polizei zählte 300 Demonstranten, während die Organisatoren von 900 sprachen.",
        "Demonstrant",
        "demonstrators",
        [("Polizei", 300), ("Organisatoren", 900)],
    ),
    (
        "Die Polizei zählte 300 Demonstranten, die Organisatoren hingegen 900.",
        "Demonstrant",
        "demonstrators",
        [("Polizei", 300), ("Organisatoren", 900)],
    ),
    (
        "Die Polizei zählte 300 Demonstranten, die Veranstalter dagegen rund 900.",
        "Demonstrant",
        "demonstrators",
        [("Polizei", 300), ("Veranstalter", 900)],
    ),
    (
        "Die Polizei zählte 300 Demonstranten, die Veranstalter jedoch mehr als 900.",
        "Demonstrant",
        "demonstrators",
        [("Polizei", 300), ("Veranstalter", 900)],
    ),
    (
        "Die Polizei ging von 300 Demonstranten aus, die Veranstalter von 900.",
        "Demonstrant",
        "demonstrators",
        [("Polizei", 300), ("Veranstalter", 900)],
    ),
    ("Das Ministerium meldete 12 Tote, die Rebellen 30.", "Toter", "killed", [("Ministerium", 12), ("Rebellen", 30)]),
    ("Die Behörden meldeten 12 Tote und die Rebellen 30.", "Toter", "killed", [("Behörden", 12), ("Rebellen", 30)]),
    (
        "Die Polizei schätzte die Zahl der Demonstranten auf 300, die Veranstalter auf 900.",
        "Demonstrant",
        "demonstrators",
        [("Polizei", 300), ("Veranstalter", 900)],
    ),
    (
        "Nach Angaben der Polizei kamen 300 Demonstranten, nach Angaben der Veranstalter 900.",
        "Demonstrant",
        "demonstrators",
        [("Polizei", 300), ("Veranstalter", 900)],
    ),
    (
        "Der Polizei zufolge kamen 300 Demonstranten, den Veranstaltern zufolge 900.",
        "Demonstrant",
        "demonstrators",
        [("Polizei", 300), ("Veranstalter", 900)],
    ),
    (
        "Die Polizei sprach von 300 Demonstranten, die Veranstalter sprachen von 900.",
        "Demonstrant",
        "demonstrators",
        [("Polizei", 300), ("Veranstalter", 900)],
    ),
    (
        "Die Polizei sprach von 300 Demonstranten; die Veranstalter nannten 900.",
        "Demonstrant",
        "demonstrators",
        [("Polizei", 300), ("Veranstalter", 900)],
    ),
    (
        "Die Polizei sprach von 300 Demonstranten. Die Veranstalter zählten 900.",
        "Demonstrant",
        "demonstrators",
        [("Polizei", 300), ("Veranstalter", 900)],
    ),
    (
        "Die Polizei sprach von 300 Demonstranten, die Gewerkschaft Verdi von 900.",
        "Demonstrant",
        "demonstrators",
        [("Polizei", 300), ("Verdi", 900)],
    ),
    (
        "Laut Polizei waren es 300 Demonstranten, die Veranstalter sprachen von 900.",
        "Demonstrant",
        "demonstrators",
        [("Polizei", 300), ("Veranstalter", 900)],
    ),
    (
        "Die Polizei sprach von 300, die Veranstalter von 900 und die Opposition von 1.500 Demonstranten.",
        "Demonstrant",
        "demonstrators",
        [("Polizei", 300), ("Veranstalter", 900), ("Opposition", 1500)],
    ),
    (
        "300 Menschen demonstrierten laut Polizei, 900 laut Veranstaltern.",
        "Mensch",
        "demonstrators",
        [("Polizei", 300), ("Veranstalter", 900)],
    ),
    ("Kiew meldete 200 getötete Soldaten, Moskau 50.", "Soldat", "killed", [("Kiew", 200), ("Moskau", 50)]),
    (
        "Das Rote Kreuz zählte 40 Vermisste, die Feuerwehr lediglich 12.",
        "Vermisster",
        "missing",
        [("Rotes Kreuz", 40), ("Feuerwehr", 12)],
    ),
]


@pytest.mark.parametrize(("text", "counted", "measure", "said"), GAPPED)
def test_a_number_that_shares_its_verb_has_its_own_speaker(
    text: str, counted: str, measure: str, said: list[tuple[str, int]]
) -> None:
    claims = claims_of(text)
    assert [(claim.claimant, claim.point) for claim in claims] == said
    assert {(claim.counted, claim.measure) for claim in claims} == {(counted, measure)}


NAMES = [  # the number behind a noun is part of a name, whatever was counted before
    "Es gab 30 Verletzte auf der Bundesstraße 300.",
    "30 Fans kamen im BMW 320.",
    "An Bord waren 180 Passagiere, die Boeing 737.",
    "Es kamen 300 Menschen, so der Sender Arte 24.",
    "Es kamen 300 Menschen nach Wien mit dem Zug 560.",
]


@pytest.mark.parametrize("text", NAMES)
def test_a_number_in_a_name_is_no_gapped_claim(text: str) -> None:
    assert len(claims_of(text)) == 1
