"""Article and mentions in, sentences with their mentions, zones and a regex-friendly skeleton out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wartracker.cues import Cued, Spelled, spell_text
from wartracker.passages import BlockKind, split_block, split_blocks
from wartracker.records import Article, Mention
from wartracker.vocabulary import Label

# In a skeleton every code point of a mention is replaced by its label's mark (private use, never in real text), so
# that patterns can speak of "a model" and no pattern fires inside a name. Offsets stay those of the text.
MARKS = {
    Label.MODEL: "\ue000",
    Label.ORG: "\ue001",
    Label.LICENSE: "\ue002",
    Label.ASSISTANT: "\ue003",
    Label.LIBRARY: "\ue004",
    Label.DATASET: "\ue005",
    Label.BENCHMARK: "\ue006",
    Label.HARDWARE: "\ue007",
    Label.PERSON: "\ue008",
    Label.BODY: "\ue009",
    Label.INSTRUMENT: "\ue00a",
}
_PLAIN = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2212": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "}
)
_NOISE = re.compile(
    r"\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)|<[^<>\n]{1,600}>|https?://[^\s)\]>]+|[*`\[\]_~]"
)
_RELATED = re.compile(
    r"(?i)^\W*(?:related|read more|see also|more on this|also read|recommended|further reading)\b\W*$"
)
_LEAD_SENTENCES = 4  # sentences of running text that count as the lead
_LEAD_END = 1200  # code points of running text after which the lead is over in any case


class Zone(StrEnum):
    """Where in the article a sentence stands."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    RELATED = "related"  # headlines of other stories under "Related:"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of title or text; `plain` and `skeleton` have its length."""

    field: str  # "title" or "text"
    start: int
    end: int
    plain: str  # typographic variants and Markdown noise replaced one to one
    skeleton: str  # plain with the marks of the mentions
    mentions: tuple[Mention, ...]
    block: int
    kind: BlockKind
    heading: str
    zone: Zone
    order: int  # 0 is the title
    marked: Spelled  # the skeleton with its words
    said: Spelled  # `plain` with its words

    def of(self, *labels: Label) -> tuple[Mention, ...]:
        """Return the mentions with one of these labels, in text order."""
        return tuple(mention for mention in self.mentions if mention.label in labels) if self.mentions else ()

    def search(self, cued: Cued) -> re.Match[str] | None:
        """Find the first match of an expression in the skeleton."""
        return cued.search(self.marked)

    def finditer(self, cued: Cued) -> Iterable[re.Match[str]]:
        """Find all matches of an expression in the skeleton."""
        return cued.finditer(self.marked)

    def search_said(self, cued: Cued) -> re.Match[str] | None:
        """Find the first match of an expression in `plain`, names of mentions included."""
        return cued.search(self.said)

    def between(self, start: int, end: int, *labels: Label) -> tuple[Mention, ...]:
        """Return mentions wholly between two offsets counted from the sentence's start."""
        return tuple(m for m in self.of(*labels) if start <= m.start - self.start and m.end - self.start <= end)


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as relate reads it."""

    article: Article
    sentences: tuple[Sentence, ...]  # the title first, when there is one
    mentions: tuple[Mention, ...]

    @property
    def title(self) -> Sentence | None:
        """Return the title as a sentence, None for an article without one."""
        return self.sentences[0] if self.sentences and self.sentences[0].zone is Zone.TITLE else None

    @property
    def body(self) -> tuple[Sentence, ...]:
        """Return the sentences of the text."""
        return self.sentences[1:] if self.title else self.sentences


def mark(label: Label) -> str:
    """Return the pattern that matches one mention of a label in a skeleton."""
    return MARKS[label] + "+"


def plain_text(text: str) -> str:
    """Replace typographic variants, link targets, tags and emphasis one code point for one."""
    return _NOISE.sub(lambda match: " " * len(match.group()), text.translate(_PLAIN))


def read_article(article: Article, mentions: Sequence[Mention]) -> Reading:
    """Lay mentions over the sentences of an article.

    Args:
        article: the article; offsets of mentions refer to its title and text.
        mentions: tagged spans in any order.

    Returns:
        The reading; sentences in order, a mention belongs to the sentence that holds its first code point.
    """
    named = [m for m in mentions if not _is_issue(m, article)]
    ordered = tuple(sorted(named, key=lambda m: (m.field != "title", m.start, -m.end)))
    sentences: list[Sentence] = []
    if article.title.strip():
        titled = [m for m in ordered if m.field == "title"]
        sentences.append(
            _sentence(article.title, "title", 0, len(article.title), titled, -1, BlockKind.HEADING, "", Zone.TITLE, 0)
        )
    sentences.extend(_read_text(article, [m for m in ordered if m.field == "text"], len(sentences)))
    return Reading(article=article, sentences=tuple(sentences), mentions=ordered)


def _is_issue(mention: Mention, article: Article) -> bool:
    """Tell whether a "model" at the head of a title is the newsletter's own name with the number of the issue."""
    if mention.label is not Label.MODEL or mention.field != "title" or mention.start > 1:
        return False
    name = re.fullmatch(r"(?P<stem>.*?)\W*\d{1,4}", mention.surface)
    return name is not None and bool(name["stem"]) and _squash(name["stem"]) in _squash(article.publisher)


def _squash(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _read_text(article: Article, mentions: list[Mention], first: int) -> Iterator[Sentence]:
    text = article.text
    order, at, lead, lead_length = first, 0, 0, 0
    topic = _topic(article.title)
    heading, related = "", False
    for number, block in enumerate(split_blocks(text)):
        content = text[block.start : block.end]
        if block.kind is BlockKind.CODE:
            continue
        if block.kind is BlockKind.HEADING:
            heading = content
        if _RELATED.match(content):
            related = True
        elif related and block.kind is BlockKind.PARAGRAPH:
            related = False
        for span in split_block(text, block.start, block.end):
            while at < len(mentions) and mentions[at].start < span.start:
                at += 1
            stop = at
            while stop < len(mentions) and mentions[stop].start < span.end:
                stop += 1
            in_lead = lead < _LEAD_SENTENCES and lead_length < _LEAD_END
            zone = Zone.RELATED if related else Zone.LEAD if in_lead else Zone.BODY
            sentence = _sentence(
                text, "text", span.start, span.end, mentions[at:stop], number, block.kind, heading, zone, order
            )
            at = stop
            order += 1
            if not related and _is_running(sentence, topic):
                lead += 1
                lead_length += span.end - span.start
            yield sentence


def _sentence(
    text: str,
    field: str,
    start: int,
    end: int,
    mentions: Sequence[Mention],
    block: int,
    kind: BlockKind,
    heading: str,
    zone: Zone,
    order: int,
) -> Sentence:
    inside = tuple(mention for mention in mentions if mention.end <= end)
    plain = plain_text(text[start:end])
    chars = list(plain)
    for mention in inside:
        for at in range(mention.start - start, mention.end - start):
            chars[at] = MARKS[mention.label]
    skeleton = "".join(chars)
    marked = spell_text(skeleton)
    said = spell_text(plain) if inside else marked
    return Sentence(field, start, end, plain, skeleton, inside, block, kind, heading, zone, order, marked, said)


def _topic(title: str) -> frozenset[str]:
    """Return the longer words of a title, by which its own text is told from menus."""
    return frozenset(word.lower() for word in re.findall(r"[^\W\d_]{5,}", title))


def _is_running(sentence: Sentence, topic: frozenset[str]) -> bool:
    """Tell running text from menus, badges and captions: some words, and a name or a word of the title among them."""
    if sentence.kind is BlockKind.HEADING:
        return False
    words = re.findall(r"\w+", sentence.plain)
    if any(m.label is Label.MODEL for m in sentence.mentions):
        return len(words) >= 3
    return len(words) >= 6 and (bool(sentence.mentions) or not topic or any(word.lower() in topic for word in words))
