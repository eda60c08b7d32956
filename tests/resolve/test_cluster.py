from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wartracker.records import ArticleRef, Claim, ModelRef
from wartracker.resolve.cluster import partition_reports
from wartracker.resolve.key import Report, build_report, find_roots
from wartracker.resolve.same import tell_same
from wartracker.resolve.similarity import collect_words
from wartracker.vocabulary import Kind, Precision, Status

from .hand import GAZETTEERS, article, claim, model, on, org

TERN4 = model("Tern 4", "tern", "4")
SCOUT = model("Tern 4 Scout", "tern", "4")
R1 = model("Osprey-R1", "osprey", "1")
R1_LATER = model("Osprey-R1-0528", "osprey", "1")


def report(told: Claim, of: ArticleRef) -> Report:
    return build_report(told, of, collect_words(of.title, of.lead), find_roots(GAZETTEERS))


def tell(day: str, number: int = 1, title: str = "", **more: object) -> Report:
    more.setdefault("orgs", [org("Tern Labs")])
    return report(claim(f"c{number}", f"a{number}", **more), article(f"a{number}", day, title))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        # one launch, told on the day and in a digest eleven days later
        (tell("2025-04-05", 1, models=[TERN4]), tell("2025-04-16", 2, models=[TERN4]), True),
        # the two release kinds share one key
        (
            tell("2025-04-05", 1, models=[TERN4], kind=Kind.MODEL_RELEASE),
            tell("2025-04-06", 2, models=[TERN4]),
            True,
        ),
        # variants belong to the generation launched in the same days, later ones are events of their own
        (tell("2025-04-05", 1, models=[TERN4]), tell("2025-04-07", 2, models=[SCOUT]), True),
        (tell("2025-04-05", 1, models=[TERN4]), tell("2025-05-20", 2, models=[SCOUT]), False),
        # a checkpoint four months later is another event however the text reads
        (tell("2025-01-20", 1, models=[R1]), tell("2025-05-28", 2, models=[R1_LATER]), False),
        (tell("2025-05-20", 1, models=[R1]), tell("2025-05-28", 2, models=[R1_LATER]), False),
        # a stated day outweighs the day of publication
        (
            tell("2025-04-05", 1, models=[SCOUT]),
            tell("2025-04-20", 2, models=[TERN4], date=on("2025-04-06")),
            True,
        ),
        # the generation that a variant is made of joins nothing
        (
            tell("2025-04-05", 1, models=[model("Tern 4 Math", "tern", "4"), TERN4]),
            tell("2025-04-06", 2, models=[model("Tern 4 Audio", "tern", "4"), TERN4]),
            False,
        ),
        # "this year" is no day: the report's own day counts
        (
            tell("2025-07-05", 1, models=[TERN4], date=on("2025-01-01", Precision.YEAR)),
            tell("2025-01-06", 2, models=[TERN4]),
            False,
        ),
        # a promise and the release, a delay and the release are different events
        (
            tell("2025-04-05", 1, models=[TERN4], status=Status.PROMISED),
            tell("2025-04-06", 2, models=[TERN4]),
            False,
        ),
        (
            tell("2025-04-05", 1, models=[TERN4], status=Status.DELAYED),
            tell("2025-04-06", 2, models=[TERN4]),
            False,
        ),
        # what one outlet calls announced, the other calls released, on the same days
        (
            tell("2025-04-05", 1, models=[TERN4], status=Status.ANNOUNCED),
            tell("2025-04-06", 2, models=[TERN4]),
            True,
        ),
        # stages of one law are events of their own
        (
            tell("2025-04-05", 1, kind=Kind.REGULATION, status=Status.PASSED, slots={"instrument": "SB 2099"}),
            tell("2025-04-06", 2, kind=Kind.REGULATION, status=Status.SIGNED, slots={"instrument": "SB 2099"}),
            False,
        ),
        (
            tell("2025-04-05", 1, kind=Kind.REGULATION, status=Status.PASSED, slots={"instrument": "SB 2099"}),
            tell(
                "2025-04-06", 2, kind=Kind.REGULATION, status=Status.PASSED, slots={"instrument": "Senate Bill SB-2099"}
            ),
            True,
        ),
        # another sum is another round
        (
            tell("2025-04-05", 1, "Pension fund backs Tern Labs", kind=Kind.FUNDING, slots={"amount": 2e9}),
            tell("2025-04-07", 2, "Chip maker joins Tern Labs", kind=Kind.FUNDING, slots={"amount": 5e8}),
            False,
        ),
        (
            tell("2025-04-05", 1, kind=Kind.FUNDING, orgs=[org("Tern Labs", "investee")], slots={"amount": 2e9}),
            tell("2025-04-07", 2, kind=Kind.FUNDING, orgs=[org("Tern Labs", "investee")], slots={"amount": 2.1e9}),
            True,
        ),
        # keyless acts of one actor join only when the articles say alike
        (
            tell("2025-04-05", 1, "Founder leaves Tern Labs after board dispute", kind=Kind.COMPANY),
            tell("2025-04-06", 2, "Board dispute: Tern Labs founder out", kind=Kind.COMPANY),
            True,
        ),
        (
            tell("2025-04-05", 1, "Founder leaves Tern Labs after board dispute", kind=Kind.COMPANY),
            tell("2025-04-06", 2, "Tern Labs opens Zurich subsidiary", kind=Kind.COMPANY),
            False,
        ),
    ],
)
def test_which_reports_tell_the_same(a: Report, b: Report, same: bool) -> None:
    assert tell_same(a, b) is same
    assert tell_same(b, a) is same


@pytest.mark.parametrize(
    ("second", "more", "events"),
    [
        (model("Wader 2", "wader", "2"), {"first_party": True}, 1),
        (model("Wader 2", "wader", "2"), {}, 2),
        (model("Tern 4 Edit", "tern", "4"), {}, 1),
        (model("Tern 4 Edit", "tern", "4"), {"first_party": True, "roundup": True}, 2),
        (model("Wader 2", "wader", "2"), {"first_party": True, "roundup": True}, 2),
    ],
)
def test_models_launched_in_one_article(second: ModelRef, more: dict[str, bool], events: int) -> None:
    story = article("a1", "2025-04-05")
    told = [
        claim(f"c{n}", "a1", models=[name], orgs=[org("Tern Labs")], **more) for n, name in enumerate((SCOUT, second))
    ]
    assert len(partition_reports([report(one, story) for one in told])) == events


def test_a_maker_launches_a_model_once_on_its_own_pages() -> None:
    posts = [
        report(
            claim(f"c{n}", f"a{n}", models=[TERN4], orgs=[org("Tern Labs")], first_party=True),
            article(f"a{n}", day, publisher="tern.example"),
        )
        for n, day in enumerate(("2025-04-05", "2025-05-01"))
    ]
    assert not tell_same(*posts)


def test_terms_told_with_the_launch_belong_to_it() -> None:
    story = article("a1", "2025-04-05")
    reports = [
        report(claim("c1", "a1", models=[TERN4]), story),
        report(claim("c2", "a1", kind=Kind.LICENSE_CHANGE, models=[TERN4]), story),
    ]
    assert len(partition_reports(reports)) == 1


def test_a_cheaper_model_beside_a_new_one_is_another_event() -> None:
    story = article("a1", "2025-04-05")
    reports = [
        report(claim("c1", "a1", kind=Kind.MODEL_RELEASE, models=[model("Tern 4 Pro", "tern", "4")]), story),
        report(claim("c2", "a1", kind=Kind.PRICING, models=[TERN4]), story),
    ]
    assert len(partition_reports(reports)) == 2


def test_articles_kept_apart_do_not_meet_even_through_a_third() -> None:
    reports = [tell("2025-04-05", number, models=[TERN4]) for number in (1, 2, 3)]
    groups = partition_reports(reports, frozenset({frozenset({"a1", "a3"})}))
    together = [{r.article.id for r in group} for group in groups]
    assert sum(len(ids) for ids in together) == 3
    assert not any({"a1", "a3"} <= ids for ids in together)


NAMES = st.sampled_from(
    [TERN4, SCOUT, R1, R1_LATER, model("Tern 4 70B", "tern", "4"), model("Tern 4.1", "tern", "4.1")]
)


@st.composite
def reports(draw: st.DrawFn) -> list[Report]:
    made = []
    for number in range(draw(st.integers(1, 12))):
        day = date(2025, 4, 1) + timedelta(days=draw(st.integers(0, 60)))
        made.append(
            tell(
                day.isoformat(),
                number,
                draw(st.sampled_from(["Tern rises", "Osprey lands in court", "Board dispute at Tern", ""])),
                models=draw(st.lists(NAMES, max_size=2, unique=True)),
                kind=draw(st.sampled_from([Kind.WEIGHTS_RELEASE, Kind.MODEL_RELEASE, Kind.FUNDING, Kind.RESTRICTION])),
                status=draw(st.sampled_from([Status.RELEASED, Status.ANNOUNCED, Status.DELAYED])),
            )
        )
    return made


@settings(max_examples=60, deadline=None)
@given(reports(), st.randoms(use_true_random=False))
def test_the_partition_does_not_depend_on_the_order(made: list[Report], random: object) -> None:
    shuffled = list(made)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert partition_reports(made) == partition_reports(shuffled)


@settings(max_examples=60, deadline=None)
@given(reports(), st.integers(0, 11))
def test_a_further_report_parts_no_group(made: list[Report], place: int) -> None:
    left_out = made[place % len(made)]
    fewer = [one for one in made if one is not left_out]
    after = {one.claim.id: number for number, group in enumerate(partition_reports(made)) for one in group}
    for group in partition_reports(fewer):
        assert len({after[one.claim.id] for one in group}) == 1


@settings(max_examples=60, deadline=None)
@given(reports())
def test_blocking_loses_no_pair(made: list[Report]) -> None:
    home = {one.claim.id: number for number, group in enumerate(partition_reports(made)) for one in group}
    for a in made:
        for b in made:
            if a is not b and tell_same(a, b):
                assert home[a.claim.id] == home[b.claim.id]
