"""Two reports in, whether they tell of the same happening out.

Key first (a shared model, kind and window merge nothing wrongly), text similarity only inside a key or for claims
without one. The predicate looks at two reports alone, so that a partition never depends on the order, and a further
report never parts two others.
"""

from __future__ import annotations

from wartracker.resolve.key import Report, measure_gap, select_role
from wartracker.resolve.names import Relation, name_other_details, relate_model_lists, relate_names
from wartracker.resolve.similarity import compare_words
from wartracker.vocabulary import Status

# Days between two reports of one happening, by what joins them. Digests come up to eleven days late; the
# same full name is launched only once in a season; sizes and variants join only when they launch together.
_EXACT_DAYS = 45
_SIDE_DAYS = 7
_GENERATION_SIZE_DAYS = 12
_GENERATION_DAYS = 4
_CHECKPOINT_DAYS = 2
_ANNOUNCED_DAYS = 2
_ACT_DAYS = 10
_KEYLESS_DAYS = 7


def tell_same(a: Report, b: Report) -> bool:
    """Decide whether two reports tell of the same happening; symmetric, and a function of the two alone."""
    if a.family != b.family:
        return tells_one_launch(a, b)
    gap = measure_gap(a, b)
    if a.stage != b.stage and not _stages_touch(a, b, gap):
        return False
    if a.models and b.models and a.family in {"release", "pricing", "license_change"}:
        return _share_model(a, b, gap)
    if a.family == "release":
        return _same_unnamed_release(a, b, gap)
    if a.family == "regulation":
        return _same_law(a, b, gap)
    if a.family == "funding":
        return _same_round(a, b, gap)
    return _same_act(a, b, gap)


def _stages_touch(a: Report, b: Report, gap: int) -> bool:
    # One outlet "announces" what another says was released: the same day's news. A promise stays apart.
    statuses = {a.claim.status, b.claim.status}
    if {a.stage, b.stage} == {"ahead", "happened"} and Status.ANNOUNCED in statuses:
        return gap <= _ANNOUNCED_DAYS
    # A law "released" or "completed" in general words is the stage that the other names.
    return a.family == "regulation" and "happened" in {a.stage, b.stage} and gap <= _ANNOUNCED_DAYS


def tells_one_launch(a: Report, b: Report) -> bool:
    """One article tells of a launch and of its terms, price or product: they are one event."""
    families = {a.family, b.family}
    if "release" not in families or not families & {"license_change", "pricing", "product", "policy_statement"}:
        return False
    if a.article.id != b.article.id or a.stage != b.stage or a.claim.roundup or b.claim.roundup:
        return False
    if not a.models or not b.models:
        return bool(a.subjects & b.subjects) and families & {"product", "policy_statement"} != set()
    relation, leading = relate_model_lists(a.models, b.models)
    if "pricing" in families:
        return relation is Relation.EXACT and leading  # a cheaper model beside a new one is another matter
    return relation is not Relation.NONE


def _share_model(a: Report, b: Report, gap: int) -> bool:
    relation, leading = relate_model_lists(a.models, b.models)
    if relation is Relation.NONE:
        return _launched_together(a, b)
    if _launched_together(a, b):
        return True
    if not leading and not _of_one_maker(a, b):
        return False
    if relation is Relation.EXACT:
        if _same_voice(a, b):
            return gap <= _ACT_DAYS
        apart = name_other_details(a.models, b.models) and name_other_details(b.models, a.models)
        late = _GENERATION_SIZE_DAYS if apart else _EXACT_DAYS
        return gap <= (late if leading else _SIDE_DAYS)
    if not leading:
        return relation is Relation.GENERATION and gap <= 1
    if relation is Relation.GENERATION:
        same_words = a.models[0].words == b.models[0].words
        return gap <= (_GENERATION_SIZE_DAYS if same_words else _GENERATION_DAYS)
    if relation is Relation.CHECKPOINT:
        return gap <= _CHECKPOINT_DAYS
    # Sizes of one name launch together; two variants join only through an article that tells of the generation.
    return gap <= 1 and a.models[0].words == b.models[0].words and _agree_on_subject(a, b)


def _of_one_maker(a: Report, b: Report) -> bool:
    """Two launches that share a lesser model are one only if one maker leads both: a list ties nothing together."""
    if a.claim.roundup or b.claim.roundup:
        return False
    return a.maker == b.maker if a.maker and b.maker else bool(a.subjects & b.subjects)


def _same_voice(a: Report, b: Report) -> bool:
    """A maker does not launch the same model twice on its own pages: the second post is about something else."""
    return a.first_party and b.first_party and a.article.publisher == b.article.publisher


def _launched_together(a: Report, b: Report) -> bool:
    """Two launches told in one article, which is no round-up, on one day: by their maker, or of one generation.

    A digest that tells of two families of one maker would otherwise tie the two launches together.
    """
    if a.article.id != b.article.id or not (a.founds and b.founds) or a.claim.roundup or b.claim.roundup:
        return False
    akin = any(relate_names(ours, theirs) for ours in a.models for theirs in b.models)
    return bool(a.subjects & b.subjects) and measure_gap(a, b) <= 1 and (a.first_party or akin)


def _agree_on_subject(a: Report, b: Report) -> bool:
    return not a.subjects or not b.subjects or bool(a.subjects & b.subjects)


def _same_unnamed_release(a: Report, b: Report, gap: int) -> bool:
    if not a.subjects & b.subjects or gap > _ANNOUNCED_DAYS + 1:
        return False
    return compare_words(a.words, b.words) >= 0.3


def _same_law(a: Report, b: Report, gap: int) -> bool:
    if a.article.id == b.article.id and not (a.claim.roundup or b.claim.roundup):
        return a.instrument == b.instrument or not (a.instrument and b.instrument)
    if a.instrument and b.instrument:
        return a.instrument == b.instrument and gap <= _ACT_DAYS
    if a.subjects & b.subjects:
        return _is_alike(a, b, gap)
    return _agree_on_subject(a, b) and gap <= _KEYLESS_DAYS and compare_words(a.words, b.words) >= 0.3


def _same_round(a: Report, b: Report, gap: int) -> bool:
    if not select_role(a, "investee") & select_role(b, "investee") or gap > _ACT_DAYS:
        return False
    givers, others = select_role(a, "investor", own=True), select_role(b, "investor", own=True)
    alike = _is_alike(a, b, gap)
    if a.amount and b.amount:
        # Another sum is another round unless the articles say alike (a valuation taken for the sum).
        return abs(a.amount - b.amount) <= 0.1 * max(a.amount, b.amount) or (alike and gap <= 1)
    if givers and others and not givers & others:
        return False
    return gap <= _ANNOUNCED_DAYS or alike


def _same_act(a: Report, b: Report, gap: int) -> bool:
    shared = a.subjects & b.subjects
    if a.instrument and a.instrument == b.instrument and shared:
        return gap <= _ACT_DAYS
    if a.instrument and b.instrument and a.instrument != b.instrument:
        return False
    about_same_model = relate_model_lists(a.models, b.models)[0] >= Relation.GENERATION
    if not about_same_model and not shared:
        return not a.subjects and not b.subjects and gap <= 3 and compare_words(a.words, b.words) >= 0.5
    if a.article.id == b.article.id and not (a.claim.roundup or b.claim.roundup):
        return gap <= _ANNOUNCED_DAYS
    # Two acting parties in common, or one beside the maker of the models, make one affair of it.
    makers = {model.owner for model in (*a.models, *b.models)}
    if gap <= _ACT_DAYS and (len(shared) > 1 or (about_same_model and shared - makers)):
        return True
    return _is_alike(a, b, gap)


def _is_alike(a: Report, b: Report, gap: int) -> bool:
    """Compare texts inside a key: names are taken out already, so a tenth in common is much for neighbouring days."""
    if gap > _ACT_DAYS:
        return False
    return compare_words(a.words, b.words) >= (0.08 if gap <= _ANNOUNCED_DAYS else 0.18)
