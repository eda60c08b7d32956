"""A group of drafts in its article in, who acts in which role out, and whether the article speaks for the actor."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from wartracker.records import ModelRef, OrgRef
from wartracker.relate.groups import Group
from wartracker.relate.lexicon import Lexicon
from wartracker.relate.reading import MARKS, Reading
from wartracker.vocabulary import Label

_WE = re.compile(r"\b(?:we|our|us)\b", re.IGNORECASE)
# "available in/on/for Somewhere", where the place has a name; an owner's API or app is no place of that kind.
_PLACE = re.compile(
    rf"\bavailable\s(?:\w+\s){{0,2}}?(?:on|in|at|for|through|"
    rf"via)\s(?:the\s)?(?P<place>[{MARKS[Label.ORG]}{MARKS[Label.ASSISTANT]}{MARKS[Label.LIBRARY]}]|"
    r"(?!API|Europe|English|January|February|March|April|"
    r"May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|"
    r"Friday|Saturday|Sunday|Q\d|Hugging|Model|Git)[A-Z]\w{3,})"
)
_PLATFORMS = ("cloud", "hub", "publisher")


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
    rules: list[str] = []
    reseller = False
    if group.family == "release":
        reseller = _is_offer(group, owner, lexicon) and not lexicon.is_kin(own_page, owner)
        stranger = bool(named) and owner is not None and not any(lexicon.is_kin(ref.key, owner) for ref in named)
        if stranger:
            reseller |= any(_is_platform(ref.key, lexicon) for ref in named) and not lexicon.is_kin(own_page, owner)
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
    if not named:
        named = _from_title(reading, lexicon)
    acting = owner or next((ref.key for ref in named if ref.role in ("actor", "investee", "investor")), None)
    speakers = set(reading.article.first_party_of) | ({publisher} if publisher else set())
    first_party = any(
        lexicon.is_kin(speaker, ref.key) for speaker in speakers for ref in named if ref.role in ("actor", "investee")
    )
    return Roles(tuple(named), acting, first_party, reseller, tuple(rules))


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


def _from_title(reading: Reading, lexicon: Lexicon) -> list[OrgRef]:
    """Return the first organization of title or lead, as what the claim is about."""
    for sentence in reading.sentences[:3]:
        for mention in sentence.of(Label.ORG):
            key = mention.key or mention.name
            return [OrgRef(key, _name(key, lexicon, mention.name), "about")]
    return []


def _says_we(group: Group) -> bool:
    return any(_WE.search(d.sentence.plain) for d in group.drafts) or all(
        d.sentence.field == "title" for d in group.drafts
    )


def _is_platform(key: str, lexicon: Lexicon) -> bool:
    row = lexicon.organizations.get(key)
    return row is not None and row.kind in _PLATFORMS


def _name(key: str, lexicon: Lexicon, fallback: str = "") -> str:
    row = lexicon.organizations.get(key)
    return row.name if row else fallback or key
