"""Sentences in, drafts of `product` out: a platform launch that changes how models reach people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wartracker.cues import Cued
from wartracker.relate.acts import (
    ASSISTANT,
    ORG,
    actors,
    draft_act,
    news_sentences,
    read_act,
)
from wartracker.relate.drafts import Draft
from wartracker.relate.genre import Genre
from wartracker.relate.lexicon import Lexicon
from wartracker.relate.reading import Reading, Sentence, Zone
from wartracker.vocabulary import Kind, Label, Status

_LAUNCH = Cued(
    rf"(?:{ORG}+|\b(?:it|the\s(?:company|firm|group))\b)[^.;]{{0,60}}?\b(?:launch(?:es|ed)?|unveil(?:s|"
    r"ed)?|introduc(?:es|ed)|announc(?:es|ed)|releas(?:es|ed)|brings|brought|puts?|rolls?\sout|"
    r"rolled\sout|opens|opened|lets?)\b",
    re.IGNORECASE,
)
# Only what puts models into the hands of a platform's whole public: a system, a store, an operating system, phones.
_PLATFORM = Cued(
    r"\b(?:AI\s(?:platform|system|operating\ssystem|app\sstore|marketplace)|"
    r"personal\sintelligence\ssystem|app\sstores?\b|model\s(?:hub|store|marketplace)|"
    rf"built\sinto\s(?:\w+\s){{0,3}}(?:iPhone|Android|Windows|phones?)|"
    rf"across\s(?:\w+\s){{0,3}}(?:iPhone|iPad|Mac|Android|Windows)|on-device\s(?:AI|models?|"
    rf"foundation))|{ASSISTANT}+[^.;]{{0,40}}\b(?:into|in)\sthe\sapp\sstores?",
    re.IGNORECASE,
)


def find_drafts(reading: Reading, genre: Genre, lexicon: Lexicon) -> Iterator[Draft]:
    """Draft claims that a platform was launched; only from the title or where the title names the actor.

    Args:
        reading: the article.
        genre: its genre.
        lexicon: compiled gazetteers.

    Yields:
        At most one draft.
    """
    if genre is not Genre.NEWS:
        return
    for sentence in news_sentences(reading):
        if sentence.zone is not Zone.TITLE and len(reading.sentences) > 8:
            continue
        match = sentence.search(_LAUNCH)
        if match is None or not sentence.search(_PLATFORM) or not sentence.of(Label.ORG):
            continue
        yield _draft(sentence, reading, match)
        return


def _draft(sentence: Sentence, reading: Reading, match: re.Match[str]) -> Draft:
    named = next(iter(sentence.of(Label.ASSISTANT)), None)
    return draft_act(
        read_act(Kind.PRODUCT, sentence, reading, match, Status.RELEASED),
        "product",
        0.5,
        supports=("organizations",),
        actors=actors(sentence.of(Label.ORG)[:1], "actor"),
        slots={"product": named.key or named.name} if named else {},
    )
