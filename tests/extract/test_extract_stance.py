"""Stance and measure: what a verb makes of a number."""

import pytest
from reading_of import claims_of

STANCES = [
    ("10.000 Soldaten wurden entsandt.", "asserts"),
    ("Nordkorea soll 10.000 Soldaten entsandt haben.", "asserts"),
    ("10.000 Soldaten sollen entsandt worden sein.", "asserts"),
    ("Unter den Opfern sollen 30 Kinder sein.", "asserts"),
    ("10.000 Soldaten sollen entsandt werden.", "plans"),
    ("Der Konzern will 3.000 Stellen streichen.", "plans"),
    ("Das Unternehmen plant 300 Entlassungen.", "plans"),
    ("Für die Reparatur sind 30 Millionen Euro vorgesehen.", "plans"),
    ("Es gibt Überlegungen, 300 Häuser zu bauen.", "plans"),
    ("Die Zahl der Toten könnte auf 500 steigen.", "predicts"),
    ("Die Inflation wird auf 5 Prozent steigen.", "predicts"),
    ("Der Verband erwartet 300.000 Besucher.", "predicts"),
    ("Die Bank rechnet mit einem Verlust von 30 Millionen Euro.", "predicts"),
    ("Er sagte, dass sich 500 Soldaten anschließen würden.", "predicts"),
    ("Wenn es dazu kommt, würden 500 Menschen sterben.", "hypothetical"),
    ("Die Wirtschaft würde um 3 Prozent schrumpfen.", "hypothetical"),
    ("Sollte der Damm brechen, könnten 500 Häuser zerstört werden.", "hypothetical"),
    ("Die Gewerkschaft fordert 500 neue Stellen.", "demands"),
    ("Die Opposition verlangt 30 Millionen Euro für Schulen.", "demands"),
    ("Das Beben forderte 30 Todesopfer.", "asserts"),
    ("Russland dementierte, dass 500 Soldaten gefallen seien.", "denies"),
    ("Die Firma bestreitet, 500 Mitarbeiter entlassen zu haben.", "denies"),
    ("Er hält es für ausgeschlossen, dass bald 100.000 Soldaten kommen.", "denies"),
    ("Moskau wies Berichte über 10.000 Soldaten zurück: Sie seien erfunden.", "denies"),
    ("Die Zahl von 10.000 Toten sei falsch, sagte der Sprecher.", "denies"),
    ("Das Ministerium nannte die 10.000 Toten eine Erfindung.", "denies"),
    ("Kommen bald 100.000 Soldaten?", "hypothetical"),
    ("Er konnte nicht dementieren, dass 500 Soldaten kamen.", "asserts"),
    ("Zwei Drittel der Befragten wollen bleiben.", "asserts"),
    ("30 Häuser werden derzeit gebaut.", "asserts"),
]


@pytest.mark.parametrize(("text", "stance"), STANCES)
def test_the_verbs_say_how_a_figure_is_meant(text: str, stance: str) -> None:
    assert [claim.stance for claim in claims_of(text)] == [stance]


MEASURES = [
    ("Bei dem Unglück starben 30 Menschen.", ["killed"]),
    ("30 Menschen kamen ums Leben.", ["killed"]),
    ("Die Tötung von 30 Menschen wurde bestätigt.", ["killed"]),
    ("30 Soldaten sind gefallen.", ["killed"]),
    ("Es gab 30 Tote.", ["killed"]),
    ("30 Menschen wurden getötet oder verwundet.", ["killed_or_wounded"]),
    ("Es gab 30 Tote und Verletzte.", ["killed_or_wounded"]),
    ("30 Menschen wurden getötet und 50 verletzt.", ["killed", "wounded"]),
    ("18 Menschen wurden verletzt, davon 5 schwer.", ["wounded", "wounded"]),
    ("30 Bürger und 5 Polizisten wurden verletzt.", ["wounded", "wounded"]),
    ("30 Menschen werden vermisst.", ["missing"]),
    ("Von 30 Angestellten fehlt jede Spur.", ["missing"]),
    ("30 Mitarbeiter wurden als Geiseln genommen.", ["captured"]),
    ("30 Demonstranten wurden festgenommen.", ["arrested"]),
    ("Die Polizei meldete 30 Festnahmen.", ["arrested"]),
    ("Täglich kommen 1.200 Flüchtlinge an.", ["arrivals"]),
    ("Im Mai wurden 7.000 Asylanträge gestellt.", ["asylum_applications"]),
    ("3.000 Bewohner wurden evakuiert.", ["evacuated"]),
    ("30 Menschen wurden gerettet.", ["rescued"]),
    ("3.000 Menschen haben sich infiziert.", ["infected"]),
    ("3.000 Menschen demonstrierten gegen das Gesetz.", ["demonstrators"]),
    ("3.000 Menschen flohen aus der Stadt.", ["displaced"]),
    ("10.000 Soldaten wurden nach Osten verlegt.", ["troops"]),
    ("Rund 3.000 Polizisten waren im Einsatz.", ["police_deployed"]),
    ("Der Konzern baut 3.000 Stellen ab.", ["jobs_cut"]),
    ("3.000 Mitarbeiter wurden entlassen.", ["jobs_cut"]),
    ("In dem Werk entstehen 300 Arbeitsplätze.", ["jobs_created"]),
    ("Die Firma hat 300 Beschäftigte.", ["employees"]),
    ("300.000 Menschen sind arbeitslos.", ["unemployed"]),
    ("Der Verein hat 3.000 Mitglieder.", ["members"]),
    ("In der Stadt leben 300.000 Menschen.", ["inhabitants"]),
    ("Die Stadt hat 300.000 Einwohner.", ["inhabitants"]),
    ("Zu dem Fest kamen 3.000 Besucher.", ["attendees"]),
    ("Befragt wurden 500 Teilnehmer.", ["persons"]),
    ("500 Frauen meldeten sich.", ["persons"]),
    ("Vier Brigaden rückten vor.", ["military_units"]),
    ("30 Panzer rollten vorbei.", ["weapons"]),
    ("30 Raketen schlugen ein.", ["missiles"]),
    ("30 Drohnen wurden abgefangen.", ["drones"]),
    ("30 Häuser wurden zerstört.", ["buildings_damaged"]),
    ("30 Häuser stehen leer.", ["buildings"]),
    ("30 Schiffe lagen vor Anker.", ["ships"]),
    ("Es gab 30 Anschläge.", ["attacks"]),
    ("Die Polizei zählte 300 Einbrüche.", ["offences"]),
    ("300 Unternehmen nahmen teil.", ["companies"]),
    ("30 Länder stimmten zu.", ["countries"]),
    ("Der Umsatz stieg auf 30 Millionen Euro.", ["revenue"]),
    ("Der Gewinn betrug 30 Millionen Euro.", ["profit"]),
    ("Der Verlust betrug 30 Millionen Euro.", ["loss"]),
    ("Der Sachschaden beträgt 30.000 Euro.", ["damage"]),
    ("Der Bau kostet 30 Millionen Euro.", ["cost"]),
    ("Er muss 5.000 Euro Strafe zahlen.", ["fine"]),
    ("Das Land erhält 30 Millionen Euro Hilfe.", ["aid"]),
    ("Die Schulden betragen 30 Millionen Euro.", ["debt"]),
    ("Die Preise stiegen um 5 Prozent.", ["change"]),
    ("5 Prozent der Befragten stimmten zu.", ["share"]),
    ("Die Arbeitslosenrate liegt bei 5 Prozent.", ["rate"]),
    ("Die Partei erhielt 30 Prozent der Stimmen.", ["vote_share"]),
    ("Die Armee eroberte 250 Quadratkilometer.", ["area_captured"]),
    ("Das Schiff verlor 500 Tonnen Öl.", ["mass"]),
]


@pytest.mark.parametrize(("text", "measures"), MEASURES)
def test_noun_and_verb_together_say_what_is_measured(text: str, measures: list[str]) -> None:
    assert [claim.measure for claim in claims_of(text)] == measures


LEVELS = [
    ("Die Zahl der Toten stieg auf 300.", "level"),
    ("Weitere 600 Soldaten wurden entsandt.", "increment"),
    ("Täglich kommen 1.200 Flüchtlinge an.", "rate"),
    ("40 der Gemeinden lehnten ab.", "part"),
]


@pytest.mark.parametrize(("text", "level"), LEVELS)
def test_a_total_is_told_from_an_increment_a_rate_and_a_part(text: str, level: str) -> None:
    assert [claim.level for claim in claims_of(text)] == [level]
