"""A group of drafts in its article in, its sentences and models, and whether the article is about it, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from wartracker.records import Mention, ModelRef
from wartracker.relate.genre import Genre
from wartracker.relate.groups import Group, is_family_of, is_related
from wartracker.relate.lexicon import Lexicon
from wartracker.relate.reading import Reading, Sentence, Zone
from wartracker.vocabulary import Label, Precision, Status

_GOES_ON = re.compile(
    r"\W*(?:it|this\s(?:\w+\s)?model|the\s(?:\w+\s)?model|they|both|the\s(?:\w+\s)?(?:models|family|"
    r"series|weights))\b",
    re.IGNORECASE,
)
# Packagings of one model, not models of their own.
PACKAGED = re.compile(r"\b(?:FP8|AWQ|GPTQ|GGUF|int[48]|bnb|MLX|ONNX|NVFP4|Q[48]_\w+)\b", re.IGNORECASE)
_MONTH = timedelta(days=30)  # from its first day to its last, within a day
_STALE_DAYS = 5  # a lead that says "last month" or names a day before the last five retells
_SHORT = 4  # sentences of a note so short that all of it is its subject
# What has not happened is an article's subject only where its title names the model.
_AHEAD = (Status.PLANNED, Status.PROMISED, Status.RUMOURED, Status.DENIED, Status.DELAYED)
_ROUNDUP = 4  # happenings of one article from which on it is a round-up
# "A and B", also with where each can be had: "A (API) and B (chat)".
_LISTED = re.compile(r"\s?(?:\([^()]{1,24}\)\s?)?(?:,|and|&|/|\+|,\sand|as\swell\sas)\s?(?:the\s)?")
_COMPARED = re.compile(
    r"\b(?:than|outperform\w*|surpass\w*|beat(?:s|ing)?|rival\w*|versus|vs\.?|against|like|unlike|"
    r"compared\s(?:to|with)|from|based\son|built\son|over|match\w*|exceed\w*|predecessor|after|since|"
    r"previous|earlier|older|and)\s(?:the\s|its\s|both\s)?(?:\S+\s){0,2}$",
    re.IGNORECASE,
)


def named_models(group: Group, reading: Reading, lexicon: Lexicon) -> tuple[ModelRef, ...]:
    """Return the models of a claim: those of its drafts, and siblings named beside them in sentence or title.

    Args:
        group: drafts of one happening.
        reading: the article.
        lexicon: compiled gazetteers.

    Returns:
        Models in the order in which they were read; a family's bare name is left out where a version is known.
    """
    found = dict(group.models)
    if group.family == "release" and group.models and group.status is Status.RELEASED:
        telling = {d.sentence.order for d in group.drafts if d.sentence.zone is not Zone.RELATED}
        for sentence in reading.sentences:
            if sentence.zone is not Zone.TITLE and sentence.order not in telling:
                continue
            before: Mention | None = None
            for mention in sentence.of(Label.MODEL):
                ref = lexicon.model_ref(mention)
                beside = before is not None and ref.key not in found and _is_listed(sentence, before, mention)
                before = mention if ref.key in found or beside else None
                compared = _COMPARED.search(sentence.skeleton[: mention.start - sentence.start])
                if ref.key in found or (compared and not beside):
                    continue
                kin = any(is_related(ref, other) for other in group.models.values())
                # one headline launches what its maker's coordinated names tell
                joint = beside and sentence.zone is Zone.TITLE and ref.owner == next(iter(found.values())).owner
                if ref.version and (kin or joint):
                    found[ref.key] = ref
    refs = [r for r in found.values() if not PACKAGED.search(r.name)] or list(found.values())
    refs = [r for r in refs if not _is_anothers(r, refs[0], group, lexicon)]
    specific = [
        r
        for r in refs
        if r.version
        or r.size
        or r.variant
        or not any(o is not r and o.family == r.family and (o.version or o.size) for o in refs)
    ]
    return tuple(specific)


def _is_anothers(ref: ModelRef, flagship: ModelRef, group: Group, lexicon: Lexicon) -> bool:
    """Tell whether a model beside the flagship is of a maker who does not act: it is what the flagship is made for."""
    if ref.owner is None or flagship.owner is None or lexicon.is_kin(ref.owner, flagship.owner):
        return False
    acting = [a.mention.key for d in group.drafts for a in d.actors]
    return group.family == "release" and not any(lexicon.is_kin(key, ref.owner) for key in acting)


def _is_listed(sentence: Sentence, one: Mention, other: Mention) -> bool:
    """Tell whether two models stand in one list, so that what is said of the first is said of the second."""
    return bool(_LISTED.fullmatch(sentence.skeleton[one.end - sentence.start : other.start - sentence.start]))


def claim_sentences(
    group: Group, groups: Sequence[Group], reading: Reading, genre: Genre, models: Sequence[ModelRef], lexicon: Lexicon
) -> list[Sentence]:
    """Return the sentences that speak of a claim's models.

    Args:
        group: drafts of one happening.
        groups: all groups of the article.
        reading: the article.
        genre: its genre.
        models: the claim's models.
        lexicon: compiled gazetteers.

    Returns:
        Sentences in text order: its own; those naming its models and nobody else's; and, where the article is about
        this claim alone or in the same paragraph, those that name no model at all.
    """
    own = {d.sentence.order for d in group.drafts}
    rivals = [
        g for g in groups if g is not group and g.family == "release" and g.models and not _same_generation(g, models)
    ]
    alone = not any(g.status is Status.RELEASED for g in rivals)
    keys = {m.key for m in models}
    chosen: list[Sentence] = []
    last_block, open_block = -1, False
    for sentence in reading.sentences:
        if sentence.zone is Zone.RELATED:
            continue
        named = [lexicon.model_ref(m) for m in sentence.of(Label.MODEL)]
        mine = any(ref.key in keys or any(_means(ref, m) for m in models) for ref in named)
        foreign = any(is_related(ref, other) for ref in named for g in rivals for other in g.models.values())
        if sentence.order in own or (mine and not foreign):
            chosen.append(sentence)
            last_block, open_block = sentence.block, True
        elif named and open_block and sentence.block == last_block and _GOES_ON.match(sentence.plain):
            chosen.append(sentence)  # "It beats A and B and is available under ..."
        elif named:
            open_block = False if foreign or not alone else open_block
        elif (
            (alone and (genre is not Genre.OPINION or sentence.zone is Zone.LEAD))
            or genre in (Genre.README, Genre.HUB)
            or (open_block and sentence.block == last_block)
        ):
            chosen.append(sentence)
    return chosen


def _means(ref: ModelRef, model: ModelRef) -> bool:
    """Tell whether a name may mean the model: its generation, or its family without more."""
    return is_family_of(ref, model) or (is_related(ref, model) and _may_be(ref, model))


def _may_be(ref: ModelRef, model: ModelRef) -> bool:
    """Tell whether a sibling's name may stand for the model: "Ember 2 Coder" says nothing of "Ember 2 Max"."""
    one, other = (set((r.variant or "").split("-")) - {""} for r in (ref, model))
    return one <= other or other <= one


def _same_generation(group: Group, models: Sequence[ModelRef]) -> bool:
    return any(is_related(one, other) for one in group.models.values() for other in models)


def is_main(group: Group, groups: Sequence[Group], reading: Reading, genre: Genre, *, first_party: bool) -> bool:
    """Tell whether an article is about a claim, or tells it in passing.

    Args:
        group: drafts of one happening.
        groups: all groups of the article.
        reading: the article.
        genre: its genre.
        first_party: the article speaks for the actor.

    Returns:
        True where title or lead tell it, where every line is a report, and for the items of a round-up.
    """
    zones = {d.sentence.zone for d in group.drafts}
    if Zone.TITLE in zones or genre in (Genre.CHANGELOG, Genre.README, Genre.HUB):
        return zones != {Zone.RELATED}
    if genre is Genre.HOWTO:
        return Zone.LEAD in zones and first_party and group.status is Status.RELEASED
    if Zone.LEAD in zones:
        if group.status in _AHEAD and reading.title is not None and len(reading.sentences) > _SHORT:
            return _in_title(group, reading)
        if genre is Genre.OPINION:
            return _in_title(group, reading) and _is_fresh(group, reading)
        return _in_title(group, reading) or not _is_stale(group, reading)
    return Zone.BODY in zones and (_in_title(group, reading) or is_roundup(groups))


def _is_stale(group: Group, reading: Reading) -> bool:
    """Tell whether the text itself dates the happening days before the article: then it retells it."""
    published = reading.article.published_at
    days = [d.date.value for d in group.drafts if d.date is not None and d.date.precision is Precision.DAY]
    months = [d.date.value for d in group.drafts if d.date is not None and d.date.precision is Precision.MONTH]
    days += [day + _MONTH for day in months if not days]
    return bool(published and days and all((published.date() - day).days >= _STALE_DAYS for day in days))


def _is_fresh(group: Group, reading: Reading) -> bool:
    """Tell whether the text dates the happening within days of the article."""
    published = reading.article.published_at
    days = [d.date.value for d in group.drafts if d.date is not None and d.date.precision is Precision.DAY]
    return bool(published and any((published.date() - day).days <= 3 for day in days))


def _in_title(group: Group, reading: Reading) -> bool:
    if reading.title is None:
        return False
    named = reading.title.of(Label.MODEL, Label.ORG, Label.BODY, Label.INSTRUMENT)
    keys = {m.key for m in named}
    if group.models:
        return any(key in keys for key in group.models)
    return any(a.mention.key in keys for d in group.drafts for a in d.actors)


def is_roundup(groups: Sequence[Group]) -> bool:
    """Tell whether an article reports many happenings, none of which is its subject."""
    return sum(1 for g in groups if g.happened and (g.models or g.family != "release")) >= _ROUNDUP
