"""The sample press server over real sockets: hosts, validators, gzip, robots, overlay."""

from __future__ import annotations

import gzip
import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from wartracker.cli.press import PressServer, accepts_gzip
from wartracker.errors import ConfigError, InputError

LONG = "<!doctype html><title>Harbour news</title><p>" + "The ferry is late again. " * 60
INDEX = """\
hosts:
  harbour.example:
    "/": {file: harbour/index.html, type: "text/html; charset=utf-8", modified: "2025-03-04T05:06:07Z"}
    "/robots.txt": {file: harbour/robots.txt, type: text/plain, modified: "2025-01-01T00:00:00Z"}
    "/list": {file: harbour/all.json, type: application/json, modified: "2025-01-01T00:00:00Z"}
    "/list?owner=ada": {file: harbour/ada.json, type: application/json, modified: "2025-01-01T00:00:00Z"}
  quay.example:
    "/": {file: quay.html, type: text/html, modified: "2025-01-01T00:00:00Z"}
    "/post": {file: quay.html, type: text/html, modified: "2025-01-01T00:00:00Z"}
"""
FILES = {
    "harbour/index.html": LONG,
    "harbour/robots.txt": "User-agent: *\nDisallow: /crew/\n",
    "harbour/all.json": "[]",
    "harbour/ada.json": '["ada"]',
    "quay.html": "<p>quay</p>",
}


def write_press(folder: Path, index: str, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = folder / "sites" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (folder / "index.yaml").write_text(index, encoding="utf-8")
    return folder


@pytest.fixture
def press(tmp_path: Path) -> Iterator[PressServer]:
    with PressServer(write_press(tmp_path, INDEX, FILES)) as server:
        yield server


def ask(
    press: PressServer, host: str, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(press.address, timeout=5)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers={"Host": host, **sent})
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def test_hosts_are_told_apart(press: PressServer) -> None:
    assert press.address.startswith("127.0.0.1:")
    assert press.hosts == ("harbour.example", "quay.example")
    assert b"Harbour news" in ask(press, "harbour.example", "/")[2]
    assert ask(press, "QUAY.example:8080", "/")[2] == b"<p>quay</p>"
    assert ask(press, "elsewhere.example", "/")[0] == 404
    assert ask(press, "quay.example", "/none")[0] == 404


def test_headers_are_those_of_the_index(press: PressServer) -> None:
    status, headers, _ = ask(press, "harbour.example", "/")
    assert status == 200
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["last-modified"] == "Tue, 04 Mar 2025 05:06:07 GMT"
    assert headers["etag"].startswith('"')


def test_conditional_requests(press: PressServer) -> None:
    headers = ask(press, "harbour.example", "/")[1]
    etag, modified = headers["etag"], headers["last-modified"]
    status, again, body = ask(press, "harbour.example", "/", If_None_Match=etag)
    assert (status, body, again["etag"]) == (304, b"", etag)
    for conditions, expected in (
        ({"If_None_Match": f'"other", W/{etag}'}, 304),
        ({"If_None_Match": "*"}, 304),
        ({"If_None_Match": '"other"'}, 200),
        ({"If_None_Match": '"other"', "If_Modified_Since": modified}, 200),
        ({"If_Modified_Since": modified}, 304),
        ({"If_Modified_Since": "Tue, 04 Mar 2025 05:06:06 GMT"}, 200),
        ({"If_Modified_Since": "last Tuesday"}, 200),
    ):
        assert ask(press, "harbour.example", "/", **conditions)[0] == expected, conditions


def test_gzip_is_another_representation(press: PressServer) -> None:
    plain = ask(press, "harbour.example", "/")[1]
    status, headers, body = ask(press, "harbour.example", "/", Accept_Encoding="br, gzip;q=0.5")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert gzip.decompress(body).decode() == LONG
    assert headers["etag"] != plain["etag"]
    assert headers["vary"] == "Accept-Encoding"
    assert ask(press, "harbour.example", "/", Accept_Encoding="gzip", If_None_Match=headers["etag"])[0] == 304
    assert ask(press, "harbour.example", "/", Accept_Encoding="gzip", If_None_Match=plain["etag"])[0] == 200
    assert "content-encoding" not in ask(press, "harbour.example", "/", Accept_Encoding="gzip;q=0")[1]
    assert "content-encoding" not in ask(press, "quay.example", "/", Accept_Encoding="gzip")[1]  # too small to pay


@pytest.mark.parametrize(
    ("header", "yes"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP", True),
        ("*", True),
        ("*;q=0, gzip", True),
        ("deflate", False),
        ("gzip;q=x", False),
    ],
)
def test_accept_encoding(header: str, yes: bool) -> None:
    assert accepts_gzip(header) is yes


def test_queries_and_slashes(press: PressServer) -> None:
    assert ask(press, "harbour.example", "/list?owner=ada&limit=5")[2] == b'["ada"]'
    assert ask(press, "harbour.example", "/list?owner=bob")[2] == b"[]"
    assert ask(press, "harbour.example", "/?utm_source=rss")[0] == 200
    status, headers, _ = ask(press, "quay.example", "/post/")
    assert (status, headers["location"]) == (301, "/post")


def test_methods(press: PressServer) -> None:
    status, headers, body = ask(press, "harbour.example", "/", method="HEAD")
    assert (status, body, headers["content-length"]) == (200, b"", str(len(LONG)))
    assert ask(press, "harbour.example", "/", method="POST")[0] == 405


def test_robots(press: PressServer) -> None:
    assert b"Disallow: /crew/" in ask(press, "harbour.example", "/robots.txt")[2]
    assert ask(press, "quay.example", "/robots.txt")[0] == 404


def test_requests_are_counted(press: PressServer) -> None:
    etag = ask(press, "harbour.example", "/")[1]["etag"]
    ask(press, "harbour.example", "/", If_None_Match=etag)
    ask(press, "quay.example", "/none?x=1")
    assert press.count() == 3
    assert press.count(host="harbour.example") == 2
    assert press.count("harbour.example", "/", 304) == 1
    assert press.count(path="/none?x=1", status=404) == 1
    assert press.count(host="elsewhere.example") == 0


def test_an_overlay_replaces_and_adds(tmp_path: Path) -> None:
    first = write_press(tmp_path / "first", INDEX, FILES)
    later = write_press(
        tmp_path / "later",
        'hosts:\n  quay.example:\n    "/": {file: q.html, type: text/html, modified: "2025-02-01T00:00:00Z"}\n'
        '    "/new": {file: q.html, type: text/html, modified: "2025-02-01T00:00:00Z"}\n',
        {"q.html": "<p>later</p>"},
    )
    with PressServer(first, overlay=later) as press:
        assert ask(press, "quay.example", "/")[2] == b"<p>later</p>"
        assert ask(press, "quay.example", "/new")[0] == 200
        assert ask(press, "quay.example", "/post")[2] == b"<p>quay</p>"


def test_a_taken_port_is_one_sentence(press: PressServer, tmp_path: Path) -> None:
    port = int(press.address.rpartition(":")[2])
    with pytest.raises(InputError, match=f"port {port} of 127.0.0.1 cannot be opened"):
        PressServer(tmp_path, port=port).start()


@pytest.mark.parametrize(
    ("index", "error"),
    [
        (
            "hosts: {a.example: {/: {file: ../index.yaml, type: text/html, modified: '2025-01-01T00:00:00Z'}}}",
            InputError,
        ),
        ("hosts: {a.example: {/: {file: none.html, type: text/html, modified: '2025-01-01T00:00:00Z'}}}", InputError),
        ("hosts: {a.example: {/: {file: none.html, type: text/html}}}", ConfigError),
        ("pages: []", ConfigError),
    ],
)
def test_a_broken_folder_is_refused(tmp_path: Path, index: str, error: type[Exception]) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "index.yaml").write_text(index)
    with pytest.raises(error):
        PressServer(tmp_path)


def test_no_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no readable index"):
        PressServer(tmp_path)
