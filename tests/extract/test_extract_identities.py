"""Identities: the same source has one id however it is spelled, different sources have different ones."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.extract.identities import identify_claimant
from streams.language.names import Names

NAMES = Names.load()
DAY = date(2024, 10, 28)


def claimant_id(
    name: str | None, on: date | None = DAY, place: str | None = None, outlet: str | None = "Kurier"
) -> str:
    return identify_claimant(name, outlet, NAMES, on, place).claimant_id


SAME = [
    # countries, their governments, and what stands for them
    ("USA", "Vereinigte Staaten"),
    ("USA", "United States"),
    ("USA", "US-Regierung"),
    ("US government", "amerikanische Regierung"),
    ("Südkorea", "South Korea"),
    ("Seoul", "südkoreanische Regierung"),
    ("Moskau", "Kreml"),
    ("Regierung in Moskau", "Russian government"),
    ("russische Regierung", "Russland"),
    ("Türkei", "Turkish government"),
    ("Weißrussland", "Belarus"),
    ("Großbritannien", "britische Regierung"),
    ("Bundesregierung", "deutsche Regierung"),
    ("Westen", "westliche Regierung"),
    # ministries
    ("Pentagon", "US-Verteidigungsministerium"),
    ("Pentagon", "amerikanisches Verteidigungsministerium"),
    ("Pentagon", "Pentagon-Sprecherin"),
    ("Pentagon", "Pentagon (Sabrina Singh)"),
    ("britisches Verteidigungsministerium", "UK Ministry of Defence"),
    ("Innenministerium in Kiew", "ukrainisches Innenministerium"),
    ("syrisches Gesundheitsministerium", "Syrian health ministry"),
    ("russisches Außenministerium", "Außenministerium in Moskau"),
    ("US State Department (Matthew Miller)", "amerikanisches Außenministerium"),
    ("Weißes Haus", "White House"),
    # services and armies
    ("südkoreanischer Geheimdienst", "NIS"),
    ("südkoreanischer Geheimdienst", "South Korean intelligence"),
    ("ukrainischer Militärgeheimdienst", "HUR"),
    ("HUR", "Ukrainian military intelligence (HUR)"),
    ("südkoreanischer Generalstab", "South Korean military (JCS)"),
    ("ukrainische Armee", "ukrainische Streitkräfte"),
    ("Ukrainian military", "ukrainisches Militär"),
    ("US-Militär", "US military official"),
    # what they say stands for them
    ("ukrainische Angaben", "Ukraine"),
    ("südkoreanische Darstellung", "Südkorea"),
    ("russische Einschätzung", "russische Regierung"),
    # police and other local bodies
    ("Berliner Polizei", "Polizei Berlin"),
    ("Berliner Polizei", "Berlin police"),
    ("Münchner Polizei", "Munich police"),
    ("Polizei in Hamburg", "Hamburg police"),
    ("Wiener Polizei", "Polizei Wien"),
    ("Kölner Feuerwehr", "Feuerwehr Köln"),
    ("Stadt München", "City of Munich"),
    ("Universität Wien", "Wiener Universität"),
    ("bayerisches Innenministerium", "Innenministerium in Bayern"),
    # persons
    ("Selenskyj", "Wolodymyr Selenskyj"),
    ("Präsident Selenskyj", "Volodymyr Zelensky"),
    ("Selenskyjs", "Selenskyj"),
    ("US-Denkfabrik ISW", "Institute for the Study of War"),
    ("der ukrainische Präsident", "Wolodymyr Selenskij"),
    ("ukrainischer Präsident Wolodymyr Selenskyj", "Selenskyj"),
    ("NATO-Generalsekretär", "Mark Rutte"),
    ("Nato-Generalsekretär Rutte", "Mark Rutte"),
    ("Fahrettin Koca (health minister)", "türkischer Gesundheitsminister Fahrettin Koca"),
    ("Recep Tayyip Erdogan", "türkischer Präsident Erdoğan"),
    ("US-Präsident", "Joe Biden"),
    ("deutscher Bundeskanzler", "Olaf Scholz"),
    ("Kim Jong Un", "nordkoreanischer Machthaber"),
    ("Martin Griffiths (UN OCHA)", "UN-Nothilfekoordinator Martin Griffiths"),
    ("Andreas Geisel (Berlin interior senator)", "Innensenator Andreas Geisel"),
    ("Polizeisprecher Thomas Muster", "Thomas Muster"),
    # organisations
    ("NATO", "Nato"),
    ("Vereinte Nationen", "UN"),
    ("Vereinten Nationen", "Uno"),
    ("UN-Flüchtlingshilfswerk", "UNHCR"),
    ("WHO (Richard Brennan)", "Weltgesundheitsorganisation"),
    ("White Helmets", "Weißhelme"),
    ("White Helmets (Syrian Civil Defence)", "Syrischer Zivilschutz"),
    ("türkische Katastrophenschutzbehörde", "AFAD"),
    ("Katastrophenschutzbehörde Afad", "AFAD (Yunus Sezer)"),
    ("Statistisches Bundesamt", "Statistischen Bundesamt"),
    ("Statistisches Bundesamt", "Destatis"),
    ("Rotes Kreuz", "Roten Kreuz"),
    ("Europäische Kommission", "EU-Kommission"),
    ("Internationaler Währungsfonds", "IWF"),
    ("Syrische Beobachtungsstelle für Menschenrechte", "Syrian Observatory for Human Rights"),
    # companies, unions, media
    ("VW", "Volkswagen"),
    ("Autobauer Volkswagen", "VW-Konzern"),
    ("Siemens-Sprecher", "Siemens"),
    ("Sprecher der Deutschen Bahn", "Deutsche Bahn"),
    ("Bosch (Stefan Grosch)", "Bosch"),
    ("Bosch-Betriebsrat", "Bosch works council (Frank Sell)"),
    ("Gewerkschaft Verdi", "ver.di"),
    ("IG Metall", "Gewerkschaft IG Metall"),
    ("Nachrichtenagentur Reuters", "Reuters"),
    ("Der Spiegel", "Spiegel"),
    ("Manager Magazin", "manager magazin"),
    # organisers, joint and unknown sources
    ("Veranstalter", "organisers"),
    ("organisers (Querdenken 711)", "Querdenken"),
    ("organisers (Hand in Hand)", "Hand in Hand"),
    ("Ukraine und Südkorea", "Südkorea und die Ukraine"),
    ("US and South Korean officials", "South Korean and US officials"),
    ("Konrad Freiberg", "Gewerkschaftschef Konrad Freiberg"),
    ("Konrad Freiberg", "Konrad Freiberg von der Muster-Polizei"),
    ("Behörde RTR", "RTR"),
    ("Innenexperte Max Muster", "Max Muster"),
    ("SPÖ-Klubobmann Max Muster", "Max Muster"),
    ("Max Muster, Chef der Muster AG", "Max Muster"),
    ("Beratungsgesellschaft PwC", "PwC"),
    ("Digitalverbandes Bitkom", "Hightech-Verband Bitkom"),
    ("von der Muster-Initiative", "Muster-Initiative"),
]


@pytest.mark.parametrize(("one", "other"), SAME, ids=[f"{one} = {other}" for one, other in SAME])
def test_the_same_source_has_one_id(one: str, other: str) -> None:
    assert claimant_id(one) == claimant_id(other)


DIFFERENT = [
    ("südkoreanischer Geheimdienst", "ukrainischer Geheimdienst"),
    ("südkoreanischer Geheimdienst", "Südkorea"),
    ("südkoreanischer Geheimdienst", "nordkoreanischer Geheimdienst"),
    ("ukrainischer Geheimdienst", "ukrainischer Militärgeheimdienst"),
    ("US-Geheimdienst", "Pentagon"),
    ("Pentagon", "russisches Verteidigungsministerium"),
    ("Pentagon", "Weißes Haus"),
    ("Innenministerium in Kiew", "Kiewer Polizei"),
    ("Berliner Polizei", "Hamburger Polizei"),
    ("Berliner Polizei", "Berliner Feuerwehr"),
    ("Berlin police", "organisers"),
    ("Wolodymyr Selenskyj", "Ukraine"),
    ("Wolodymyr Selenskyj", "Petro Poroschenko"),
    ("Wolodymyr Selenskyj", "Wladimir Putin"),
    ("Mark Rutte", "NATO"),
    ("NATO", "EU"),
    ("UN", "UNHCR"),
    ("WHO", "UNICEF"),
    ("türkisches Gesundheitsministerium", "syrisches Gesundheitsministerium"),
    ("Turkish authorities", "Syrian authorities"),
    ("Turkish authorities", "AFAD"),
    ("türkischer Präsident", "türkischer Gesundheitsminister"),
    ("Syrian authorities", "White Helmets"),
    ("Volkswagen", "Volkswagen works council"),
    ("Volkswagen", "Audi"),
    ("Bosch", "Bosch Rexroth"),
    ("Thyssenkrupp", "Thyssenkrupp Steel"),
    ("IG Metall", "Verdi"),
    ("Deutsche Bank", "Deutsche Bahn"),
    ("Deutsche Bank", "Bundesbank"),
    ("dpa", "APA"),
    ("Kristina Mena", "Mena"),
    ("mazedonische Medien", "israelische Medien"),
    ("bayerisches Landeskriminalamt", "sächsisches Landeskriminalamt"),
    ("Berliner Senat", "US-Senat"),
    ("österreichischer Skiverband", "österreichischer Bauernbund"),
    ("Republik Kongo", "Demokratische Republik Kongo"),
    ("Nordkorea", "Südkorea"),
    ("hochrangiger ukrainischer Beamter", "Ukraine"),
    ("Institut für Brandschutz", "Institut für Seenforschung"),
    ("organisers (Hand in Hand)", "organisers (Querdenken 711)"),
    ("Ukraine und Südkorea", "Ukraine"),
    ("Thomas Muster", "Erika Muster"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=[f"{one} / {other}" for one, other in DIFFERENT])
def test_different_sources_have_different_ids(one: str, other: str) -> None:
    assert claimant_id(one) != claimant_id(other)


OFFICES = [
    ("ukrainischer Präsident", date(2016, 3, 1), "petro-poroshenko"),
    ("ukrainischer Präsident", date(2022, 3, 1), "volodymyr-zelensky"),
    ("NATO-Generalsekretär", date(2012, 3, 1), "anders-fogh-rasmussen"),
    ("NATO-Generalsekretär", date(2022, 3, 1), "jens-stoltenberg"),
    ("NATO-Generalsekretär", date(2024, 11, 1), "mark-rutte"),
    ("UNO-Generalsekretär", date(2005, 3, 1), "kofi-annan"),
    ("UN-Generalsekretär", date(2012, 3, 1), "ban-ki-moon"),
    ("US-Präsident", date(2003, 3, 20), "george-w-bush"),
    ("amerikanischer Präsident", date(2019, 3, 1), "donald-trump"),
    ("US-Außenminister", date(2024, 3, 1), "antony-blinken"),
    ("deutsche Bundeskanzlerin", date(2015, 9, 1), "angela-merkel"),
    ("österreichischer Bundeskanzler", date(2015, 9, 1), "werner-faymann"),
    ("österreichische Innenministerin", date(2015, 9, 1), "johanna-mikl-leitner"),
    ("französischer Präsident", date(2015, 11, 14), "francois-hollande"),
    ("türkischer Ministerpräsident", date(2010, 1, 1), "recep-tayyip-erdogan"),
    ("türkischer Präsident", date(2023, 2, 8), "recep-tayyip-erdogan"),
    ("Turkish vice president", date(2023, 2, 8), "fuat-oktay"),
    ("syrischer Staatschef", date(2013, 1, 1), "bashar-al-assad"),
    ("britischer Premierminister", date(2022, 8, 1), "boris-johnson"),
    ("EZB-Präsident", date(2015, 1, 1), "mario-draghi"),
    ("EU-Außenbeauftragter", date(2022, 1, 1), "josep-borrell"),
    ("WHO-Chef", date(2023, 2, 8), "tedros-adhanom-ghebreyesus"),
    ("Berliner Innensenator", date(2020, 8, 29), "andreas-geisel"),
    ("ukrainischer Präsident", None, "ukraine/president"),
    ("mongolischer Präsident", date(2020, 1, 1), "mongolia/president"),
]


@pytest.mark.parametrize(("name", "on", "person"), OFFICES, ids=[f"{name} {on}" for name, on, _ in OFFICES])
def test_an_office_is_its_holder_on_that_day(name: str, on: date | None, person: str) -> None:
    assert claimant_id(name, on) == person


KINDS = [
    ("Berliner Polizei", "police"),
    ("organisers", "organiser"),
    ("Veranstalter", "organiser"),
    ("südkoreanischer Geheimdienst", "intelligence"),
    ("Pentagon", "military"),
    ("US-Verteidigungsministerium", "military"),
    ("Wolodymyr Selenskyj", "government"),
    ("Oleksandr Syrskyi", "military"),
    ("hochrangiger ukrainischer Beamter", "anonymous-official"),
    ("WHO", "un"),
    ("White Helmets", "ngo"),
    ("Volkswagen", "company"),
    ("Volkswagen works council", "union"),
    ("IG Metall", "union"),
    ("BBC", "media"),
    ("Statistik Austria", "agency"),
    ("SPÖ", "party"),
    ("Staatsanwaltschaft Wien", "court"),
    ("Andreas Schäfer (KIT)", "scientist"),
    ("Wirtschaftsforscher Karl Aiginger", "scientist"),
    ("Konrad Freiberg", None),
    ("signatories", None),
]


@pytest.mark.parametrize(("name", "kind"), KINDS, ids=[name for name, _ in KINDS])
def test_a_source_has_its_kind(name: str, kind: str | None) -> None:
    assert identify_claimant(name, None, NAMES, DAY).kind == kind


def test_nobody_is_the_outlet_in_its_own_voice() -> None:
    assert claimant_id(None) == "outlet/kurier"
    assert claimant_id(None, outlet=None) == "outlet/unknown"
    assert claimant_id(None, outlet="Kurier") != claimant_id("Kurier")


@pytest.mark.parametrize(
    ("name", "place", "expected"),
    [
        ("Polizei", "germany/berlin", "germany/berlin/police"),
        ("die Polizei", "austria/graz", "austria/graz/police"),
        ("Polizei", None, "police"),
        ("Polizei Wien", "austria/graz", "austria/vienna/police"),
        ("Gesundheitsministerium", "syria/aleppo", "syria/health-ministry"),
        ("Behörden", "turkey/hatay", "turkey/authorities"),
        ("Verteidigungsministerium", "russia/kursk", "defence-ministry"),  # who fights there is not who is there
        ("Veranstalter", "germany/berlin", "germany/berlin/organisers"),
        ("Organisatoren", "germany/berlin", "germany/berlin/organisers"),
        ("Demo-Veranstalter", "germany/berlin", "germany/berlin/organisers"),
        ("Veranstalter der Kundgebung", "germany/berlin", "germany/berlin/organisers"),
        ("Berliner Veranstalter", "germany/cologne", "germany/berlin/organisers"),
        ("Veranstalter", "germany/cologne", "germany/cologne/organisers"),
        ("Veranstalter", None, "organisers"),
        ("CSD-Veranstalter", "germany/berlin", "germany/berlin/organisers/csd"),
        ("Organisatoren des CSD", "germany/berlin", "germany/berlin/organisers/csd"),
        ("Organisatoren des CSD", "germany/cologne", "germany/cologne/organisers/csd"),
        ("Veranstalter des Christopher Street Day", None, "organisers/christopher-street-day"),
        ("Bündnis Hand in Hand", "germany/berlin", "hand-in-hand"),
        ("organisers (Hand in Hand)", "germany/berlin", "hand-in-hand"),
        ("ukrainische Angaben", "russia/kursk", "ukraine"),
        ("russische Angaben", "ukraine/kyiv", "russia"),
        ("türkische Behördenangaben", "syria/aleppo", "turkey/authorities"),
    ],
)
def test_a_local_body_without_its_town_is_that_of_the_news(name: str, place: str | None, expected: str) -> None:
    assert claimant_id(name, place=place) == expected


PIECES = [
    "Max",
    "Huber",
    "von",
    "der",
    "Polizei",
    "-",
    " ",
    "Berlin",
    "Bosch",
    "Verband",
    "chef",
    "(",
    ")",
    ",",
    "und",
    "WHO",
]


@given(
    st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=24).map("".join)),
    st.one_of(st.none(), st.text(max_size=20)),
)
def test_any_name_gets_an_id_that_is_a_path(name: str, outlet: str | None) -> None:
    identity = identify_claimant(name, outlet, NAMES, DAY)
    assert re.fullmatch(r"[a-z0-9]+([-/+][a-z0-9]+)*", identity.claimant_id)
