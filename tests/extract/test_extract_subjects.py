"""Subjects and places: whose number it is and where, by the words around it.

A case marks its number with [ ] and its counted noun with < >: `[11.000] <Soldaten> aus Nordkorea`.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.extract.subjects import Mention, Setting, read_setting, survey
from streams.language.names import Names

NAMES = Names.load()
STOP = re.compile(r"[.!?](?=\s+[A-ZÄÖÜ0-9])|\n|\Z")


def setting(marked: str, measure: str, lemma: str | None = None) -> Setting:
    """Reads the marked number of a text; the sentence is cut at full stops, the lemma is the noun unless given."""
    text, marks = "", {}
    for character in marked:
        if character in "[]<>":
            marks[character] = len(text)
        else:
            text += character
    start, end = marks["["], marks["]"]
    noun = (marks["<"], marks[">"]) if "<" in marks else (None, None)
    stops = [found.end() for found in STOP.finditer(text)]
    begins = max((stop for stop in stops if stop <= start), default=0)
    ends = min(stop for stop in stops if stop >= max(end, noun[1] or 0))
    counted = lemma or (text[slice(*noun)] if noun[0] is not None else None)
    mention = Mention(begins, ends, start, end, *noun, counted, measure)
    return read_setting(text, survey(text, NAMES), mention, NAMES)


SETTINGS = [
    # the counted say whose they are
    ("[8.000] nordkoreanische <Soldaten> sind in der Region Kursk.", "troops", "north-korea", "russia/kursk"),
    ("[11.000] <Nordkoreaner> stehen im Gebiet Kursk.", "troops", "north-korea", "russia/kursk"),
    ("[11.000] <Soldaten> aus Nordkorea befinden sich in Kursk.", "troops", "north-korea", "russia/kursk"),
    ("[300] <US-Soldaten> üben in Polen.", "troops", "united-states", "poland"),
    ("Rund [500] <Mann> der russischen Armee liegen in Syrien.", "troops", "russia", "syria"),
    ("Bis zu [20.000] <Mitarbeiter> von Bosch bangen.", "employees", "bosch", None),
    ("Die [60.000] <Einwohner> Pokrowsks flohen.", "inhabitants", "pokrovsk", "ukraine/donetsk/pokrovsk"),
    ("Von den Flüchtlingen stammen [51] aus Deutschland.", "persons", "germany", None),
    ("[Neun] davon aus Österreich kamen frei.", "persons", "austria", None),
    ("Die Bombe traf [vier] <Israelis> im Westjordanland.", "wounded", "israel", "palestine/west-bank"),
    # the subject of the clause says it
    ("Pjöngjang will [vier] <Brigaden> nach Russland schicken.", "military_units", "north-korea", "russia"),
    ("Südkorea erklärte, Nordkorea habe [1500] <Soldaten> nach Russland verlegt.", "troops", "north-korea", "russia"),
    ("Kiews Streitkräfte verloren [120] <Panzer>.", "vehicles", "ukraine", None),
    ("Volkswagen streicht [30.000] <Stellen> in Deutschland.", "jobs_cut", "volkswagen", "germany"),
    ("Der ORF beschäftigt [4.000] <Mitarbeiter>.", "employees", "orf", None),
    ("Die EU gibt [3,5 Milliarden] Euro an Hilfe.", "aid", "eu", None),
    ("Der Kreml meldet [40] neue <Drohnen>.", "drones", "russia", None),
    ("Die Bundeswehr schickt [780] <Soldaten> nach Mali.", "troops", "germany", "mali"),
    ("Pjöngjang hat Russland mit [Millionen] Schuss <Munition> beliefert.", "munitions", "north-korea", "russia"),
    # the sentences before say where
    (
        "In Chile starben 30 Menschen. Aus Peru wurden 12 Tote gemeldet. Dort gab es [90] <Verletzte>.",
        "wounded",
        "peru",
        "peru",
    ),
    (
        "In Chile starben 30 Menschen. Die Toten stammen auch aus Peru. Es gab [90] <Verletzte>.",
        "wounded",
        "chile",
        "chile",
    ),
    ("In Chile starben 30 Menschen. Das Rote Kreuz geht für Peru von [80] <Toten> aus.", "killed", "peru", "peru"),
    ("In Chile starben 30 Menschen. Die Hilfe für Peru begann. Nun sind es [80] <Tote>.", "killed", "chile", "chile"),
    ("In Chile starben 30 Menschen. Die peruanischen Behörden geben [12] <Tote> an.", "killed", "peru", "peru"),
    (
        "In Chile starben 30 Menschen. Peruanische Behörden und Helfer sprechen von [12] <Toten>.",
        "killed",
        "peru",
        "peru",
    ),
    # tolls and crowds belong to their place
    ("In der Türkei kamen [1.651] <Menschen> ums Leben.", "killed", "turkey", "turkey"),
    ("In der Türkei bebte es. Aus Syrien wurden zuletzt [5900] <Tote> gemeldet.", "killed", "syria", "syria"),
    ("Aus Syrien kamen [4.000] <Menschen> nach Deutschland.", "arrivals", "germany", "germany"),
    ("Türkei und Syrien: Mehr als [33.000] <Tote>", "killed", "turkey-and-syria", "turkey-and-syria"),
    ("Derna: [5.300] <Tote> nach Dammbruch", "killed", "derna", "libya/derna"),
    ("Nach der Flut in Derna sind [5.300] <Tote> geborgen.", "killed", "derna", "libya/derna"),
    ("In Berlin demonstrierten [100.000] <Menschen>.", "demonstrators", "berlin", "germany/berlin"),
    ("Auf dem Wiener Heldenplatz standen [20.000] <Menschen>.", "demonstrators", "vienna", "austria/vienna"),
    ("Am Duisburger Hauptbahnhof starben [sechs] <Menschen>.", "killed", "duisburg", "germany/duisburg"),
    ("Die Zahl der Toten in Syrien stieg auf [2.470].", "killed", "syria", "syria"),
    ("In der Türkei und in Syrien starben [5.000] <Menschen>.", "killed", "turkey-and-syria", "turkey-and-syria"),
    ("In Syrien und der Türkei starben [5.000] <Menschen>.", "killed", "turkey-and-syria", "turkey-and-syria"),
    (
        "In Berlin haben [Zehntausende] für ein Ende des Krieges in Gaza demonstriert.",
        "demonstrators",
        "berlin",
        "germany/berlin",
    ),
    (
        "An der Kundgebung gegen Waffen für die Ukraine nahmen am Samstag in Berlin [13.000] <Menschen> teil.",
        "demonstrators",
        "berlin",
        "germany/berlin",
    ),
    ("In Köln waren es [70.000], in Bremen kamen 35.000 <Menschen>.", "demonstrators", "cologne", "germany/cologne"),
    ("In Halle waren es viele, aus Kassel wurden [12.000] gemeldet.", "demonstrators", "kassel", "germany/kassel"),
    ("Am Brandenburger Tor zählte die Polizei [5000] <Teilnehmer>.", "attendees", "berlin", "germany/berlin"),
    (
        "Das Beben traf Syrien und die Türkei. In beiden Ländern wurden [19.000] <Tote> gezählt.",
        "killed",
        "turkey-and-syria",
        "turkey-and-syria",
    ),
    ("Mindestens [2.300] <Tote> in der Türkei und Syrien.", "killed", "turkey-and-syria", "turkey-and-syria"),
    ("In Tel Aviv in Israel starben [zehn] <Menschen>.", "killed", "tel-aviv", "israel/tel-aviv"),
    ("Im Zentrum von Kabul starben [zehn] <Menschen>.", "killed", "kabul", "afghanistan/kabul"),
    ("Das Unglück geschah in Lima. [39] <Menschen> starben.", "killed", "lima", "peru/lima"),
    ("[224] <Insassen> starben auf dem Sinai.", "killed", "sinai", "egypt/sinai"),
    ("Im Norden Syriens starben [30] <Menschen>.", "killed", "syria", "syria/north"),
    ("In Südserbien wurden [sechs] <Menschen> festgenommen.", "arrested", "serbia", "serbia/south"),
    ("In der ostukrainischen Stadt starben [sechs] <Menschen>.", "killed", "ukraine", "ukraine/east"),
    ("Die Grippe forderte weltweit [25 Millionen] <Tote>.", "killed", "worldwide", "worldwide"),
    # in a war the army says whose, and the war says where
    ("Im Krieg gegen die Ukraine starben [31.000] ukrainische <Soldaten>.", "killed", "ukraine", "ukraine"),
    (
        "Der Krieg in der Ukraine dauert an. Etwa [600.000] russische <Soldaten> wurden getötet oder verwundet.",
        "killed_or_wounded",
        "russia",
        "ukraine",
    ),
    (
        "Der Ukraine-Krieg dauert an. [12.000] <Soldaten> aus Nordkorea sollen an die Front.",
        "troops",
        "north-korea",
        "ukraine",
    ),
    ("Er schickte [3.000] russische <Soldaten> nach Kiew.", "troops", "russia", "ukraine"),
    ("[10.000] <Soldaten> Nordkoreas zogen in den Osten Russlands.", "troops", "north-korea", "russia/east"),
    ("[10.000] <Soldaten> Nordkoreas zogen nach Ost-Russland.", "troops", "north-korea", "russia/east"),
    (
        "Russland kämpft in Kursk. Es soll [Tausende] <Soldaten> in die Region verlegt haben.",
        "troops",
        "russia",
        "russia/kursk",
    ),
    (
        "Kiew warnt vor nordkoreanischen Truppen. [2.600] <Soldaten> sollen nach Kursk verlegt werden.",
        "troops",
        "north-korea",
        "russia/kursk",
    ),
    (
        "Kiew warnt vor nordkoreanischen Truppen. [3.000] <Soldaten> seien auf russischem Gebiet.",
        "troops",
        "north-korea",
        "russia",
    ),
    ("Das Regime in Pjöngjang will [12.000] <Soldaten> entsenden.", "troops", "north-korea", None),
    (
        "Die nordkoreanischen Verluste in Kursk werden auf [5.000] <Tote> geschätzt.",
        "killed",
        "north-korea",
        "russia/kursk",
    ),
    ("Von den Nordkoreanern in Kursk wurden [3.800] getötet.", "killed", "north-korea", "russia/kursk"),
    ("Nordkorea hat in Kursk [6.000] <Soldaten> verloren.", "killed_or_wounded", "north-korea", "russia/kursk"),
    # what another sentence says
    ("Das Beben traf Nepal. [39] <Menschen> starben.", "killed", "nepal", "nepal"),
    ("Bosch muss sparen. [22.000] <Stellen> fallen weg.", "jobs_cut", "bosch", None),
    ("Österreich spart. Zudem sinken die Ausgaben um [2 Millionen] Euro.", "budget", "austria", None),
    # who reports it is not whose it is
    ("Nach US-Angaben stehen [8.000] <Nordkoreaner> bereit.", "troops", "north-korea", None),
    ("Wien – Die Zahl der Unfälle stieg auf [500].", "accidents", "vienna", "austria/vienna"),
    ("Wien – In Graz demonstrierten [500] <Menschen>.", "demonstrators", "graz", "austria/graz"),
    # names in no table
    ("Die Huber Holding steigerte den Umsatz auf [5 Millionen] Euro.", "revenue", "huber-holding", None),
    ("Das Unternehmen Huber Muster schafft [500] <Stellen>.", "jobs_created", "huber-muster", None),
    ("Der Autobauer Muster AG hat [500] <Mitarbeiter>.", "employees", "muster-ag", None),
    ("Der Verlust liegt bei [5] US-Dollar.", "loss", "loss", None),
    ("Der Schaden in Linz beträgt [5] Euro.", "damage", "linz", "austria/linz"),
    ("Volkswagen meldete, der Gewinn sei auf [5] Euro gestiegen.", "profit", "volkswagen", None),
    ("Es gibt [200] <Beschäftigte> der Firma Huber.", "employees", "firma-huber", None),
    ("[Drei] <Hunde> bellten.", "things", "hunde", None),
    ("[3] Prozent.", "share", "share", None),
]


@pytest.mark.parametrize(("marked", "measure", "subject", "place"), SETTINGS, ids=[case[0] for case in SETTINGS])
def test_a_number_belongs_to_somebody_and_somewhere(marked: str, measure: str, subject: str, place: str | None) -> None:
    assert setting(marked, measure) == (subject, place)


def test_a_claimant_is_not_the_subject() -> None:
    text = "Die Ukraine meldet 600 gefallene Soldaten in Kursk."
    number = text.index("600")
    mention = Mention(0, len(text), number, number + 3, None, None, "Soldat", "killed", 0, 11)
    assert read_setting(text, survey(text, NAMES), mention, NAMES) == ("kursk", "russia/kursk")


def test_local_authorities_count_at_home() -> None:
    text = "In der Türkei und in Syrien bebte die Erde. Die syrischen Behörden meldeten 3.690 Tote."
    start = text.index("3.690")
    sentence, claimant = text.index("Die syrischen"), (text.index("Die syrischen"), text.index(" meldeten"))
    mention = Mention(sentence, len(text), start, start + 5, start + 6, start + 10, "Toter", "killed", *claimant)
    assert read_setting(text, survey(text, NAMES), mention, NAMES) == Setting("syria", "syria")


@given(
    st.lists(
        st.sampled_from(["In ", "Kursk", "der ", "Ukraine-", "Krieg ", "„", "“ ", "Bosch", " – ", "und ", "7", ". "]),
        min_size=1,
        max_size=40,
    ),
    st.integers(0, 60),
    st.sampled_from(["killed", "troops", "revenue", "area_captured", "inhabitants", "things"]),
)
def test_any_text_has_a_subject_that_is_a_slug(pieces: list[str], at: int, measure: str) -> None:
    text = "".join(pieces)
    at = min(at, len(text) - 1)
    mention = Mention(0, len(text), at, at + 1, None, None, None, measure)
    found = read_setting(text, survey(text, NAMES), mention, NAMES)
    assert re.fullmatch(r"[a-z0-9]+([-_][a-z0-9]+)*", found.subject)
    assert found.place is None or re.fullmatch(r"[a-z0-9]+([-/][a-z0-9]+)*", found.place)


def test_a_headline_is_read_with_its_text() -> None:
    text = survey("In der Türkei hat die Erde gebebt. Die Türkei trauert.", NAMES)
    title = "Mehr als 5000 Tote im Erdbebengebiet"
    mention = Mention(0, len(title), 0, 13, 14, 18, "Toter", "killed")
    assert read_setting(title, survey(title, NAMES, text), mention, NAMES) == ("turkey", "turkey")
    assert read_setting(title, survey(title, NAMES), mention, NAMES) == ("toter", None)
