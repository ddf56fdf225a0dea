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
    # in the pluperfect and the passive
    ("Die Polizei hatte von 500 Teilnehmern gesprochen.", ["Polizei"]),
    ("Im April war der Geheimdienst noch von 600 Soldaten ausgegangen.", ["Geheimdienst"]),
    ("Wie das Ministerium am Montag mitgeteilt hatte, starben 300 Menschen.", ["Ministerium"]),
    ("Die Zahl der Toten wird von den Behörden auf 300 geschätzt.", ["Behörden"]),
    ("In der Studie werden der Partei 30 Prozent vorhergesagt.", ["Studie"]),
    # opinions, views, and what a medium quotes
    ("Aus Sicht der Gewerkschaft fehlen 300 Stellen.", ["Gewerkschaft"]),
    ("Es gebe, so der Sprecher weiter, 300 Tote.", ["Sprecher"]),
    ("„Wir haben 300 Tote geborgen“, wird ein Arzt in der Zeitung zitiert.", ["Arzt"]),
    ("Die Anklage wirft dem Mann vor, 300 Kunden betrogen zu haben.", ["Anklage"]),
    ("Die Kosten gibt die Bahn mit 300 Millionen Euro an.", ["Bahn"]),
    # whose figures they are, where the source speaks of itself
    ("Die US-Armee tötete nach eigenen Angaben 300 Kämpfer.", ["US-Armee"]),
    ("Eigenen Angaben zufolge hat die Partei 3.000 Mitglieder.", ["Partei"]),
    ("Karl Berger hat nach eigener Aussage 300 Häuser gebaut.", ["Karl Berger"]),
    # surveys and reports
    ("In einer Umfrage der Kammer sprachen sich 30 Prozent dafür aus.", ["Kammer"]),
    ("Bei einer Befragung des Instituts Forsa gaben 30 Prozent an, zu rauchen.", ["Forsa"]),
    ("Es gibt Umfragen, nach denen 30 Prozent dagegen sind.", ["Umfrage"]),
    ("Eine Studie der Universität Graz kommt zu dem Ergebnis, dass 30 Prozent rauchen.", ["Universität Graz"]),
    ("Der Bericht der Kommission liegt vor. Demnach fehlen 40 Schiffe.", ["Kommission"]),
    ("Das Angebot stieg leicht. Danach wurden 40 Schiffe verkauft.", [None]),
    # named behind
    ("Bei dem Brand starben 30 Menschen. Das Haus stand leer. Dies teilte die Feuerwehr mit.", ["Feuerwehr"]),
    ("Es gab 300 Tote. Diese Zahlen stellte der Leiter des Amtes, Karl Berger, vor.", ["Karl Berger"]),
    ("300 Soldaten wurden getötet. Davon geht der Geheimdienst aus.", ["Geheimdienst"]),
    ("Bei dem Brand starben 30 Menschen. Das Ministerium teilte den Namen der Stadt mit.", [None]),
    ("Bei dem Brand starben 30 Menschen. Davon seien viele Kinder, hieß es aus dem Ministerium.", [None]),
    # what is said to be, and goes on from a source
    ("Die Polizei sucht Zeugen, sagte ein Sprecher. Der Mann soll 30 Häuser angezündet haben.", ["Sprecher"]),
    ("Laut Minister Karl Berger wird gespart. Am Standort sollen 300 Stellen wegfallen.", ["Karl Berger"]),
    ("Karl Berger wurde verhaftet. Er soll 30 Häuser angezündet haben.", [None]),
    # no Konjunktiv, though written like one
    ("Das teilte die Polizei mit. Später gaben 300 Menschen ihre Stimme ab.", [None]),
    ("Das teilte die Polizei mit. An der Suche beteiligten sich schätzungsweise 300 Menschen.", [None]),
    # no sources: attributive participles, things, objects, adverbs, other senses
    ("Die im Mai veröffentlichten Fotos zeigen 300 Häuser.", [None]),
    ("Das Land zählte 300.000 Einwohner.", [None]),
    ("Nach dem Rückstand kamen 300 Menschen.", [None]),
    ("Norwegen hat 3.000 weitere Soldaten nach Mali geschickt, sagte Minister Per Hansen.", ["Per Hansen"]),
    ("Kostenpunkt: Von 1.800 Euro an.", [None]),
    ("Zuerst sprach Eva Berger. Sie erwartet 300 Gäste.", ["Eva Berger"]),
    # whole names
    ("Im nächsten Jahr erwartet die Kammer Zahlungen von 300 Millionen Euro.", ["Kammer"]),
    ("Nach Angaben des Krankenhauses starben 30 Menschen.", ["Krankenhaus"]),
    ("Nach Worten Selenskyjs fielen 300 Soldaten.", ["Selenskyj"]),
    ("Nach Informationen des Senders BBC starben 300 Menschen.", ["BBC"]),
    ("Der mittlerweile pensionierte Richter sprach von 300 Fällen.", ["pensionierter Richter"]),
    ("Mehr als 300 seien geflohen, teilte das Flüchtlingshilfswerk UNHCR mit.", ["UNHCR"]),
    ("Das Rote Kreuz ging von 300 Vermissten aus.", ["Rotes Kreuz"]),
    ("Nach Angaben des Weißen Hauses starben 300 Soldaten.", ["Weißes Haus"]),
    ("Laut Fridays for Future kamen 300 Menschen.", ["Fridays for Future"]),
    ("Nach Angaben aus Kiew starben 300 Soldaten.", ["Kiew"]),
    ("Dies könnte Experten zufolge 300 Stellen kosten.", ["Experten"]),
    ("Die Siemens AG wächst. Dem Konzern zufolge fehlen 300 Stellen.", ["Siemens"]),
    ("Der Abgeordnete Park Sun-won sprach von 300 Toten.", ["Park Sun-won"]),
    # several, gapped, or elsewhere
    ("Die Polizei sprach von 500 Teilnehmern, die Veranstalter von 800.", ["Polizei", "Veranstalter"]),
    ("Laut Polizei kamen 500, laut Veranstaltern 800 Menschen.", ["Polizei", "Veranstalter"]),
    ("Die Ukraine und Südkorea haben erklärt, dass 500 Soldaten kamen.", ["Ukraine", "Südkorea"]),
    ("Der Westen, die Ukraine und Südkorea haben erklärt, dass 500 Soldaten kamen.", ["Westen", "Ukraine", "Südkorea"]),
    ("Bei dem Unglück starben 30 Menschen. Dies teilte die Küstenwache mit.", ["Küstenwache"]),
    ("Die Firma baue Stellen ab, sagte Chef Peter Moser. Betroffen seien 300 Mitarbeiter.", ["Peter Moser"]),
    ("Das sagte die Polizei. Die Opfer seien jung. Es gebe 30 Verletzte.", ["Polizei"]),
    ("Das sagte die Polizei. Die Kirche brannte aus. In der Stadt leben 300 Menschen.", [None]),
    ("Die Polizei sagte, es sei ein Unfall. Demnach starben 30 Menschen.", ["Polizei"]),
    ("In der Stadt leben 300.000 Menschen.", [None]),
    # direct and reported speech over several sentences, the source last
    ("„Wir haben vier Menschen gerettet. Das freut uns“, sagte Karl Berger.", ["Karl Berger"]),
    (
        "„Wir haben vier Menschen gerettet. Das freut uns sehr. Mehr ging nicht“, sagte Feuerwehrchef Karl Berger.",
        ["Karl Berger"],
    ),
    ('"Wir haben 40 Stellen gestrichen. Das war schwer", sagte die Firmenchefin Eva Huber.', ["Eva Huber"]),
    ("»Es waren 300 Leute da. Wir sind zufrieden«, so Karl Berger.", ["Karl Berger"]),
    (
        "„Wir haben 40 Stellen gestrichen“, sagte Eva Huber. „Es werden noch 20 Stellen folgen.“",
        ["Eva Huber", "Eva Huber"],
    ),
    (
        "Eva Huber sagte: „Wir haben 40 Stellen gestrichen. Es werden noch 20 Stellen folgen.“",
        ["Eva Huber", "Eva Huber"],
    ),
    (
        "Eva Huber ist zufrieden: „Wir haben 40 Stellen geschaffen. Es werden noch 20 Stellen folgen.“",
        ["Eva Huber", "Eva Huber"],
    ),
    ("Es seien 300 Menschen gewesen. 40 seien noch vermisst, sagte Karl Berger.", ["Karl Berger", "Karl Berger"]),
    (
        "Es seien 300 Menschen gekommen. 40 Personen seien noch vermisst, teilte die Polizei mit.",
        ["Polizei", "Polizei"],
    ),
    (
        "Es brannte. Es seien 300 Menschen evakuiert worden. 40 Personen seien vermisst, teilte die Polizei mit.",
        ["Polizei", "Polizei"],
    ),
    (
        "300 Menschen seien geflohen, sagte Karl Berger. 40 Personen würden vermisst. Es habe 12 Tote gegeben.",
        ["Karl Berger", "Karl Berger", "Karl Berger"],
    ),
    ("Bei dem Brand seien 12 Menschen gestorben. Das sagte Karl Berger am Montag.", ["Karl Berger"]),
    ("Bei dem Brand seien 12 Menschen gestorben. Die Feuerwehr sprach am Montag von einem Unglück.", ["Feuerwehr"]),
    (
        "Bei dem Brand seien 12 Menschen gestorben. Polizeichef Karl Berger bestätigte am Montag die Angaben.",
        ["Karl Berger"],
    ),
    ("12 Menschen seien gestorben. Wie die Polizei mitteilte, wurde das Haus zerstört.", ["Polizei"]),
    ("12 Menschen starben. Die Feuerwehr sprach am Montag von einem Unglück.", [None]),
    ("12 Menschen seien gestorben. Das Haus brannte ab. Die Polizei teilte mit, die Straße sei gesperrt.", [None]),
    # nobody is named: the subject speaks, the asked are counted, a name holds common nouns
    ("Nach eigenen Angaben hat die Firma Huber 300 Mitarbeiter.", ["Huber"]),
    ("Nach eigenen Angaben beschäftigt der Verein 300 Mitarbeiter.", ["Verein"]),
    ("Die Partei hat nach eigenen Angaben 12.000 Mitglieder.", ["Partei"]),
    ("Greenpeace hat eigenen Angaben zufolge 12.000 Mitglieder.", ["Greenpeace"]),
    ("Der Konzern Siemens beschäftigt nach eigener Darstellung 300 Leute.", ["Siemens"]),
    ("Die Gruppe tötete nach eigenen Angaben 40 Soldaten.", ["Gruppe"]),
    ("In Wien beschäftigt die Bank nach eigenen Angaben 300 Leute.", ["Bank"]),
    ("Das Unternehmen, das nach eigenen Angaben 300 Leute beschäftigt, wächst.", ["Unternehmen"]),
    ("Eigenen Angaben zufolge hat das Rote Kreuz 300 Helfer im Einsatz.", ["Rotes Kreuz"]),
    ("Sie haben nach eigenen Angaben 300 Mitglieder.", [None]),
    ("60 Prozent der Gäste gaben an, zufrieden zu sein.", [None]),
    ("60 Prozent der Befragten sagten, sie seien zufrieden.", [None]),
    ("300 Gäste gaben an, zufrieden zu sein.", [None]),
    ("Drei Viertel der Befragten sagten, sie wollten nicht wählen.", [None]),
    ("Die Mehrheit der 500 Befragten sagte, sie wolle nicht wählen.", [None]),
    ("Das Bündnis Hand in Hand sprach von 900 Teilnehmern.", ["Hand in Hand"]),
    ("Laut dem Bündnis Hand in Hand kamen 900 Menschen.", ["Hand in Hand"]),
    ("Der Verein Menschen für Menschen sprach von 900 Teilnehmern.", ["Menschen für Menschen"]),
    ("Die Initiative Leben in Würde zählte 900 Teilnehmer.", ["Initiative Leben in Würde"]),
    ("Das Bündnis „Hand in Hand“ sprach von 900 Teilnehmern.", ["Hand in Hand"]),
    ("Die Organisation Ärzte ohne Grenzen sprach von 900 Verletzten.", ["Ärzte ohne Grenzen"]),
    ("Die Plattform Zukunft statt Kohle sprach von 900 Teilnehmern.", ["Zukunft statt Kohle"]),
    ("Die Partei in Wien sprach von 900 Teilnehmern.", ["Partei"]),
]


@pytest.mark.parametrize(("text", "claimants"), TOLD)
def test_a_number_is_said_by_its_source(text: str, claimants: list[str | None]) -> None:
    assert [claim.claimant for claim in claims_of(text) if claim.kind != "percent" or claim.claimant] == (
        claimants if any(claimants) or claims_of(text)[0].kind != "percent" else []
    )


VIA = [
    # cited by a medium
    ("Unter Berufung auf den Geheimdienst meldete die Agentur Yonhap 3.000 Soldaten.", "Geheimdienst", ("Yonhap",)),
    ("Die Agentur Yonhap meldete unter Berufung auf den Geheimdienst 3.000 Soldaten.", "Geheimdienst", ("Yonhap",)),
    ("Wie Reuters unter Berufung auf das Pentagon berichtet, kamen 3.000 Soldaten.", "Pentagon", ("Reuters",)),
    ("Laut AFP unter Berufung auf das Pentagon kamen 3.000 Soldaten.", "Pentagon", ("AFP",)),
    ("Die Zeitung Kurier schreibt mit Verweis auf Ermittler, 30 Menschen seien tot.", "Ermittler", ("Kurier",)),
    ("Der Sender BBC berichtete mit Bezug auf die Polizei von 30 Toten.", "Polizei", ("BBC",)),
    ("Der Spiegel berichtet unter Hinweis auf das Innenministerium von 30 Toten.", "Innenministerium", ("Spiegel",)),
    (
        "Laut der Agentur Yonhap, die sich auf den Geheimdienst beruft, kamen 3.000 Soldaten.",
        "Geheimdienst",
        ("Yonhap",),
    ),
    (
        "Die Agentur Anadolu berief sich auf das Gesundheitsministerium und meldete 30 Tote.",
        "Gesundheitsministerium",
        ("Anadolu",),
    ),
    ("30 Menschen starben, meldete die Agentur dpa unter Berufung auf die Feuerwehr.", "Feuerwehr", ("dpa",)),
    ("Unter Berufung auf die Polizei berichtet die New York Times von 30 Toten.", "Polizei", ("New York Times",)),
    ("30 Menschen starben, berichtete die BBC unter Berufung auf Augenzeugen.", "Augenzeugen", ("BBC",)),
    # said to a medium
    ("Ein Beamter sagte der New York Times, dass 5.000 Soldaten kämen.", "Beamter", ("New York Times",)),
    ("5.000 Soldaten seien gekommen, sagte ein Beamter der New York Times.", "Beamter", ("New York Times",)),
    ("30 Menschen seien tot, sagte Bürgermeister Karl Berger der APA.", "Karl Berger", ("APA",)),
    ("30 Menschen seien tot, sagte Karl Berger der Nachrichtenagentur Reuters.", "Karl Berger", ("Reuters",)),
    ("Karl Berger sagte dem Sender BBC, 30 Menschen seien tot.", "Karl Berger", ("BBC",)),
    ("Karl Berger sagte gegenüber der BBC, 30 Menschen seien tot.", "Karl Berger", ("BBC",)),
    ("Gegenüber der BBC sprach Karl Berger von 30 Toten.", "Karl Berger", ("BBC",)),
    ("Karl Berger sprach in der BBC von 30 Toten.", "Karl Berger", ("BBC",)),
    ("Im Gespräch mit der Zeitung Kurier sprach Karl Berger von 30 Toten.", "Karl Berger", ("Kurier",)),
    ("In einem Interview mit dem Spiegel sagte Karl Berger, 30 Menschen seien tot.", "Karl Berger", ("Spiegel",)),
    ("„Wir haben 30 Tote geborgen“, sagte Karl Berger der dpa.", "Karl Berger", ("dpa",)),
    ("„Wir haben 30 Tote geborgen“, zitierte die Zeitung Kurier den Arzt Karl Berger.", "Karl Berger", ("Kurier",)),
    ("Der Sender BBC zitierte einen Arzt, wonach 30 Menschen starben.", "Arzt", ("BBC",)),
    ("Wie Polizeisprecher Max Huber der dpa sagte, starben 30 Menschen.", "Max Huber", ("dpa",)),
    ("Es seien 30 Menschen gestorben, teilte die Polizei der Nachrichtenagentur AFP mit.", "Polizei", ("AFP",)),
    # by way of a medium
    ("Das Pentagon schätzte, dass 500 Soldaten kamen, so Reuters.", "Pentagon", ("Reuters",)),
    ("Minister Karl Berger sprach laut der Agentur Anadolu von 30 Toten.", "Karl Berger", ("Anadolu",)),
    ("Nach Angaben der Nachrichtenagentur AFP sagte Minister Karl Berger, es gebe 30 Tote.", "Karl Berger", ("AFP",)),
    ("Laut Reuters sagte Minister Karl Berger, es gebe 30 Tote.", "Karl Berger", ("Reuters",)),
    ("Wie die BBC berichtet, sprach die Polizei von 30 Toten.", "Polizei", ("BBC",)),
    ("Einem Bericht der BBC zufolge sprach die Polizei von 30 Toten.", "Polizei", ("BBC",)),
    ("Laut BBC teilte die Polizei mit, dass 30 Menschen starben.", "Polizei", ("BBC",)),
    ("Die Polizei zählte laut dpa 5.000 Teilnehmer.", "Polizei", ("dpa",)),
    ("Dem Sender BBC zufolge schätzt die Regierung die Zahl der Toten auf 30.", "Regierung", ("BBC",)),
    # none
    ("Die Zeitung berichtete unter Berufung auf eigene Recherchen von 30 Toten.", "Zeitung", ()),
    ("Die BBC berichtete von 30 Toten.", "BBC", ()),
    ("Laut Reuters starben 30 Menschen.", "Reuters", ()),
    ("Die Polizei sprach von 30 Toten.", "Polizei", ()),
    ("Der Minister sagte dem Parlament, dass 30 Menschen starben.", "Minister", ()),
    ("Karl Berger sagte seiner Partei, dass 30 Stellen fehlen.", "Karl Berger", ()),
    ("Ein Redakteur der New York Times sagte, 30 Stellen würden gestrichen.", "Redakteur", ()),
    ("Ein Sprecher der BBC sagte, 30 Stellen würden gestrichen.", "BBC", ()),
    ("Die BBC streicht 30 Stellen, teilte der Sender mit.", "BBC", ()),
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
