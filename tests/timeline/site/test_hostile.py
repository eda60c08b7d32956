"""Hostile text through every page: nothing becomes markup, script, an address or a file elsewhere."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest

from tests.review.hostile import PAYLOADS
from tests.timeline.site.build import make_event, make_material, render
from tests.timeline.site.test_pages import XHTML, pages, parse
from wartracker.facts import EventDate, EventLink, Evidence, LicenseRef, ModelRef, OrgRef, Revision
from wartracker.records import ArticleRef, Event
from wartracker.timeline.site.material import Material, Prose
from wartracker.vocabulary import Basis, LicenseClass, Link, Precision, Tier

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_NEVER = {"iframe", "object", "embed", "img", "base", "form", "math", "style", "video", "input", "template"}
_REACH = re.compile(r"\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write|https?://|fetch\(")


def poison(number: int, text: str) -> Event:
    """An event whose every text is hostile, addresses too."""
    event = make_event(number)
    source = ArticleRef(f"art-{number}", text, text, text, Tier.HUB, event.published)
    fields = replace(
        event.fields,
        title=text,
        organizations=(OrgRef(text, text, "actor"),),
        models=(ModelRef(text, text, text, text, size=text, owner=text),),
        license=LicenseRef(text, text, LicenseClass.UNKNOWN, (text,), (text,)),
        licenses=(LicenseRef(text, text, LicenseClass.UNKNOWN, (text,), (text,)),),
        frontlines=(text,),
        interpretations=(text,),
        slots={"instrument": text, "person": [text], "expected": text, text: text},
        date=EventDate(event.fields.date.value, Precision.DAY, Basis.STATED),
    )
    return replace(
        event,
        curator=text,
        fields=fields,
        sources=(source,),
        evidence=(Evidence(source.id, "text", 0, len(text), text, ("kind",)),),
        revisions=(Revision(event.published, text, text),),
        retracted=text if number % 7 == 0 else None,
        links=(EventLink("evt-1", Link.RELATED),),
    )


def poisoned() -> Material:
    events = [poison(number, text) for number, text in enumerate(PAYLOADS, 1)]
    prose = Prose("\n\n".join(text[:500] for text in PAYLOADS), "\n".join(PAYLOADS[:3]), None)
    material = make_material(events, texts={"synthesis": prose, "arc": prose})
    material = replace(material, corrections="https://desk.example/?about={title}")
    return replace(material, former=frozenset({("organization", text, text) for text in PAYLOADS}))


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return render(poisoned())


def test_file_names_stay_in_their_folders(files: dict[str, str]) -> None:
    for path in files:
        assert re.fullmatch(r"(?:[a-z]+/)?[a-z0-9._-]+\.(?:html|csv|css|js|svg)", path), path
    assert len({path.lower() for path in files}) == len(files)


def test_no_text_becomes_markup_or_script(files: dict[str, str]) -> None:
    for path, text in pages(files).items():
        for node in parse(text).iter():
            tag = str(node.tag).removeprefix(XHTML)
            assert tag not in {"iframe", "object", "embed", "img", "base", "form", "math", "style", "video", "input"}, (
                path
            )
            assert not [name for name in node.attrib if name.startswith("on") or name in {"style", "srcdoc"}], path
            for name in ("href", "src"):
                value = node.attrib.get(name, "")
                plain = value.startswith(("https://", "http://", "mailto:", "#")) or ":" not in value.split("/")[0]
                assert plain, (path, value)
            if tag == "script":
                assert node.attrib["src"].removeprefix("../") == "assets/site.js"
                assert not (node.text or "").strip()
            if tag == "meta" and "http-equiv" in node.attrib:
                assert node.attrib["http-equiv"] == "Content-Security-Policy"


def test_nothing_invisible_reorders_or_hides_text(files: dict[str, str]) -> None:
    for path, text in pages(files).items():
        assert not _CONTROL.search(text), path


def test_long_texts_do_not_blow_pages_up(files: dict[str, str]) -> None:
    assert max(len(text) for path, text in files.items() if path.startswith("events/")) < 20_000


def test_no_cell_is_a_formula(files: dict[str, str]) -> None:
    for path, text in files.items():
        if path.endswith(".csv"):
            for row in csv.reader(io.StringIO(text)):
                assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))], path


def test_own_script_evaluates_nothing_and_asks_nobody(files: dict[str, str]) -> None:
    script = files["assets/site.js"]
    assert not re.search(
        r"\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write|https?://|fetch\(", script
    )
    assert "url(" not in files["assets/site.css"]
    assert "@import" not in files["assets/site.css"]
