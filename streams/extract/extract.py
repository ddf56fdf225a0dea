"""Extraction: an article's claims. Walks title and text and asks the other modules; the room's only public verb.

Numbers are looked for first; only sentences that hold one, and their neighbours, are read.
"""

from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from schemas import Article, Claim
from schemas.claim import assemble, digest, estimand_id, identify, slug
from streams.extract.bearers import Claimant
from streams.extract.claimants import Reading
from streams.extract.crowds import one_crowd
from streams.extract.dates import read_day, read_published
from streams.extract.figures import lent_setting, same_figures
from streams.extract.findings import Finding, read_findings
from streams.extract.identities import identify_claimant
from streams.extract.levels import read_level
from streams.extract.numerals import read_numerals
from streams.extract.quantities import read_quantities
from streams.extract.sentences import mask
from streams.extract.subjects import EVENTS, Mention, Scene, Setting, last_resort, read_setting, survey
from streams.extract.towns import unlisted_town
from streams.language import Lexicon

VERSION = 1
# Prose has a number in 300 characters, a dense market report one in 60; what is denser is a table, and only its head is
# read, so that no text costs more than its length allows.
CHARACTERS_A_NUMBER = 100
FEWEST_READ = 60
RECENT = 4  # numbers before a sentence that its own may go on with
OWN_VOICE = 0.95  # chance that a number without a source has none; docs/method.md, "Confidence"
remembered_estimand = lru_cache(maxsize=4096)(estimand_id)
NOBODY: list[Claimant | None] = [None]  # the article's own voice


class Field(NamedTuple):
    """Title or text with what its numbers were read as."""

    name: Literal["title", "text"]
    text: str
    masked: str
    reading: Reading
    findings: list[Finding]


class Around(NamedTuple):
    """A field in its article, with what is the same for all its claims."""

    field: Field
    scene: Scene
    published: date | None  # as far as the article says it
    on: date  # the day by which offices are resolved
    common: dict[str, object]  # fields of its claims


def extract(article: Article, lexicon: Lexicon) -> list[Claim]:
    """The claims of an article in the order of its text, title first. Raises on no text; equal input, equal output."""
    published = article.published.date() if article.published_known else read_published(article.text, lexicon.calendar)
    title = read_field("title", article.title, lexicon) if article.title else None
    text = read_field("text", article.text, lexicon)
    told = [finding for field in (title, text) if field for finding in field.findings]
    below = read_claims(article, text, told, [], published, lexicon) if text else []
    above = read_claims(article, title, told, below, published, lexicon) if title else []
    return above + below


def read_field(name: Literal["title", "text"], text: str, lexicon: Lexicon) -> Field | None:
    """The numbers of a field; None where it claims nothing."""
    masked = mask(text)
    numerals = read_numerals(masked, lexicon.numerals, FEWEST_READ + len(masked) // CHARACTERS_A_NUMBER)
    if not numerals:
        return None
    reading = Reading(masked, lexicon)
    findings: list[Finding] = []
    for index in dict.fromkeys([reading.index_at(numeral.start) for numeral in numerals]):
        group = read_quantities(masked, reading.begins[index], reading.end(index), numerals, lexicon.quantities)
        if group:
            findings.extend(read_findings(reading.sentence(index), group, findings[-RECENT:], lexicon))
    return Field(name, text, masked, reading, findings) if findings else None


def read_claims(
    article: Article,
    field: Field,
    told: list[Finding],
    below: list[Claim],
    published: date | None,
    lexicon: Lexicon,
) -> list[Claim]:
    """The claims of a field: `told` are the findings of title and text, `below` for a title the claims of its text."""
    other = (article.title if field.name == "text" else article.text) or ""
    # A headline leaves unsaid what its text says, and a short text what its headline says.
    scene = survey(field.masked, lexicon.names, survey(mask(other), lexicon.names) if other else None)
    field.reading.naming.scene = scene
    common: dict[str, object] = {
        "article_id": article.id,
        "field": field.name,
        "outlet": article.outlet,
        "url": article.url,
        "published": article.published,
        "published_known": article.published_known,
        "extractor": f"{lexicon.language}/{VERSION}",
        "edition": article.edition,
    }
    around = Around(field, scene, published, published or article.published.date(), common)
    claims = []
    for finding in one_crowd(same_figures(field.findings, told, lexicon), field.masked, other, lexicon):
        start = finding.quantity.start
        lent = None if any(not scene.in_compound(hit) for hit in scene.hits) else lent_setting(finding, below)
        for claimant in field.reading.claimants(field.reading.index_at(start), start) or NOBODY:
            claims.append(complete(article, around, finding, claimant, lent, lexicon))
    return claims


def complete(
    article: Article,
    around: Around,
    finding: Finding,
    claimant: Claimant | None,
    lent: Setting | None,
    lexicon: Lexicon,
) -> Claim:
    """The claim that a finding is when this claimant says it, the article itself where that is None."""
    field, scene = around.field, around.scene
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
    subject, place = lent or read_setting(field.masked, scene, mention, lexicon.names)
    if place is None and finding.measure in EVENTS and subject == last_resort(mention):
        title = article.title if field.name == "text" else None
        town = unlisted_town(field.masked, sentence.start, sentence.end, title or "", lexicon)
        subject, place = (slug(town), slug(town)) if town else (subject, place)
    identity = identify_claimant(
        claimant.name if claimant else None, article.outlet, lexicon.names, around.on, place or scene.place
    )
    span = (field.masked, sentence.start, sentence.end)
    as_of = read_day(*span, quantity.start, around.published, lexicon.calendar) if finding.dated else None
    if finding.stance == "plans" and as_of is not None and as_of[:10] > around.on.isoformat():
        as_of = None  # by when it is to be done, not the day that the figure speaks of
    pooled: dict[str, Any] = {  # what makes two mentions one claim
        "estimand": remembered_estimand(subject, finding.measure, quantity.unit, finding.counted),
        "claimant_id": identity.claimant_id,
        "point": quantity.point,
        "low": quantity.low,
        "high": quantity.high,
        "modifier": quantity.modifier,
        "stance": finding.stance,
        "level": read_level(*span, quantity, lexicon.levels) if finding.leveled else "level",
        "place": place,
        "as_of": as_of,
    }
    mention_id = digest(article.id, field.name, str(quantity.start), str(quantity.end), identity.claimant_id)
    fields = {
        **around.common,
        **pooled,
        "claim_id": identify(**pooled),
        "mention_id": mention_id,
        "phrase": field.text[quantity.start : quantity.end],
        "start": quantity.start,
        "end": quantity.end,
        "kind": quantity.kind,
        "unit": quantity.unit,
        "counted": finding.counted,
        "measure": finding.measure,
        "claimant": claimant.name if claimant else None,
        "claimant_start": claimant.start if claimant else None,
        "claimant_end": claimant.end if claimant else None,
        "claimant_kind": identity.kind,
        "via": claimant.via if claimant else (),
        "subject": subject,
        "sentence": field.text[sentence.start : sentence.end],
        "sentence_start": sentence.start,
        "sentence_end": sentence.end,
        "confidence": round(finding.certainty * (claimant.certainty if claimant else OWN_VOICE), 2),
    }
    return assemble(fields)
