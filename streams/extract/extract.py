"""Extraction: an article's claims. Walks title and text and asks the other modules; the room's only public verb.

Numbers are looked for first; only sentences that hold one, and their neighbours, are read.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from schemas import Article, Claim
from schemas.claim import digest, estimand_id, identify
from streams.extract.claimants import Claimant, Reading
from streams.extract.dates import read_day, read_published
from streams.extract.identities import identify_claimant
from streams.extract.levels import read_level
from streams.extract.measures import (
    clause_around,
    measure_of_count,
    measure_of_money,
    measure_of_percent,
    measure_of_physical,
)
from streams.extract.nouns import counted_noun, lemma_of, noun_before, subject_noun
from streams.extract.numerals import read_numerals
from streams.extract.quantities import Quantity, read_quantities
from streams.extract.sentences import Sentence, mask
from streams.extract.stance import stance_of
from streams.extract.subjects import Mention, Scene, read_setting, survey
from streams.language import Lexicon

VERSION = 1
# Prose has a number in 300 characters, a dense market report one in 60; what is denser is a table, and only its head is
# read, so that no text costs more than its length allows.
CHARACTERS_A_NUMBER = 100
FEWEST_READ = 60
TELLING = 21  # a figure from which on it is unlikely that two counts are equal by chance
CLOSER_THAN_PERSONS = frozenset(
    {
        "troops",
        "killed",
        "wounded",
        "killed_or_wounded",
        "missing",
        "demonstrators",
        "arrested",
        "displaced",
        "evacuated",
    }
)
YEAR = re.compile(r"\d+\.\d+\.\d|[12]\d{3}\b")
# Chances that value and measure, and a null claimant, are read rightly; docs/method.md, "Confidence".
KNOWN_NOUN = {"count": 0.97, "physical": 0.95, "percent": 0.88, "money": 0.85}
UNKNOWN_NOUN = 0.75
OWN_VOICE = 0.9
NOBODY: list[Claimant | None] = [None]  # the article's own voice


class Finding(NamedTuple):
    """What one number in its sentence was read as; a claim for each of its claimants."""

    quantity: Quantity
    sentence: Sentence
    counted: str | None
    noun: int | None  # index of the counted noun
    measure: str
    stance: str
    certainty: float
    dated: bool  # whether the sentence may give a day


def extract(article: Article, lexicon: Lexicon) -> list[Claim]:
    """The claims of an article in the order of its text, title first. Raises on no text; equal input, equal output."""
    published = article.published.date() if article.published_known else read_published(article.text, lexicon.calendar)
    claims: list[Claim] = []
    fields: tuple[tuple[Literal["title", "text"], str | None], ...] = (("title", article.title), ("text", article.text))
    for field, text in fields:
        if text:
            claims.extend(read_field(article, field, text, published, lexicon))
    return claims


def read_field(
    article: Article, field: Literal["title", "text"], text: str, published: date | None, lexicon: Lexicon
) -> Iterator[Claim]:
    masked = mask(text)
    numerals = read_numerals(masked, lexicon.numerals)[: FEWEST_READ + len(masked) // CHARACTERS_A_NUMBER]
    if not numerals:
        return
    reading = Reading(masked, lexicon)
    findings: list[Finding] = []
    for index in dict.fromkeys(reading.index_at(numeral.start) for numeral in numerals):
        group = read_quantities(masked, reading.begins[index], reading.end(index), numerals, lexicon.quantities)
        if group:
            before = findings[-1] if findings else None
            findings.extend(read_findings(reading.sentence(index), group, before, lexicon))
    if not findings:
        return
    scene = survey(masked, lexicon.names)
    reading.scene = scene
    for finding in same_figures(findings):
        start = finding.quantity.start
        for claimant in reading.claimants(reading.index_at(start), start) or NOBODY:
            yield complete(article, field, text, masked, scene, finding, claimant, published, lexicon)


def same_figures(findings: list[Finding]) -> list[Finding]:
    """A count of people that the article gives again with what they are or what happened to them is of the same:
    "11.000 Nordkoreaner" in a headline, "11.000 Soldaten" below."""
    closer = {
        (f.quantity.point, f.quantity.low, f.quantity.high): f.measure
        for f in findings
        if f.quantity.kind == "count" and f.measure in CLOSER_THAN_PERSONS and (f.quantity.point or 0) >= TELLING
    }
    if not closer:
        return findings
    return [
        f._replace(measure=closer.get((f.quantity.point, f.quantity.low, f.quantity.high), f.measure))
        if f.measure == "persons"
        else f
        for f in findings
    ]


def read_findings(sentence: Sentence, group: list[Quantity], before: Finding | None, lexicon: Lexicon) -> list[Finding]:
    """The numbers of one sentence with what they count and measure; `before` is the finding that came last."""
    spans = [(sentence.at(q.start), sentence.at(q.end - 1) + 1) for q in group]
    firsts = [first for first, _ in spans]
    dated = not lexicon.dating.isdisjoint(sentence.lower) or any(map(YEAR.match, sentence.words))
    findings: list[Finding] = []
    behinds: list[int] = []
    for place, (quantity, (first, last)) in enumerate(zip(group, spans, strict=True)):
        clause = clause_around(sentence, first, last, firsts, lexicon)
        narrow = clause_around(sentence, first, last, firsts, lexicon, relatives=False)
        behind = last
        while behind < len(sentence.words) and sentence.starts[behind] < quantity.unit_end:
            behind += 1
        last_finding = findings[-1] if findings else before
        noun, counted = name_counted(
            sentence, quantity, (first, behind), firsts[place + 1 :], narrow, last_finding, lexicon
        )
        parenthetic = bool(findings) and is_restated(sentence, first, behinds[-1] if behinds else 0)
        behinds.append(behind)
        if parenthetic and findings[-1].quantity.kind == quantity.kind:
            noun, counted = None, findings[-1].counted
        if quantity.kind == "count":
            measure = measure_of_count(sentence, first, noun, clause, lexicon, counted)
            if measure == "persons" and noun is None and last_finding and last_finding.sentence is sentence:
                measure = last_finding.measure if last_finding.quantity.kind == "count" else measure  # "davon 5 schwer"
        elif quantity.kind == "money":
            measure, teller = measure_of_money(sentence, first, behind, clause, lexicon)
            if counted is None and teller is not None and sentence.words[teller][0].isupper():
                counted = lemma_of(sentence.words[teller], lexicon)
            if parenthetic and findings[-1].quantity.kind == "money":
                measure, counted = findings[-1].measure, counted or findings[-1].counted
        elif quantity.kind == "percent":
            measure = measure_of_percent(sentence, first, behind, clause, counted, lexicon)
        else:
            measure = measure_of_physical(quantity.unit, sentence, clause, lexicon)
        stance = stance_of(sentence, first, narrow, quantity.kind, measure, lexicon)
        if parenthetic and findings[-1].quantity.kind == quantity.kind:
            stance = findings[-1].stance
        findings.append(
            Finding(
                quantity,
                sentence,
                counted,
                noun,
                measure,
                stance,
                KNOWN_NOUN[quantity.kind] if counted else UNKNOWN_NOUN,
                dated,
            )
        )
    if any(finding.measure == "vote_share" for finding in findings):
        findings = [f._replace(measure="vote_share") if f.measure == "share" else f for f in findings]
    return findings


def name_counted(
    sentence: Sentence,
    quantity: Quantity,
    span: tuple[int, int],
    following: list[int],
    clause: tuple[int, int],
    before: Finding | None,
    lexicon: Lexicon,
) -> tuple[int | None, str | None]:
    """Index (where it stands in this sentence) and lemma of what the number counts, or is a share or price of."""
    first, behind = span
    words = sentence.words
    if quantity.tail:
        return None, lemma_of(quantity.tail.strip("-").split("-")[0], lexicon)
    following_word = sentence.lower[behind] if behind < len(words) else ""
    if quantity.kind == "percent" and following_word in lexicon.phrases["favouring"]:
        return counted_noun(sentence, behind + 1, lexicon) or (None, None)
    found = counted_noun(sentence, behind, lexicon)
    governed = following_word in lexicon.phrases["prepositions"] and (
        quantity.kind == "physical" or following_word not in lexicon.phrases["genitives"]
    )
    vague = quantity.kind == "percent" and found is not None and found[1].lower() in lexicon.transparent
    if found and not vague and (quantity.kind == "count" or not governed):
        return found
    index = noun_before(sentence, first, clause[0], lexicon) if quantity.kind != "count" else None
    if index is None and following and (quantity.kind == "count" or sentence.lower[behind : behind + 1] == ["der"]):
        later = following[0]
        found = counted_noun(sentence, later + 1, lexicon) or counted_noun(sentence, later + 2, lexicon)
        if found:
            return found
    if index is None and before is not None and continues(before, sentence, quantity.kind, first - clause[0]):
        return None, before.counted
    if index is None and (
        quantity.kind == "percent" or not lexicon.transparent.isdisjoint(sentence.lower[clause[0] : first])
    ):
        index = subject_noun(sentence, clause[0], first, lexicon)
    if index is None or words[index].lower() in lexicon.transparent:
        return None, None
    return index, lemma_of(words[index], lexicon)


def is_restated(sentence: Sentence, first: int, behind: int) -> bool:
    """Whether the number stands in parentheses right behind the last one: "900 Dollar (800 Euro)"."""
    return sentence.words[first - 1] == "(" and behind == first - 1


def continues(before: Finding, sentence: Sentence, kind: str, words_before: int) -> bool:
    """Whether a number without a noun goes on with what was counted last: "Ein Drittel starb, 5 Prozent flohen"."""
    if before.quantity.kind != kind:
        return False
    if before.sentence is sentence:
        return True
    near = 0 <= sentence.start - before.sentence.end <= 3
    return near and (kind == "count" or (before.measure == "share" and words_before <= 1))


def complete(
    article: Article,
    field: Literal["title", "text"],
    text: str,
    masked: str,
    scene: Scene,
    finding: Finding,
    claimant: Claimant | None,
    published: date | None,
    lexicon: Lexicon,
) -> Claim:
    quantity, sentence = finding.quantity, finding.sentence
    noun = finding.noun
    mention = Mention(
        sentence.start,
        sentence.end,
        quantity.start,
        quantity.end,
        sentence.starts[noun] if noun is not None else None,
        sentence.ends[noun] if noun is not None else None,
        finding.counted,
        finding.measure,
        claimant.start if claimant else None,
        claimant.end if claimant else None,
    )
    subject, place = read_setting(masked, scene, mention, lexicon.names)
    on = published or article.published.date()
    identity = identify_claimant(
        claimant.name if claimant else None, article.outlet, lexicon.names, on, place or scene.place
    )
    estimand = estimand_id(subject, finding.measure, quantity.unit, finding.counted)
    as_of = (
        read_day(masked, sentence.start, sentence.end, quantity.start, published, lexicon.calendar)
        if finding.dated
        else None
    )
    level = read_level(masked, sentence.start, sentence.end, quantity, lexicon.levels)
    claim_id = identify(
        estimand=estimand,
        claimant_id=identity.claimant_id,
        point=quantity.point,
        low=quantity.low,
        high=quantity.high,
        modifier=quantity.modifier,
        stance=finding.stance,
        level=level,
        place=place,
        as_of=as_of,
    )
    return Claim(
        claim_id=claim_id,
        mention_id=digest(article.id, field, str(quantity.start), str(quantity.end), identity.claimant_id),
        article_id=article.id,
        estimand=estimand,
        field=field,
        phrase=text[quantity.start : quantity.end],
        start=quantity.start,
        end=quantity.end,
        kind=quantity.kind,
        unit=quantity.unit,
        counted=finding.counted,
        measure=finding.measure,
        claimant=claimant.name if claimant else None,
        claimant_start=claimant.start if claimant else None,
        claimant_end=claimant.end if claimant else None,
        claimant_kind=identity.kind,
        via=claimant.via if claimant else (),
        subject=subject,
        sentence=text[sentence.start : sentence.end],
        sentence_start=sentence.start,
        sentence_end=sentence.end,
        confidence=round(finding.certainty * (claimant.certainty if claimant else OWN_VOICE), 2),
        outlet=article.outlet,
        url=article.url,
        published=article.published,
        published_known=article.published_known,
        extractor=f"{lexicon.language}/{VERSION}",
        edition=article.edition,
        point=quantity.point,
        low=quantity.low,
        high=quantity.high,
        modifier=quantity.modifier,
        stance=finding.stance,
        level=level,
        place=place,
        as_of=as_of,
        claimant_id=identity.claimant_id,
    )
