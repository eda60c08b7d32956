"""A group of drafts in its article in, the claim with all fields, confidences and quotes out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from wartracker.debate import Debate
from wartracker.ids import build_id
from wartracker.passages import BlockKind
from wartracker.records import Claim, EventDate, Evidence, LicenseRef, Mention, ModelRef, SlotValue
from wartracker.relate.about import claim_sentences, is_main, is_roundup, named_models
from wartracker.relate.acts import NOT_YET
from wartracker.relate.dates import find_dates
from wartracker.relate.genre import Genre
from wartracker.relate.groups import Group, is_family_of, is_related
from wartracker.relate.lexicon import Lexicon
from wartracker.relate.licenses import Artefact, attach_licenses, described_license
from wartracker.relate.openness import Finding, find_access, find_components, fold_components
from wartracker.relate.reading import Reading, Sentence, Zone
from wartracker.relate.roles import SPEAKER_RULE, Roles, find_roles
from wartracker.relate.settle import (
    AHEAD,
    OPEN,
    SettledOpenness,
    close_until_released,
    known_openness,
    open_by_license,
    settle_act_openness,
    settle_kind,
    settle_openness,
    settle_status,
)
from wartracker.relate.signals import Signalled, find_signals
from wartracker.relate.touches import Touch, find_touches
from wartracker.vocabulary import Access, Basis, Label, LicenseClass, Precision, Status

_POSTED_DAYS = 14
_MOST_QUOTES = 8  # more evidence than anybody reads


@dataclass(frozen=True, slots=True)
class Filled:
    """What filling a claim needs."""

    group: Group
    reading: Reading
    genre: Genre
    lexicon: Lexicon
    debate: Debate
    touches: tuple[Touch, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the article's sentences tell of one group's models and actors."""

    models: tuple[ModelRef, ...]
    sentences: list[Sentence]
    roles: Roles
    openness: SettledOpenness
    licenses: tuple[LicenseRef, ...]
    licensed: tuple[Sentence, ...]  # sentences that name the licences
    access: Access
    admitted: Sentence | None  # sentence that tells the access


def fill_claim(parts: Filled, told: Told, groups: Sequence[Group]) -> Iterator[Claim]:
    """Fill the fields of one group's claim.

    Args:
        parts: the group in its article.
        told: of `read_told` of the same group.
        groups: all groups of the article.

    Yields:
        One claim.
    """
    group, reading, head = parts.group, parts.reading, parts.group.head
    status, why = settle_status(group, told.roles, told.models, reading, parts.lexicon, told.openness)
    kind = settle_kind(group, told.openness.record) if group.family == "release" else head.kind
    day = _date(group, reading, status)
    own = [d.sentence for d in group.drafts] + ([reading.title] if reading.title else [])
    main = is_main(group, groups, reading, parts.genre, first_party=told.roles.first_party)
    place = (head.sentence.field, str(head.sentence.start), *group.models)
    yield Claim(
        id=build_id("claim", parts.debate.name, reading.article.id, kind.value, status.value, *place),
        debate=parts.debate.name,
        article=reading.article.id,
        kind=kind,
        status=status,
        organizations=told.roles.organizations,
        models=told.models,
        licenses=told.licenses,
        openness=told.openness.record,
        access=told.access,
        date=day,
        slots=_slots(group),
        evidence=_evidence(parts, told.openness.rests_on, told.licensed, told.admitted),
        confidence=_confidence(group, told, day),
        rules=_rules(group, told, why),
        signals=find_signals(_signalled(parts, told, own), parts.lexicon, parts.debate),
        touches=find_touches(parts.touches, " ".join(s.plain for s in own + told.sentences[:6])),
        first_party=told.roles.first_party,
        main=main and status is not Status.BACKGROUND,
        roundup=is_roundup(groups),
    )


def read_told(group: Group, groups: Sequence[Group], reading: Reading, genre: Genre, lexicon: Lexicon) -> Told:
    """Read what the article tells of one group's models and actors: the same for all debates with its groups.

    Args:
        group: drafts of one claim.
        groups: all groups of the article, to tell whose sentence is whose.
        reading: the article.
        genre: its genre.
        lexicon: compiled gazetteers.
    """
    models = named_models(group, reading, lexicon)
    sentences = claim_sentences(group, groups, reading, genre, models, lexicon)
    openness, access, admitted = known_openness(models, lexicon), Access.UNKNOWN, None
    record, rests_on, strength = fold_components([f for s in sentences for f in find_components(s)])
    if group.family == "release":
        openness = settle_openness(record, rests_on, strength, models, lexicon)
        access, admitted = find_access(sentences)
    is_open = openness.record.openness in OPEN
    licenses, licensed = _licenses(group, sentences, models, lexicon, is_open=is_open)
    if group.family != "release":
        openness = settle_act_openness(group, record, models, licenses, lexicon)
    if group.family == "release" and not is_open:
        openness = open_by_license(openness, licenses, licensed)
    if group.family == "release" and group.status in AHEAD:
        openness = close_until_released(openness)
    roles = find_roles(group, reading, models, lexicon)
    if SPEAKER_RULE in roles.rules:
        models = tuple(m if m.key in lexicon.models else replace(m, owner=roles.owner) for m in models)
    return Told(models, sentences, roles, openness, licenses, licensed, access, admitted)


def _slots(group: Group) -> dict[str, SlotValue]:
    """Return the slots of all drafts; where they differ the more confident draft wins, the head over all."""
    slots: dict[str, SlotValue] = {}
    for draft in sorted(group.drafts, key=lambda d: d.confidence):
        slots |= draft.slots
    return slots | dict(group.head.slots)


def _rules(group: Group, told: Told, why: Sequence[str]) -> tuple[str, ...]:
    rules = [rule for draft in group.drafts for rule in draft.rules]
    return tuple(dict.fromkeys([*rules, *told.openness.rules, *told.roles.rules, *why]))


def _signalled(parts: Filled, told: Told, own: Sequence[Sentence]) -> Signalled:
    openness = told.openness.record.openness
    published = _published(parts.reading)
    return Signalled(parts.group.head, told.models, told.roles.owner, openness, own, published, told.roles.first_party)


def _licenses(
    group: Group, sentences: Sequence[Sentence], models: Sequence[ModelRef], lexicon: Lexicon, *, is_open: bool
) -> tuple[tuple[LicenseRef, ...], tuple[Sentence, ...]]:
    """Return the licences that belong to the claim's models, and the sentences that say so."""
    keys = {m.key for m in models}
    found: dict[str, LicenseRef] = {}
    said: list[Sentence] = []
    for draft in group.drafts:
        for mention in draft.licenses:
            ref = lexicon.license_ref(mention, ())
            found.setdefault(ref.key, ref)
            said.append(next((q.sentence for q in draft.quotes if mention in q.sentence.mentions), draft.sentence))
    if group.family != "release":
        return tuple(found.values()), tuple(said)
    for attachment in attach_licenses(sentences):
        if attachment.artefact is not Artefact.MODEL:
            continue
        named = {lexicon.model_ref(m).key for m in attachment.models}
        own = named & keys
        if named and not own and not _akin(attachment.models, models, lexicon):
            continue
        ref = lexicon.license_ref(attachment.license, tuple(sorted(own)) if len(keys) > 1 else ())
        if ref.key not in found:
            found[ref.key] = ref
            said.append(attachment.sentence)
    if not found and (described := described_license(sentences)):
        found[described[0].key] = described[0]
        said.append(described[1])
    named_ones = [ref for ref in found.values() if ref.license_class is not LicenseClass.PROPRIETARY]
    return tuple(named_ones if named_ones or is_open else list(found.values())), tuple(said)


def _akin(mentions: Sequence[Mention], models: Sequence[ModelRef], lexicon: Lexicon) -> bool:
    """Tell whether the models named with a licence are of the claim's generation, or its family without a version."""
    refs = [lexicon.model_ref(m) for m in mentions]
    return any(is_related(ref, other) or is_family_of(ref, other) for ref in refs for other in models)


def _date(group: Group, reading: Reading, status: Status) -> EventDate | None:
    """Return the day of the happening: stated in its sentences, in a dated title, else the day of publication."""
    published = None if any("genre:readme" in d.rules for d in group.drafts) else _published(reading)
    for draft in sorted(
        group.drafts,
        key=lambda d: (d.date is None, d.date is not None and d.date.precision is not Precision.DAY, -d.confidence),
    ):
        if draft.date is not None and ("genre:hub" in draft.rules or _is_near(draft.date, published)):
            return draft.date
    if status not in NOT_YET and (at_head := _item_day(group, reading, published)):
        return at_head
    if group.family == "release" and status is Status.RELEASED and (posted := _posted_day(group, reading, published)):
        return posted
    if reading.title and status not in NOT_YET:
        dated = [
            p
            for p in find_dates(reading.title.plain, published)
            if p.value and p.precision is Precision.DAY and not p.open_year
        ]
        if dated and dated[0].value:
            return EventDate(dated[0].value, Precision.DAY, Basis.STATED)
    appeared = _published(reading)
    return EventDate(appeared, reading.article.published_precision, Basis.PUBLISHED) if appeared else None


def _item_day(group: Group, reading: Reading, published: date | None) -> EventDate | None:
    """Return the day at the head of the list item that tells it: "3. Ember 2 (8 July). Quillon Labs released ..."."""
    for draft in group.drafts:
        if draft.sentence.kind is not BlockKind.ITEM:
            continue
        same = (s for s in reading.sentences if s.field == "text" and s.block == draft.sentence.block)
        head = next(same)
        for phrase in find_dates(head.plain, published):
            day = EventDate(phrase.value, phrase.precision, Basis.STATED) if phrase.value else None
            if day and day.precision is Precision.DAY and _is_near(day, published):
                return day
    return None


# "Weights and code were posted on March 4": the day of the release, though the sentence names no model.
_POSTED = re.compile(
    r"\b(?:weights|files|checkpoints|model|models)\b[^.;]{0,50}?\b(?:posted|published|released|uploaded|put\s(?:up|online)|"
    r"went\s(?:up|live|online)|made\savailable|appeared)\b",
    re.IGNORECASE,
)


def _posted_day(group: Group, reading: Reading, published: date | None) -> EventDate | None:
    """Return the day on which the paragraph that tells it says that the files went up."""
    blocks = {d.sentence.block for d in group.drafts if d.sentence.field == "text"}
    for sentence in reading.sentences:
        named = sentence.of(Label.MODEL)
        near = sentence.block in blocks or (sentence.zone is Zone.LEAD and not blocks)
        if not near or not _POSTED.search(sentence.skeleton):
            continue
        if named and not any(m.key in group.models for m in named):
            continue
        for phrase in find_dates(sentence.skeleton, published):
            day = EventDate(phrase.value, phrase.precision, Basis.STATED) if phrase.value else None
            if (
                day
                and published
                and day.precision is Precision.DAY
                and 0 <= (published - day.value).days <= _POSTED_DAYS
            ):
                return day
    return None


def _is_near(day: EventDate, published: date | None) -> bool:
    """Tell whether a stated date can be that of news: not after publication, not much before it."""
    furthest = 120 if day.precision is Precision.DAY else 62
    return published is None or -2 <= (published - day.value).days <= furthest


def _published(reading: Reading) -> date | None:
    return reading.article.published_at.date() if reading.article.published_at else None


def _evidence(
    parts: Filled, findings: Sequence[Finding], licensed: Sequence[Sentence], access: Sentence | None
) -> tuple[Evidence, ...]:
    """Collect the quotes: verbatim sentences with the fields they support, each sentence once."""
    supports: dict[tuple[str, int, int], list[str]] = {}
    for draft in sorted(parts.group.drafts, key=lambda d: (-d.confidence, d.sentence.order)):
        for quote in draft.quotes:
            _note(supports, quote.sentence, quote.supports)
        if draft.date is not None or "date_phrase" in draft.slots:
            _note(supports, draft.sentence, ("date",))
    for finding in findings:
        _note(supports, finding.sentence, ("openness", f"openness.{finding.component}"))
    for sentence in licensed:
        _note(supports, sentence, ("license",))
    if access is not None:
        _note(supports, access, ("access",))
    article = parts.reading.article
    quotes = []
    for (field, start, end), names in list(supports.items())[:_MOST_QUOTES]:
        text = article.title if field == "title" else article.text
        quotes.append(Evidence(article.id, field, start, end, text[start:end], tuple(dict.fromkeys(names))))
    return tuple(quotes)


def _note(supports: dict[tuple[str, int, int], list[str]], sentence: Sentence, names: Sequence[str]) -> None:
    supports.setdefault((sentence.field, sentence.start, sentence.end), []).extend(names)


def _confidence(group: Group, told: Told, day: EventDate | None) -> dict[str, float]:
    """Rate the claim and its fields; a second sentence that says the same makes it surer."""
    claim = group.head.confidence
    mentions = [m.confidence for d in group.drafts for m in d.models]
    agreed = 0.05 if len({d.sentence.order for d in group.drafts}) > 1 else 0.0
    values = {"claim": min(1.0, claim * (max(mentions, default=1.0) ** 0.5) + agreed), "kind": claim, "status": claim}
    values["openness"] = told.openness.confidence
    if mentions:
        values["models"] = max(mentions)
    if told.licenses:
        values["license"] = 0.85
    if told.roles.organizations:
        values["organizations"] = 0.9 if any(d.actors for d in group.drafts) else 0.6
    if day is not None:
        values["date"] = 0.9 if day.basis is Basis.STATED else 0.6
    return {name: round(value, 3) for name, value in values.items()}
