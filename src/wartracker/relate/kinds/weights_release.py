"""Sentences in, drafts of `weights_release` out: weights become downloadable.

Plain releases are read by `model_release`; here are the texts that are themselves the release: a model's repository,
its card, and the record of a model hub.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from wartracker.cues import spell_text
from wartracker.gazetteer import License
from wartracker.records import EventDate, Mention
from wartracker.relate.drafts import Draft, Quote
from wartracker.relate.genre import Genre
from wartracker.relate.lexicon import Lexicon
from wartracker.relate.openness import find_components
from wartracker.relate.reading import Reading, Sentence, Zone
from wartracker.vocabulary import Basis, Kind, Label, Precision, Status, Weights

_HAD = {Weights.DOWNLOADABLE.value, Weights.GATED.value}
_BADGE = re.compile(r"badge/(?P<of>[\w%]*?)licen[sc]e-(?P<name>(?:[^-\s\"'()]|--)+)-", re.IGNORECASE)
# Repositories and cards speak of themselves so.
_SELF = re.compile(
    r"\b(?:model\s(?:download|zoo|card|weights|details|information|summary)|checkpoints?|download|"
    r"weights|pre-?trained|huggingface|hugging\sface|release[sd]?)\b",
    re.IGNORECASE,
)


def find_drafts(reading: Reading, genre: Genre, lexicon: Lexicon) -> Iterator[Draft]:
    """Draft the release of the model that a repository, card or hub record is about.

    Args:
        reading: the article.
        genre: its genre.
        lexicon: compiled gazetteers.

    Yields:
        At most one draft.
    """
    if genre not in (Genre.README, Genre.HUB):
        return
    named = _subject(reading, lexicon) or _recorded(reading)
    if not named:
        return
    said = _said(reading)
    if genre is Genre.README and said is None:
        return
    about = next(
        (s for s in reading.sentences if any(m.key == named[0].key for m in s.of(Label.MODEL))), reading.sentences[0]
    )
    weights_sentence = said or about
    badged = _badged_license(reading, _list_makers(named[0], lexicon), lexicon) if genre is Genre.README else ()
    badge = [Quote(_spot(about, mention, reading), ("license",)) for mention in badged]
    yield Draft(
        kind=Kind.WEIGHTS_RELEASE,
        status=Status.RELEASED,
        sentence=about,
        models=named,
        licenses=_recorded_license(reading, lexicon) or badged,
        date=_recorded_day(reading),
        slots={"trigger": genre.value, "channel": "hub" if genre is Genre.HUB else "repository"},
        quotes=(Quote(about, ("kind", "models", "status")), Quote(weights_sentence, ("kind", "openness")), *badge),
        rules=(f"genre:{genre.value}",),
        confidence=0.9 if genre is Genre.HUB else 0.7,
        weights=Weights.DOWNLOADABLE.value,
    )


def _subject(reading: Reading, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Return the model of the title, else of the first heading or sentence that names one."""
    if reading.title and (named := reading.title.of(Label.MODEL)):
        return (_spelled_out(named[0], reading, lexicon),)
    for sentence in reading.body[:12]:
        if sentence.of(Label.DATASET, Label.LIBRARY):
            return ()
        if named := sentence.of(Label.MODEL):
            return named[:1]
    return ()


def _spelled_out(named: Mention, reading: Reading, lexicon: Lexicon) -> Mention:
    """Return the text's own spelling of a title like "ember2_5 MODEL_CARD": its most frequent model of that family."""
    if named.key in lexicon.models:
        return named
    family = lexicon.family_of(named.key)
    kin = [m for s in reading.body[:20] for m in s.of(Label.MODEL) if family and lexicon.family_of(m.key) == family]
    counts = Counter(m.key for m in kin)
    return max(kin, key=lambda m: counts[m.key], default=named)


def _recorded(reading: Reading) -> tuple[Mention, ...]:
    """Return a hub record's own name as a model: the record says what it is, whether or not anybody knows the name."""
    record = reading.article.hub
    if record is None:
        return ()
    name = record.repo.partition("/")[2]
    return _spelled(reading, name, Label.MODEL, re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-"), name)


def _recorded_license(reading: Reading, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Return the licence of a hub record's tag, where the text spells the tag and no tagger saw it."""
    record = reading.article.hub
    if record is None or record.license_tag is None or any(m.label is Label.LICENSE for m in reading.mentions):
        return ()
    tag = record.license_tag
    row = next(
        (row for row in lexicon.licenses.values() if tag.lower() in ((row.hub or "").lower(), row.key.lower())), None
    )
    return _spelled(reading, tag, Label.LICENSE, row.key, row.name) if row else ()


def _badged_license(reading: Reading, makers: Sequence[str], lexicon: Lexicon) -> tuple[Mention, ...]:
    """Return the licence that a repository shows as a badge ("badge/License-MIT-blue"); one of its code does not count.

    Badge addresses are those of shields.io: "_" is a blank, "--" a hyphen.
    """
    text = reading.article.text
    for match in _BADGE.finditer(text):
        if re.search(r"code|software|data", match["of"], re.IGNORECASE):
            continue
        name = match["name"].replace("--", "-").replace("_", " ").replace("%20", " ")
        # "Model Agreement" alone is the maker's own
        wanted = {name.lower(), *(f"{maker} {name}".lower() for maker in makers)}
        row = next((row for row in lexicon.licenses.values() if wanted & _spellings(row)), None)
        if row is not None:
            start, end = match.span("name")
            return (Mention("text", start, end, Label.LICENSE, text[start:end], row.key, row.name, 0.8, ("badge",)),)
    return ()


def _list_makers(named: Mention, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the names under which a model's maker and family give licences of their own."""
    owner = lexicon.organizations.get(lexicon.owner_of(named.key) or "")
    family = lexicon.family_of(named.key)
    return (*((owner.name, *owner.aliases) if owner else ()), *((family,) if family else ()))


def _spellings(row: License) -> set[str]:
    return {name.lower() for name in (row.key, row.name, row.hub or "", *row.aliases)}


def _spot(near: Sentence, mention: Mention, reading: Reading) -> Sentence:
    """Return a stretch of the text that only holds a mention, to be quoted."""
    plain = reading.article.text[mention.start : mention.end]
    spelled = spell_text(plain)
    return replace(
        near,
        field="text",
        start=mention.start,
        end=mention.end,
        plain=plain,
        skeleton=plain,
        mentions=(mention,),
        marked=spelled,
        said=spelled,
    )


def _recorded_day(reading: Reading) -> EventDate | None:
    record = reading.article.hub
    if record is None or record.created_at is None:
        return None
    return EventDate(record.created_at.date(), Precision.DAY, Basis.STATED)


def _spelled(reading: Reading, spelling: str, label: Label, key: str, name: str) -> tuple[Mention, ...]:
    for field, text in (("title", reading.article.title), ("text", reading.article.text)):
        at = text.find(spelling)
        if spelling and at >= 0:
            return (Mention(field, at, at + len(spelling), label, spelling, key, name, 0.8, ("hub-record",)),)
    return ()


def _said(reading: Reading) -> Sentence | None:
    """Return the sentence that says best that the weights can be had."""
    best: tuple[int, int] | None = None
    chosen: Sentence | None = None
    for sentence in reading.sentences:
        if sentence.zone is Zone.RELATED:
            continue
        for finding in find_components(sentence):
            if finding.component == "weights" and finding.value in _HAD:
                rank = (finding.strength, -sentence.order)
                if best is None or rank > best:
                    best, chosen = rank, sentence
    if chosen is None:
        return next((s for s in reading.sentences if _SELF.search(s.plain)), None)
    return chosen
