"""Article in, Mentions out: composes the rules and the neural tagger over one folded reading of the text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wartracker.gazetteer import Gazetteers
from wartracker.label.abroad import find_abroad
from wartracker.label.context import Context, find_title_lines, read_topic
from wartracker.label.document import harmonize, list_sizes
from wartracker.label.families import Families, build_families
from wartracker.label.headline import lower_headlines, lower_nouns
from wartracker.label.instruments import STATES, find_instruments
from wartracker.label.known import find_known
from wartracker.label.labnames import find_bare_codes, find_lab_models
from wartracker.label.lexicon import cut_atoms
from wartracker.label.licenses import Licenses, build_licenses, find_institute, find_licenses
from wartracker.label.normalize import Folded, fold_text
from wartracker.label.openclass import Reading, find_new, mark_known
from wartracker.label.organizations import Names, build_names, find_listed, find_others
from wartracker.label.persons import find_people
from wartracker.label.shortnames import ShortNames, build_shortnames, find_short
from wartracker.label.spans import Hit, resolve_overlaps
from wartracker.label.voter import Voter, load_voter
from wartracker.records import Article, Mention
from wartracker.vocabulary import Label

if TYPE_CHECKING:
    from pathlib import Path

_JOIN = "\n\n"  # between title and text, so that nothing reaches across


@dataclass(frozen=True, slots=True)
class Tagger:
    """Everything compiled that labelling needs."""

    families: Families
    names: Names
    licenses: Licenses
    short: ShortNames
    voter: Voter | None
    reserved: frozenset[str]  # names that are no models whatever stands around them


def build_tagger(gazetteers: Gazetteers, ner: Path | None = None) -> Tagger:
    """Compile the gazetteers and load the neural tagger.

    Args:
        gazetteers: all lists.
        ner: folder of the neural tagger; None: rules alone.

    Returns:
        The tagger, to be used for many articles.
    """
    reserved = {name for row in gazetteers.organizations for name in (row.name, *row.aliases)}
    return Tagger(
        build_families(gazetteers),
        build_names(gazetteers),
        build_licenses(gazetteers),
        build_shortnames(gazetteers),
        load_voter(ner) if ner is not None else None,
        frozenset(reserved) | STATES,
    )


def label_article(article: Article, tagger: Tagger) -> tuple[Mention, ...]:
    """Label the names in an article's title and text.

    Args:
        article: the article; offsets of the result count code points of its `title` and `text`.
        tagger: the compiled rules.

    Returns:
        Mentions in order, title first, none overlapping another.
    """
    title, text = fold_text(article.title), fold_text(article.text)
    whole = title.text + _JOIN + text.text
    hits = label_text(whole, tagger)
    shift = len(title.text) + len(_JOIN)
    mentions = []
    for hit in hits:
        field, folded, at = ("title", title, 0) if hit.start < shift else ("text", text, shift)
        mentions.append(_mention(hit, field, folded, at, article))
    return tuple(mentions)


def label_text(text: str, tagger: Tagger) -> list[Hit]:
    """Label a folded text.

    Args:
        text: title and text, folded.
        tagger: the compiled rules.

    Returns:
        Hits in order, none overlapping.
    """
    title_lines = find_title_lines(text)
    context, known = _find_listed(text, tagger, title_lines)
    known = resolve_overlaps([*known, *find_instruments(mark_known(text, known))])
    known = resolve_overlaps([*known, *find_people(mark_known(text, known)), *find_abroad(mark_known(text, known))])
    reading = Reading(text, lower_nouns(lower_headlines(text, title_lines)), title_lines, context)
    new = [_complete(hit, text, tagger.families) for hit in find_new(reading, known, tagger.reserved, tagger.voter)]
    found = resolve_overlaps([*known, *new])
    found = _lead_with_family(text, found, tagger)
    found = resolve_overlaps([*found, *list_sizes(text, found)])
    marked = mark_known(text, found)
    whole = [*harmonize(text, marked, found, tagger.families.stems), *find_bare_codes(text, marked, found)]
    return resolve_overlaps(whole)


def _lead_with_family(text: str, hits: list[Hit], tagger: Tagger) -> list[Hit]:
    """Read "Ember VLo" as one name where Ember is a family by which people also call its maker, Acme."""
    joined: list[Hit] = []
    for hit in hits:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.label is Label.ORG
            and hit.label is Label.MODEL
            and "open" in hit.rules
            and text[last.end : hit.start] == " "
            and text[last.start : last.end].lower() in tagger.families.stems
            and last.name != text[last.start : last.end]
        ):
            key, name = tagger.families.name(text[last.start : hit.end])
            joined[-1] = replace(hit, start=last.start, key=key, name=name)
        else:
            joined.append(hit)
    return joined


def _find_listed(text: str, tagger: Tagger, title_lines: tuple[tuple[int, int], ...]) -> tuple[Context, list[Hit]]:
    """Find what the gazetteers know and decide what the document is about."""
    atoms = cut_atoms(text)
    others = find_others(atoms, tagger.names)
    licenses = find_licenses(text, tagger.licenses)
    topic = read_topic(text)
    context = topic.judge(len(licenses))
    organizations = find_listed(atoms, tagger.names, context, title_lines)
    owners = {hit.key for hit in organizations if hit.key}
    labs = sum(1 for key in owners if key in tagger.names.rows and tagger.names.rows[key].kind == "lab")
    context = topic.judge(len(licenses) + labs)
    models = find_known(atoms, tagger.families, context, owners, title_lines)
    places: dict[str, list[int]] = {}
    for hit in organizations:
        places.setdefault(hit.key or "", []).append(hit.start)
    for hit in models:
        if owner := tagger.families.owners.get(hit.key or ""):
            owners.add(owner)
            places.setdefault(owner, []).append(hit.start)
    named = {hit.key for hit in models if "grammar" in hit.rules or hit.confidence > 0.8}
    context = topic.judge(len(licenses) + labs + min(3, len(named)))
    models += find_lab_models(text, organizations, tagger.families)
    models += find_short(text, tagger.short, tagger.families, owners, places, [*models, *licenses])
    taken = {index for hit in licenses for index in range(hit.start, hit.end)}
    institutes = [
        Hit(start, end, Label.ORG, "mit", "Massachusetts Institute of Technology", 0.85, ("context",))
        for start, end in find_institute(text, taken)
    ]
    return context, resolve_overlaps([*others, *organizations, *models, *licenses, *institutes])


def _complete(hit: Hit, text: str, families: Families) -> Hit:
    """Call a model that the open class found by the gazetteer's name where it has one."""
    if hit.label is not Label.MODEL:
        return hit
    key, name = families.name(text[hit.start : hit.end])
    return replace(hit, key=key, name=name)


def _mention(hit: Hit, field: str, folded: Folded, shift: int, article: Article) -> Mention:
    source = article.title if field == "title" else article.text
    start, end = folded.original(hit.start - shift, hit.end - shift)
    return Mention(field, start, end, hit.label, source[start:end], hit.key, hit.name, hit.confidence, hit.rules)
