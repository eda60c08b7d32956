"""A page that no list knows in, who speaks of himself there out: the maker that nobody has heard of yet.

Its first model stands on its own site; there its word is the first party's. Sellers speak of themselves too: what the
text gives to somebody else is not theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from wartracker.cues import Cued
from wartracker.records import Mention, ModelRef
from wartracker.relate.lexicon import Lexicon
from wartracker.relate.reading import MARKS, Reading, Sentence, Zone
from wartracker.vocabulary import Label

# What a page says of its own doings.
OWN_ACTS = frozenset({"release", "license_change", "restriction", "pricing", "policy_statement", "company"})
_WE = re.compile(
    r"\b(?:we|our|us|wir|unsere?r?|nous|notre|nos|nós|nossos?|nossas?|lançamos|apresentamos|lanzamos|presentamos|nuestr[oa]s?|"
    r"noi|nostr[oa])\b|我们|我們|私たち|우리",
    re.IGNORECASE,
)
# Words that a host's name leaves out or adds: "quillon.example" is Quillon Labs's.
_FIRM_WORDS = re.compile(
    r"(?:artificialintelligence|intelligence|research|technologies|technology|systems|institute|labs?|hq|ai|inc|the)$"
)
_FIRM = re.compile(
    r"^[A-Z][^./]*\s(?:AI|Labs?|Research|Intelligence|Systems|Technologies|Robotics|Institute|Cognition|Computing)$"
)
# Sections of a firm's own site: a paper has news, a firm has a blog.
_OWN_SECTIONS = frozenset(
    ["blog", "posts", "changelog", "updates", "releases", "announcements", "docs", "developers", "api"]
)
_LOG = re.compile(r"\bchange-?\s?log\b|\brelease\snotes\b|\bwhat's\snew\b", re.IGNORECASE)
_NAME = re.compile(r"\b[A-Z][\w&.-]*(?:\s[A-Z][\w&.-]*)*")
_SHORTEST_HOST = 4  # shorter labels are words of any language
_LARGE_FAMILY = 3  # rows of a family that nobody else's model shares its name with by chance
_O, _M = MARKS[Label.ORG], MARKS[Label.MODEL]
_POSSESSED = Cued(
    rf"(?P<before>{_O}+|\b[A-Z][\w.]+)'s\s(?:[\w-]+\s){{0,3}}?(?={_M})|"
    rf"{_M},?\s(?:the\s(?:[\w-]+\s){{0,3}}?models?\s)?(?:of|from|by)\s(?P<after>{_O}+)"
)
# "M comes from Acme", "M, from the people at Acme", "M (Acme)", "Acme's team has M": whose it is, beside any verb.
_COMES_FROM = Cued(
    rf"(?P<model>{_M}+)\W{{0,4}}(?:,?\s?(?:which\s)?(?:comes|is|hails|came)?\s?(?:from|by|out\sof)\s|\()"
    rf"(?:the\s(?:[\w-]+\s){{0,3}}?(?:people|team|folks|researchers|group|lab|crew|makers?|start-?up|company)\s"
    rf"(?:at|of|behind|from)?\s?|(?:[\w-]+\s){{0,3}}?(?:start-?up|lab|company|maker|firm)\s)?(?P<who>{_O}+)|"
    rf"\b(?:people|folks|team|researchers|crew|engineers)\s(?:at|from|of|behind)\s(?P<team>{_O}+)[^.;:]{{0,80}}?(?P<theirs>{_M}+)"
)
_NAMED_BEFORE = Cued(rf"(?P<name>\b[A-Z][\w&.]+(?:\s[A-Z][\w&.]+){{0,3}})'s\s(?:[\w-]+\s){{0,3}}?(?={_M})")
_SUBJECT = Cued(
    rf"(?P<name>\b[A-Z][\w&.]+(?:\s[A-Z][\w&.]+){{0,3}})\s(?:has\s|have\s|had\s)?(?:\w+ly\s)?(?:releas|launch|publish|"
    rf"open-?\s?sourc|unveil|introduc|announc|put|upload|ship|post|pull|withdr|remov|retir|suspend|relicens|"
    rf"loosen|tighten)\w*\s(?:[\w-]+\s){{0,4}}?(?={_M})"
)
_NO_NAMES = frozenset(
    ["The", "It", "This", "That", "These", "They", "He", "She", "We", "You", "Who", "Which", "Today", "Yesterday",
     "And", "But", "Also", "Then", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Its",
     "Our", "Researchers", "Developers", "Scientists", "Engineers", "Start-up", "Startup", "A", "An", "In", "On", "New"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says "we" on a page."""

    key: str
    name: str  # as the text spells it


def says_we(sentence: Sentence) -> bool:
    """Tell whether a sentence itself says "we": not somebody it quotes."""
    return bool(_WE.search(re.sub(r'"[^"]*"', " ", sentence.plain)))


def find_speaker(reading: Reading, lexicon: Lexicon) -> Speaker | None:
    """Find who speaks of himself on a page that no list knows: "we", and the host bears a name of the text.

    Args:
        reading: the article.
        lexicon: compiled gazetteers.

    Returns:
        The speaker; None for a known host, for press, and where nobody says "we".
    """
    host = (urlsplit(reading.article.url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    if len(labels) < 2 or lexicon.organization_at(host) or reading.article.first_party_of:
        return None
    label = re.sub(r"[^a-z0-9]", "", labels[-2])
    told = [s for s in reading.sentences if s.zone is not Zone.RELATED]
    speaks = any(says_we(s) for s in told[:8])
    logged = _LOG.search(reading.article.title) is not None  # a list of changes leaves out who speaks
    if len(label) < _SHORTEST_HOST or not (speaks or logged):
        return None
    for mention in (m for s in told for m in s.of(Label.ORG)):
        if _bears(mention.name, label):
            return Speaker(mention.key or mention.name, mention.name)
    for name in (match.group() for s in told for match in _NAME.finditer(s.plain)):
        if _bears(name, label):
            return Speaker(re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-"), name)
    return _name_publisher(reading, labels) if speaks or logged else None


def _name_publisher(reading: Reading, labels: Sequence[str]) -> Speaker | None:
    """Return the publisher where its name, or its host's, is a firm's: "we" on Quillon Labs's page is Quillon Labs."""
    name, label = reading.article.publisher, labels[-2]
    section = urlsplit(reading.article.url).path.strip("/").partition("/")[0].lower()
    if not _FIRM.search(name) and (section in _OWN_SECTIONS or labels[0] in _OWN_SECTIONS) and label.isalpha():
        return Speaker(label, label.title())
    if not _FIRM.search(name):
        host = re.fullmatch(
            r"(?P<stem>[a-z0-9]{3,}(?:-[a-z0-9]+)*)-(?P<firm>intelligence|research|labs?|ai|systems|robotics)", label
        )
        if host is None:
            return None
        firm = "AI" if host["firm"] == "ai" else host["firm"].capitalize()
        name = f"{host['stem'].replace('-', ' ').title()} {firm}"
    return Speaker(re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-"), name)


def _bears(name: str, label: str) -> bool:
    """Tell whether a host's label is a name, give or take "AI" and "Labs"."""
    squashed = re.sub(r"[^a-z0-9]", "", name.lower().removesuffix("'s"))
    one, other = (_FIRM_WORDS.sub("", text) for text in (squashed, label))
    return squashed == label or (one == other and len(one) >= _SHORTEST_HOST)


def is_own(
    speaker: Speaker, acting: Iterable[str], models: Sequence[ModelRef], reading: Reading, lexicon: Lexicon
) -> bool:
    """Tell whether a page tells of its own doing: nobody else acts in it, and the models are nobody else's.

    Args:
        speaker: who says "we".
        acting: keys of the organizations that act in the claim, sellers' platforms left out.
        models: the claim's models.
        reading: the article.
        lexicon: compiled gazetteers.
    """
    if any(key != speaker.key for key in acting):
        return False
    owner = next((m.owner for m in models if m.owner), None)
    if owner is not None:
        # The lists may know another's small family of this name.
        large = max(len(lexicon.family_rows(model.key)) for model in models) >= _LARGE_FAMILY
        listed = any(model.key in lexicon.models for model in models)
        named = any(m.key == owner for s in reading.sentences for m in s.of(Label.ORG))
        if listed or large or named:
            return False
    return not is_possessed(models, speaker, reading)


def find_source(keys: Iterable[str], sentences: Iterable[Sentence]) -> Mention | None:
    """Find the organization that a sentence says a model comes from: "Ember 2, from the people at Quillon".

    Args:
        keys: keys of the claim's models.
        sentences: sentences that tell of them.
    """
    wanted = set(keys)
    for sentence in sentences:
        for match in sentence.finditer(_COMES_FROM):
            model = _at(sentence, match.start("model") if match["model"] else match.start("theirs"))
            maker = _at(sentence, match.start("who") if match["model"] else match.start("team"))
            if model is not None and model.key in wanted and maker is not None:
                return maker
    return None


def find_possessor(keys: Iterable[str], sentences: Iterable[Sentence], text: str) -> Speaker | None:
    """Find the maker that a sentence names with a model, though no tagger knew it: "Quillon's Ember 2".

    Args:
        keys: keys of the claim's models.
        sentences: sentences that tell of them.
        text: the article's text; a word that it writes small elsewhere is no name.
    """
    wanted = set(keys)
    for sentence in sentences:
        for match in (*sentence.finditer(_NAMED_BEFORE), *sentence.finditer(_SUBJECT)):
            model = _at(sentence, match.end())
            if model is not None and model.key in wanted and _is_name(match["name"], text):
                return Speaker(re.sub(r"[^a-z0-9]+", "-", match["name"].lower()).strip("-"), match["name"])
    return None


def _is_name(name: str, text: str) -> bool:
    first = name.split(maxsplit=1)[0]
    if first in _NO_NAMES:
        return False
    small = name.lower()
    return small not in text or not re.search(rf"\b{re.escape(small)}\b", text)


def is_possessed(models: Sequence[ModelRef], speaker: Speaker, reading: Reading) -> bool:
    """Tell whether a text calls one of these models somebody else's: "Acme's Ember 2", "Ember 2, the model of Acme"."""
    keys = {model.key for model in models}
    return any(_gives_away(sentence, keys, speaker) for sentence in reading.sentences)


def _gives_away(sentence: Sentence, keys: set[str], speaker: Speaker) -> bool:
    for match in sentence.finditer(_POSSESSED):
        model = _at(sentence, match.end() if match["before"] else match.start())
        if model is None or model.key not in keys:
            continue
        who = _at(sentence, match.start("before") if match["before"] else match.start("after"))
        name = match["before"] or match["after"]
        if speaker.key != (who.key or who.name) if who else not speaker.name.startswith(name):
            return True
    return False


def _at(sentence: Sentence, offset: int) -> Mention | None:
    at = sentence.start + offset
    return next((m for m in sentence.mentions if m.start <= at < m.end), None)
