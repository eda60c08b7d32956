"""OPML in and out: a reader's list, a hostile one, and our own read back."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from lxml import etree

from tests.cli.call import Answer, call
from tests.cli.small import write_workspace
from tests.collect.desk import feed
from wartracker.collect.opml import Outline, parse_opml, render_opml
from wartracker.config import parse_feeds
from wartracker.vocabulary import SourceKind, Tier

LIST = b"""<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="2.0"><head><title>Mine</title></head><body>
 <outline text="Labs &amp; makers">
  <outline type="rss" text="Quillon" title="Quillon Labs" xmlUrl="https://quillon.example/feed"
    category="/news,/ai/models" language="en"/>
  <outline type="rss" text="Caf\xe9 of models" xmlURL="http://cafe.example/rss?utm_source=opml"/>
  <outline type="rss" text="Twice" xmlUrl="https://quillon.example:443/feed"/>
 </outline>
 <outline text="Bad"><outline text="Inside" xmlUrl="javascript:alert(1)"/><outline text="File" xmlUrl="file:///etc/passwd"/>
 </outline>
 <outline text="A link" type="link" url="https://nowhere.example/"/>
</body></opml>"""


def test_a_readers_list_is_read() -> None:
    found = parse_opml(LIST)
    assert found is not None
    assert found.outlines == (
        Outline("https://quillon.example/feed", "Quillon Labs", ("news", "ai/models", "Labs & makers"), "en"),
        Outline("http://cafe.example/rss", "Caf\xe9 of models", ("Labs & makers",)),
    )
    assert (found.unusable, found.repeated) == (("Inside", "File"), 1)


@pytest.mark.parametrize("body", [b"", b"{}", b"<html></html>", b"<rss/>", b"\x00\xff", b"not <opml", b"<opml"])
def test_anything_else_is_none(body: bytes) -> None:
    found = parse_opml(body)
    assert found is None or found.outlines == ()


ENTITY = b'<!DOCTYPE o [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    "body",
    [
        ENTITY + b"<opml><body><outline text='&b;&f;' xmlUrl='http://a.example/'/></body></opml>",
        b"<opml><body>" + b"<outline text='x'>" * 50_000 + b"<outline text='deep' xmlUrl='http://a.example/'/>",
        b"<opml><body><outline text='" + b"y" * 5_000_000 + b"' xmlUrl='http://a.example/'/></body></opml>",
        b"<opml><body>" + b"<outline text='x' xmlUrl='http://a.example/'/>" * 60_000 + b"</body></opml>",
        b"<opml>" + b"\n" * 200_000 + b"<outline xmlUrl='http://a.example/' text='\x1b[31m\x07 &#8238;t'/></opml>",
    ],
)
def test_a_hostile_list_does_no_harm(body: bytes) -> None:
    started = time.process_time()
    found = parse_opml(body)
    assert time.process_time() - started < 20
    assert found is not None
    host = Path("/etc/hostname").read_text().strip() if Path("/etc/hostname").exists() else "?"
    for outline in found.outlines:
        assert outline.url == "http://a.example/"
        assert len(outline.title) <= 200
        assert outline.title.isprintable()
        assert host not in outline.title
        assert "xxxxxxxxxx" not in outline.title


def test_our_own_list_is_valid_and_read_back() -> None:
    odd = feed("odd", "/a?b=1&c='2'", publisher='R&D <of> "it"\x00', topics=("a/b", "c,d"), lang="fr")
    page = feed("page", "/index", kind=SourceKind.PAGE, tier=Tier.FIRST_PARTY)
    text = render_opml([odd, page, feed()], "Ours & <theirs>")
    root = etree.fromstring(text.encode())
    assert root.get("version") == "2.0"
    assert [child.tag for child in root] == ["head", "body"]
    assert [one.get("type") for one in root.iter("outline") if len(one) == 0] == ["rss", "rss", "link"]
    found = parse_opml(text.encode())
    assert found is not None
    assert [(one.url, one.title, one.lang) for one in found.outlines] == [
        ("http://news.example/a?b=1&c='2'", 'R&D <of> "it"', "fr"),
        ("http://news.example/feed", "Small Talk", None),
    ]
    assert found.outlines[0].topics[:2] == ("a b", "c d")
    assert render_opml([odd, page, feed()], "Ours & <theirs>") == text


FEEDS = """\
# mine
feeds:
  - {name: quillon, kind: feed, url: 'https://www.quillon.example/feed', publisher: Q, tier: press}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "workspace", FEEDS, 9)


@pytest.fixture
def run(workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    return lambda *arguments: call(monkeypatch, capsys, "--workspace", str(workspace), *arguments)


def test_import_adds_what_is_not_there(
    run: Callable[..., Answer], workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = workspace / "list.opml"
    file.write_bytes(LIST)
    assert run("feeds", "import", str(file), "--dry-run").code == 0
    assert (workspace / "feeds.yaml").read_text() == FEEDS
    told = run("feeds", "import", str(file), "--tier", "press")
    assert told.code == 0
    assert "1 added, 2 known, 2 unusable" in told.out
    text = (workspace / "feeds.yaml").read_text()
    assert text.startswith(FEEDS)
    (added,) = parse_feeds(text)[1:]
    assert (added.name, added.url, added.tier) == ("caf-of-models", "http://cafe.example/rss", Tier.PRESS)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(LIST)))
    assert "0 added, 3 known" in run("feeds", "import", "-").out
    assert (workspace / "feeds.yaml").read_text() == text


def test_export_and_import_meet(run: Callable[..., Answer], workspace: Path) -> None:
    out = run("feeds", "export")
    listed = parse_opml(out.out.encode())
    assert listed is not None
    assert [one.url for one in listed.outlines] == ["https://www.quillon.example/feed"]
    assert parse_feeds(run("feeds", "export", "--format", "yaml").out) == parse_feeds(FEEDS)
    file = workspace / "out.opml"
    assert run("feeds", "export", "quillon", "-o", str(file)).code == 0
    assert file.read_text() == out.out
    assert run("feeds", "export", "--format", "csv").code == 2


def test_what_is_no_list_is_one_sentence(run: Callable[..., Answer], workspace: Path) -> None:
    (workspace / "page.html").write_text("<html></html>")
    assert run("feeds", "import", str(workspace / "page.html")).code == 3
    assert run("feeds", "import", str(workspace / "none.opml")).code == 3
    (workspace / "big.opml").write_bytes(b"<opml>" + b" " * (10 * 1024 * 1024))
    assert run("feeds", "import", str(workspace / "big.opml")).code == 3
    assert run("feeds", "import", str(workspace / "page.html"), "--tier", "best").code == 2
