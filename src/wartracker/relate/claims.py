"""Article and mentions in, claims out: drafts of all kinds, merged by what they are about, filled and quoted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wartracker.debate import Debate
from wartracker.gazetteer import Gazetteers
from wartracker.records import Article, Claim, Mention
from wartracker.relate.drafts import Draft
from wartracker.relate.fill import Filled, Told, fill_claim, read_told
from wartracker.relate.genre import Genre, tell_genre
from wartracker.relate.groups import Group, group_drafts
from wartracker.relate.kinds import (
    company,
    funding,
    license_change,
    model_release,
    policy_statement,
    pricing,
    product,
    regulation,
    restriction,
    weights_release,
)
from wartracker.relate.lexicon import Lexicon, build_lexicon
from wartracker.relate.reading import Reading, read_article
from wartracker.relate.touches import Touch, compile_touches
from wartracker.vocabulary import Kind

_FIND: dict[Kind, Callable[[Reading, Genre, Lexicon], Iterator[Draft]]] = {
    Kind.WEIGHTS_RELEASE: weights_release.find_drafts,
    Kind.MODEL_RELEASE: model_release.find_drafts,
    Kind.LICENSE_CHANGE: license_change.find_drafts,
    Kind.RESTRICTION: restriction.find_drafts,
    Kind.REGULATION: regulation.find_drafts,
    Kind.FUNDING: funding.find_drafts,
    Kind.COMPANY: company.find_drafts,
    Kind.POLICY_STATEMENT: policy_statement.find_drafts,
    Kind.PRICING: pricing.find_drafts,
    Kind.PRODUCT: product.find_drafts,
}


@dataclass(frozen=True, slots=True)
class Relater:
    """What relating needs of a debate and the gazetteers, compiled once."""

    debate: Debate
    lexicon: Lexicon
    touches: tuple[Touch, ...]


def build_relater(debate: Debate, gazetteers: Gazetteers) -> Relater:
    """Compile a debate's terms and the gazetteers' look-ups.

    Args:
        debate: the debate.
        gazetteers: all lists.

    Returns:
        The relater, to be kept for all articles.
    """
    return Relater(debate, build_lexicon(gazetteers), compile_touches(debate))


def relate_claims(
    article: Article, mentions: Sequence[Mention], relaters: Sequence[Relater]
) -> tuple[tuple[Claim, ...], ...]:
    """Find what an article asserts for each of some debates of one workspace; it is read once for all of them.

    Args:
        article: title and text; offsets of evidence refer to them.
        mentions: tagged spans of the article.
        relaters: compiled debates, with the same gazetteers.

    Returns:
        For each, claims in text order, each with at least one verbatim quote; empty when nothing is asserted.
    """
    if not relaters:
        return ()
    lexicon = relaters[0].lexicon
    reading = read_article(article, mentions)
    genre = tell_genre(reading, lexicon)
    wanted = dict.fromkeys(kind for relater in relaters for kind in relater.debate.kinds)
    found = {kind: list(_FIND[kind](reading, genre, lexicon)) for kind in wanted}
    claims = []
    known: dict[frozenset[int], tuple[list[Group], list[Told]]] = {}  # debates often watch for the same
    for relater in relaters:
        drafts = [draft for kind in relater.debate.kinds for draft in found[kind]]
        same = frozenset(map(id, drafts))
        if same not in known:
            groups = group_drafts(drafts, lexicon)
            known[same] = groups, [read_told(group, groups, reading, genre, lexicon) for group in groups]
        groups, tolds = known[same]
        filled = [Filled(group, reading, genre, lexicon, relater.debate, relater.touches) for group in groups]
        each = zip(filled, tolds, strict=True)
        claims.append(tuple(claim for parts, told in each for claim in fill_claim(parts, told, groups)))
    return tuple(claims)
