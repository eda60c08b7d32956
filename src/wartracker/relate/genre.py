"""A reading in, the genre of the article out: what its sentences of release mean depends on it."""

from __future__ import annotations

import re
from enum import StrEnum
from urllib.parse import urlsplit

from wartracker.relate.lexicon import Lexicon
from wartracker.relate.reading import MARKS, Reading
from wartracker.vocabulary import Label


class Genre(StrEnum):
    """How a text speaks of events."""

    NEWS = "news"  # reports, vendor posts, newsletters
    CHANGELOG = "changelog"  # every line is a report of its own
    README = "readme"  # the repository or card of a model
    HUB = "hub"  # a listing record of a model hub
    HOWTO = "howto"  # tutorials, integrations, benchmarks: models are tools there
    OPINION = "opinion"  # essays, reviews, forecasts: events are told in passing


_HOWTO = re.compile(
    r"^\W*(?:build(?:ing)?|fine-?tun(?:e|ing)|deploy(?:ing)?|run(?:ning)?|port(?:ing)?|integrat(?:e|"
    r"ing)|speed(?:ing)?\sup|accelerat(?:e|ing)|optimi[sz](?:e|ing)|using|getting|hosting|serving|"
    r"training|generalizing)\b|"
    r"\b(?:how[- ]to|guide|tutorial|walk-?through|getting\sstarted|fine-?tuning\s(?:on|with|for|of)|"
    r"porting|integration|speed\sup|"
    r"(?:GPU-)?accelerated\s\w+\son|explained|what\s(?:is|are)\sa|lessons|FAQ|cheat\s?sheet|hands-on|"
    r"step[- ]by[- ]step|\bI\sran\b|\bwe\sran\b|I\stried|with\s(?:haystack|langchain|llamaindex)|"
    r"for\sbeginners|"
    r"inference\s(?:engine|speed|performance)|faster\sinference|quick\s?start|cookbook|benchmark(?:s|"
    r"ing)?|leaderboard|deep\sdive\sinto)\b",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"^\W*(?:opinion|why|the\scase\s(?:for|against)|what\b.*\bmeans\b|essay|interview|podcast|webinar|"
    r"reflections|predictions|forecast|thoughts\son|things\swe\slearned|five\sthings|\d+\sthings|"
    r"world-modeling|editorial|column|analysis|initial\simpressions|first\simpressions)\b|"
    r"\b(?:opinion|op-ed|review|impressions|podcast|webinar|interview|argues|month\swith|"
    r"what\swe\slearned|state\sof\s(?:ai|open)|fact\scheck|retraction|predicts?|forecast)\b",
    re.IGNORECASE,
)
_CHANGELOG = re.compile(r"\b(?:change-?\s?log|release\snotes)\b", re.IGNORECASE)
_README = re.compile(r"\b(?:readme|model[_ ]?card)\b", re.IGNORECASE)
_OPINION_PATHS = frozenset(
    ["opinion", "opinions", "comment", "commentary", "column", "columns", "editorial", "analysis"]
)
# "owner/Model": the title of a repository page on a hub.
_REPOSITORY = re.compile(r"^\W*[\w.-]+/" + MARKS[Label.MODEL] + r"\W*(?:·.*)?$")
_README_HOSTS = ("github.com", "huggingface.co", "modelscope.cn")


def _is_owners(reading: Reading, account: str, lexicon: Lexicon) -> bool:
    """Tell whether a repository belongs to who owns the model of its title; anybody may write tools for a model."""
    owner = lexicon.accounts.get(account.lower())
    named = reading.title.of(Label.MODEL) if reading.title else ()
    if owner is None or not named:
        return owner is not None and not named
    return lexicon.is_kin(owner, lexicon.owner_of(named[0].key)) or lexicon.owner_of(named[0].key) is None


def tell_genre(reading: Reading, lexicon: Lexicon) -> Genre:
    """Tell an article's genre from its record, title and address.

    Args:
        reading: the article.
        lexicon: compiled gazetteers.

    Returns:
        The genre; NEWS where nothing speaks for another.
    """
    article = reading.article
    if article.hub is not None:
        return Genre.HUB
    title = reading.title.skeleton if reading.title else ""
    if _CHANGELOG.search(title) or "changelog" in article.url.lower() or "release-notes" in article.url.lower():
        return Genre.CHANGELOG
    parts = urlsplit(article.url)
    host = (parts.hostname or "").removeprefix("www.")
    segments = [piece for piece in parts.path.split("/") if piece]
    if (
        _README.search(title)
        or _REPOSITORY.match(title)
        or (host in _README_HOSTS and len(segments) == 2 and _is_owners(reading, segments[0], lexicon))
    ):
        return Genre.README
    if _HOWTO.search(title):
        return Genre.HOWTO
    if _OPINION.search(title) or any(piece.lower() in _OPINION_PATHS for piece in segments):
        return Genre.OPINION
    return Genre.NEWS
