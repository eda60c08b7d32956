"""A group of drafts in its article in, who acts in which role out, and whether the article speaks for the actor."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from wartracker.passages import BlockKind
from wartracker.records import ModelRef, OrgRef
from wartracker.relate.groups import Group
from wartracker.relate.lexicon import Lexicon
from wartracker.relate.reading import MARKS, Reading, Zone
from wartracker.relate.speaker import (
    OWN_ACTS,
    Speaker,
    find_possessor,
    find_source,
    find_speaker,
    is_own,
    is_possessed,
    says_we,
)
from wartracker.vocabulary import Label

# "available in/on/for Somewhere", where the place has a name; an owner's API or app is no place of that kind.
_PLACE = re.compile(
    rf"\b(?:available|live|accessible)\s(?:\w+\s){{0,2}}?(?:on|in|at|for|through|"
    rf"via)\s(?:the\s)?(?P<place>[{MARKS[Label.ORG]}{MARKS[Label.ASSISTANT]}{MARKS[Label.LIBRARY]}]|"
    r"(?!API|Europe|English|January|February|March|April|"
    r"May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|"
    r"Friday|Saturday|Sunday|Q\d|Hugging|Model|Git)[A-Z]\w{3,})"
)
_PLATFORMS = ("cloud", "hub", "publisher")
_HOUSE = re.compile(r"(?:the\s)?(?:State\s)?(?:Senate|House|Assembly)", re.IGNORECASE)
SPEAKER_RULE = "actor:speaker"
_OPENING = 8  # sentences in which a page says who it is
NAMELESS_RULE = "actor:nameless"  # "we", on a page that does not say who
# Who is only where something can be had, or by whom it is served: "on Hugging Face", "via Acme Cloud".
_PLACED = re.compile(r"\b(?:on|at|via|through|from|in|by|to|with|of|for|than)\s(?:the\s)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Roles:
    """Who acts in a claim."""

    organizations: tuple[OrgRef, ...]
    owner: str | None  # key of who owns the model, or acts
    first_party: bool
    reseller: bool  # somebody else's model, offered on a platform
    rules: tuple[str, ...]


def publisher_key(reading: Reading, lexicon: Lexicon) -> str | None:
    """Return the organization whose page an article is, None for press and unknown hosts."""
    if reading.article.first_party_of:
        return reading.article.first_party_of[0]
    host = urlsplit(reading.article.url).hostname or ""
    key = lexicon.organization_at(host)
    row = lexicon.organizations.get(key or "")
    return key if row is not None and row.kind != "publisher" else None


def find_roles(group: Group, reading: Reading, models: Sequence[ModelRef], lexicon: Lexicon) -> Roles:
    """Find who acts in a claim.

    Args:
        group: drafts of one happening.
        reading: the article.
        models: the claim's models.
        lexicon: compiled gazetteers.

    Returns:
        Organizations, persons and bodies with roles, the actor first.
    """
    named = _named(group, lexicon)
    own_page = publisher_key(reading, lexicon)
    owner = next((m.owner for m in models if m.owner), None)
    publisher = own_page
    speaker = _find_speaker(group, reading, lexicon) if own_page is None else None
    others = [ref.key for ref in named if ref.role == "actor" and not _is_platform(ref.key, lexicon)]
    if speaker is not None and group.family in OWN_ACTS and is_own(speaker, others, models, reading, lexicon):
        return _speakers_own(named, speaker)
    rules: list[str] = []
    reseller = False
    if group.family == "release":
        reseller = _is_offer(group, owner, lexicon) and not lexicon.is_kin(own_page, owner)
        sold = speaker is not None and is_possessed(models, speaker, reading)
        reseller |= _is_arrival(group) and own_page is None and (sold or _sells(reading, lexicon))
        stranger = bool(named) and owner is not None and not any(lexicon.is_kin(ref.key, owner) for ref in named)
        if stranger:
            reseller |= any(_is_platform(ref.key, lexicon, hub=False) for ref in named) and not lexicon.is_kin(
                own_page, owner
            )
            rules.append("owner-differs")
            named = [
                OrgRef(ref.key, ref.name, "reseller" if _is_platform(ref.key, lexicon) else ref.role) for ref in named
            ]
        if owner is not None and not any(lexicon.is_kin(ref.key, owner) for ref in named):
            named.insert(0, OrgRef(owner, _name(owner, lexicon), "actor"))
            rules.append("owner:lexicon")
        elif not named and publisher is not None and _says_we(group):
            named.insert(0, OrgRef(publisher, _name(publisher, lexicon), "actor"))
            rules.append("actor:publisher")
    elif (
        owner is not None
        and group.family in ("restriction", "license_change", "pricing")
        and not any(lexicon.is_kin(ref.key, owner) for ref in named)
    ):
        named.append(OrgRef(owner, _name(owner, lexicon), "target" if named else "actor"))
    if group.family == "policy_statement" and publisher is not None and all(ref.key != publisher for ref in named):
        named = [OrgRef(publisher, _name(publisher, lexicon), "actor")] + [replace(ref, role="about") for ref in named]
        rules.append("actor:publisher")
    named = named or _read_off(group, reading, lexicon)
    if not named and own_page is None and any(says_we(s) for s in reading.sentences[:_OPENING]):
        rules.append(NAMELESS_RULE)
    acting = owner or next((ref.key for ref in named if ref.role in ("actor", "investee", "investor")), None)
    speakers = set(reading.article.first_party_of) | ({publisher} if publisher else set())
    first_party = any(
        lexicon.is_kin(speaker, ref.key) for speaker in speakers for ref in named if ref.role in ("actor", "investee")
    )
    return Roles(tuple(named), acting, first_party, reseller, tuple(rules))


def _find_speaker(group: Group, reading: Reading, lexicon: Lexicon) -> Speaker | None:
    """Return who says "we", None where the text gives the models to somebody else: a letter lists what others make."""
    speaker = find_speaker(reading, lexicon)
    source = find_source(group.models, reading.sentences) if speaker is not None else None
    return speaker if source is None or speaker is None or (source.key or source.name) == speaker.key else None


def _speakers_own(named: Sequence[OrgRef], speaker: Speaker) -> Roles:
    """Make roles of a page that speaks for itself: its maker acts, whoever else is named stands beside."""
    others = [
        replace(ref, role="about" if ref.role == "actor" else ref.role) for ref in named if ref.key != speaker.key
    ]
    return Roles((OrgRef(speaker.key, speaker.name, "actor"), *others), speaker.key, True, False, (SPEAKER_RULE,))


def _is_offer(group: Group, owner: str | None, lexicon: Lexicon) -> bool:
    """Tell whether all that is said is "M is now available on X", X being neither the owner's nor a hub for weights."""
    for draft in group.drafts:
        if not draft.rules or not draft.rules[0].startswith("trigger:arrival"):
            return False
        place = _PLACE.search(draft.sentence.skeleton)
        if place is None:
            return False
        at = draft.sentence.start + place.start("place")
        named = next((m for m in draft.sentence.mentions if m.start <= at < m.end), None)
        row = lexicon.organizations.get(named.key or "") if named else None
        if row is not None and (row.kind == "hub" or owner is None or lexicon.is_kin(row.key, owner)):
            return False
        if named is not None and named.label is Label.MODEL:
            return False
    return owner is not None


def _named(group: Group, lexicon: Lexicon) -> list[OrgRef]:
    found: dict[str, OrgRef] = {}
    for draft in sorted(group.drafts, key=lambda d: (-d.confidence, d.sentence.order)):
        for actor in draft.actors:
            key = actor.mention.key or actor.mention.name
            if key not in found and not (actor.mention.label is Label.PERSON and group.family == "release"):
                found[key] = OrgRef(key, _name(key, lexicon, actor.mention.name), actor.role)
    return list(found.values())


def _sells(reading: Reading, lexicon: Lexicon) -> bool:
    """Tell whether a page's title offers somebody's model on a platform: what else "is available" there is sold too."""
    title = reading.title
    place = _PLACE.search(title.skeleton) if title else None
    if title is None or place is None:
        return False
    at = place.start("place")
    named = next((m for m in title.mentions if m.start <= at < m.end), None)
    owners = [owner for m in title.of(Label.MODEL) if (owner := lexicon.owner_of(m.key))]
    row = lexicon.organizations.get(named.key or "") if named else None
    hub = row is not None and row.kind == "hub"
    return bool(owners) and not hub and not (row and any(lexicon.is_kin(row.key, owner) for owner in owners))


def _is_arrival(group: Group) -> bool:
    """Tell whether nobody brings it out: it "is available", or "is live"."""
    return all(draft.rules and draft.rules[0].startswith("trigger:arrival") for draft in group.drafts)


def _read_off(group: Group, reading: Reading, lexicon: Lexicon) -> list[OrgRef]:
    """Read off who acts where no draft says it: title or lead, else the name that the sentence itself puts there."""
    if source := find_source(group.models, reading.sentences):
        return [OrgRef(source.key or source.name, _name(source.key or "", lexicon, source.name), "actor")]
    if named := _from_title(group, reading, lexicon):
        return named
    maker = find_possessor(group.models, [d.sentence for d in group.drafts], reading.article.text)
    return [OrgRef(maker.key, maker.name, "actor")] if maker else []


def _from_title(group: Group, reading: Reading, lexicon: Lexicon) -> list[OrgRef]:
    """Return the first organization of title or lead, as what the claim is about; none of another item or passage."""
    blocks = {d.sentence.block for d in group.drafts}
    listed = any(
        d.sentence.kind is BlockKind.ITEM or d.sentence.zone is Zone.BODY or "listed" in d.rules for d in group.drafts
    )
    for sentence in reading.sentences[:3]:
        if listed and sentence.zone is not Zone.TITLE and sentence.block not in blocks:
            continue
        for mention in sentence.of(Label.ORG):
            key = mention.key or mention.name
            if group.family == "regulation" and _HOUSE.fullmatch(mention.surface):
                continue  # "the Senate" of which state?
            if _is_platform(key, lexicon) or _PLACED.search(sentence.skeleton[: mention.start - sentence.start]):
                continue
            return [OrgRef(key, _name(key, lexicon, mention.name), "about")]
    return []


def _says_we(group: Group) -> bool:
    return any(says_we(d.sentence) for d in group.drafts) or all(d.sentence.field == "title" for d in group.drafts)


def _is_platform(key: str, lexicon: Lexicon, *, hub: bool = True) -> bool:
    row = lexicon.organizations.get(key)
    return row is not None and row.kind in _PLATFORMS and (hub or row.kind != "hub")


def _name(key: str, lexicon: Lexicon, fallback: str = "") -> str:
    row = lexicon.organizations.get(key)
    return row.name if row else fallback or key
