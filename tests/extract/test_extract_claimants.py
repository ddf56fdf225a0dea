"""Claimants: who is read as the source of a number, through the ways in which German names sources."""

import pytest
from reading_of import claims_of

TOLD = [
    # a preposition before, or behind the source
    ("Laut Polizei starben 30 Menschen.", ["Polizei"]),
    ("Laut der örtlichen Polizei starben 30 Menschen.", ["örtliche Polizei"]),
    ("Gemäß der Feuerwehr wurden 30 Häuser zerstört.", ["Feuerwehr"]),
    ("Laut einer am Dienstag veröffentlichten Mitteilung des Ministeriums starben 30 Menschen.", ["Ministerium"]),
    ("Nach Angaben der Veranstalter kamen 80.000 Menschen.", ["Veranstalter"]),
    ("Nach Angaben von Anna Maier kamen 80.000 Menschen.", ["Anna Maier"]),
    ("Nach Polizeiangaben kamen 5.000 Menschen.", ["Polizei"]),
    ("Nach US-Angaben sind dort 8.000 Soldaten.", ["USA"]),
    ("Nach Einschätzung der Ökonomin Eva Berger fehlen 300 Stellen.", ["Eva Berger"]),
    ("Nach Schätzungen französischer Behörden leben dort 1.000 Menschen.", ["französische Behörden"]),
    ("Behördenangaben zufolge starben 30 Menschen.", ["Behörden"]),
    ("Einer Studie der Universität Graz zufolge rauchen 30 Prozent der Schüler.", ["Universität Graz"]),
    ("Medienberichten zufolge starben 30 Menschen.", ["Medienberichte"]),
    ("Schätzungen zufolge leben dort 300 Menschen.", [None]),
    ("Es handle sich um 40 Opfer, so die Staatsanwaltschaft.", ["Staatsanwaltschaft"]),
    ("So viele wie 300 Menschen waren nie dort.", [None]),
    # verbs of saying
    ("Die Feuerwehr sagte, 30 Häuser seien zerstört.", ["Feuerwehr"]),
    ("30 Häuser seien zerstört, sagte die Feuerwehr.", ["Feuerwehr"]),
    ("Am Montag sagte die Feuerwehr, 30 Häuser seien zerstört.", ["Feuerwehr"]),
    ("Wie die Feuerwehr mitteilte, wurden 30 Häuser zerstört.", ["Feuerwehr"]),
    ("Wie die Feuerwehr am Montag mitgeteilt hat, wurden 30 Häuser zerstört.", ["Feuerwehr"]),
    ("Wie die Firma am Morgen bekannt gab, wurden 30 Häuser zerstört.", ["Firma"]),
    ("30 Menschen starben, teilte das Innenministerium mit.", ["Innenministerium"]),
    ("Das Innenministerium hat am Montag mitgeteilt, dass 30 Menschen starben.", ["Innenministerium"]),
    ("Die Polizei spricht von 30 Verletzten.", ["Polizei"]),
    ("Die Regierung geht von 300 Vermissten aus.", ["Regierung"]),
    ("Die Regierung geht davon aus, dass 300 Menschen vermisst werden.", ["Regierung"]),
    ("Das Ministerium bezifferte den Schaden auf 30 Millionen Euro.", ["Ministerium"]),
    ("Den Schaden bezifferte das Ministerium auf 30 Millionen Euro.", ["Ministerium"]),
    ("Die Bank rechnet mit einem Verlust von 30 Millionen Euro.", ["Bank"]),
    ("Die Polizei zählte 5.000 Teilnehmer.", ["Polizei"]),
    ("Es wurde mitgeteilt, dass 30 Menschen starben.", [None]),
    ("Man rechnet mit 30 Toten.", [None]),
    ("Das Beben forderte 30 Todesopfer.", [None]),
    ("55 Prozent der Befragten sagten, sie seien zufrieden.", [None]),
    ("Insgesamt 250 Angestellte sagten, sie seien zufrieden.", [None]),
    # documents
    ("Aus dem Bericht der Kommission geht hervor, dass 40 Schiffe fehlten.", ["Kommission"]),
    ("Wie aus einem Bericht der Kommission hervorgeht, fehlten 40 Schiffe.", ["Kommission"]),
    ("In dem Bericht heißt es, 40 Schiffe seien gesunken.", ["Bericht"]),
    ("Im ersten Halbjahr gab es 58 Anfragen, wie die Facebook-Statistik zeigt.", ["Facebook"]),
    ("Das Rote Kreuz verwirft Berichte der Times, wonach 40 Menschen starben.", ["Times"]),
    # headlines and quotations
    ('Huber: "30 Tote geborgen"', ["Huber"]),
    ("Polizei: 30 Festnahmen", ["Polizei"]),
    ("Anna Maier sagte: „Es gibt 30 Tote.“", ["Anna Maier"]),
    ("„Es gibt 30 Tote“, sagte Anna Maier.", ["Anna Maier"]),
    ("»Es gibt bisher 30 Tote«, sagte Anna Maier.", ["Anna Maier"]),
    ("“Es gibt bisher 30 Tote”, sagte Anna Maier.", ["Anna Maier"]),
    ("Anna Maier klagte. „Das ist schlimm“, sagte sie. „Es gibt bis heute 30 Tote.“", ["Anna Maier"]),
    # names, roles, pronouns
    ("30 Menschen seien gestorben, sagte Polizeisprecher Max Huber.", ["Max Huber"]),
    ("30 Menschen seien gestorben, sagte ein Polizeisprecher.", ["Polizei"]),
    ("30 Menschen seien gestorben, sagte ein Sprecher des Innenministeriums.", ["Innenministerium"]),
    ("Der Chef der Gewerkschaft, Karl Berger, sagte, dass 300 Stellen fehlen.", ["Karl Berger"]),
    ("Karl Berger, der das Amt leitet, sagte, dass 300 Stellen fehlen.", ["Karl Berger"]),
    ("Minister Hans Gruber trat vor die Presse. Er sprach von 30 Toten.", ["Hans Gruber"]),
    ("Minister Hans Gruber schwieg. Gruber sprach später von 30 Toten.", ["Hans Gruber"]),
    ("Präsidentin Eva Berger trat vor die Presse. Die Präsidentin sprach von 30 Toten.", ["Eva Berger"]),
    ("Ein hochrangiger ukrainischer Beamter sagte, 30 Soldaten seien tot.", ["hochrangiger ukrainischer Beamter"]),
    ("Nach eigenen Angaben hat der Verein 3.000 Mitglieder.", ["Verein"]),
    ("Wie die Prüfungs- und Beratungsgesellschaft PwC schrieb, fehlen 300 Stellen.", ["PwC"]),
    # several, gapped, or elsewhere
    ("Die Polizei sprach von 500 Teilnehmern, die Veranstalter von 800.", ["Polizei", "Veranstalter"]),
    ("Laut Polizei kamen 500, laut Veranstaltern 800 Menschen.", ["Polizei", "Veranstaltern"]),
    ("Die Ukraine und Südkorea haben erklärt, dass 500 Soldaten kamen.", ["Ukraine", "Südkorea"]),
    ("Der Westen, die Ukraine und Südkorea haben erklärt, dass 500 Soldaten kamen.", ["Westen", "Ukraine", "Südkorea"]),
    ("Bei dem Unglück starben 30 Menschen. Dies teilte die Küstenwache mit.", ["Küstenwache"]),
    ("Die Firma baue Stellen ab, sagte Chef Peter Moser. Betroffen seien 300 Mitarbeiter.", ["Peter Moser"]),
    ("Das sagte die Polizei. Die Opfer seien jung. Es gebe 30 Verletzte.", ["Polizei"]),
    ("Das sagte die Polizei. Die Kirche brannte aus. In der Stadt leben 300 Menschen.", [None]),
    ("Die Polizei sagte, es sei ein Unfall. Demnach starben 30 Menschen.", ["Polizei"]),
    ("In der Stadt leben 300.000 Menschen.", [None]),
]


@pytest.mark.parametrize(("text", "claimants"), TOLD)
def test_a_number_is_said_by_its_source(text: str, claimants: list[str | None]) -> None:
    assert [claim.claimant for claim in claims_of(text) if claim.kind != "percent" or claim.claimant] == (
        claimants if any(claimants) or claims_of(text)[0].kind != "percent" else []
    )


VIA = [
    ("Unter Berufung auf den Geheimdienst meldete die Agentur Yonhap 3.000 Soldaten.", "Geheimdienst", ("Yonhap",)),
    ("Ein Beamter sagte der New York Times, dass 5.000 Soldaten kämen.", "Beamter", ("New York Times",)),
    ("Das Pentagon schätzte, dass 500 Soldaten kamen, so Reuters.", "Pentagon", ("Reuters",)),
    ("30 Menschen seien tot, sagte Bürgermeister Karl Berger der APA.", "Karl Berger", ("APA",)),
    ("Die Zeitung berichtete unter Berufung auf eigene Recherchen von 30 Toten.", "Zeitung", ()),
]


@pytest.mark.parametrize(("text", "claimant", "via"), VIA)
def test_a_medium_passes_on_what_another_source_says(text: str, claimant: str, via: tuple[str, ...]) -> None:
    (claim,) = claims_of(text)
    assert (claim.claimant, claim.via) == (claimant, via)


@pytest.mark.parametrize("text", [text for text, claimants in TOLD if any(claimants)])
def test_a_claimant_is_shown_where_the_text_names_it(text: str) -> None:
    for claim in claims_of(text):
        if claim.claimant is not None:
            assert claim.claimant_start is not None
            assert claim.claimant_end is not None
            assert 0 <= claim.claimant_start < claim.claimant_end <= len(text)
