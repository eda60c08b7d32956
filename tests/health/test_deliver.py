"""Messages over real sockets: a webhook, a mail server, a file; what is refused is tried again."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message as Mail
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pytest_httpserver import HTTPServer
from sqlalchemy import Engine

from wartracker.errors import ConfigError
from wartracker.health.deliver import UndeliveredError, build_mail, deliver, find_channels, read_password, send_mail
from wartracker.health.findings import Finding
from wartracker.health.watch import remember_findings
from wartracker.store.database import connect, migrate
from wartracker.vocabulary import Trouble
from wartracker.workspace import Workspace, open_workspace

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
SILENT = Finding(Trouble.SILENT, "small-talk", "nothing new", "look at the site")


class Mailbox:
    """A mail server that keeps what it gets, or refuses."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.refuse = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuse:
            return "451 later"
        self.mails.append(message_from_bytes(envelope.content))
        return "250 ok"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    with socket.socket() as probe:  # the controller knocks at the port it was told: 0 would be no port
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = connect(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    migrate(made)
    yield made
    made.dispose()


def workspace(root: Path, notify: str, port: int = 80) -> Workspace:
    (root / "wartracker.toml").write_text(
        '[collect]\ncontact = "tests@wartracker.example"\nallow_private = ["127.0.0.1"]\nhost_gap_s = 0.0\n'
        f'[collect.resolve]\n"*.example" = "127.0.0.1:{port}"\n[notify]\n{notify}',
        encoding="utf-8",
    )
    return open_workspace(root, {})


def test_a_webhook_gets_text_and_rows(tmp_path: Path, engine: Engine, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook", method="POST").respond_with_data("ok")
    place = workspace(tmp_path, 'file = false\nwebhook = "http://hooks.example/hook"\n', httpserver.port)
    remember_findings(engine, [SILENT], NOW)
    assert deliver(place, engine, NOW, print) == 1
    assert deliver(place, engine, NOW + timedelta(hours=1), print) == 0
    (request, _) = httpserver.log[0]
    body = json.loads(request.get_data())
    assert body["text"] == "silent: small-talk: nothing new\n  look at the site\n"
    assert body["notices"][0]["word"] == "silent"
    remember_findings(engine, [], NOW + timedelta(hours=2))
    assert deliver(place, engine, NOW + timedelta(hours=25), print) == 1
    assert json.loads(httpserver.log[1][0].get_data())["text"].startswith("over: small-talk: silent since 2026-03-20")


@pytest.mark.parametrize("status", [500, 302])
def test_a_webhook_that_refuses_is_asked_again(
    tmp_path: Path, engine: Engine, httpserver: HTTPServer, status: int
) -> None:
    httpserver.expect_ordered_request("/hook").respond_with_data("", status=status, headers={"Location": "/other"})
    httpserver.expect_ordered_request("/hook").respond_with_data("ok")
    place = workspace(tmp_path, 'file = false\nwebhook = "http://hooks.example/hook"\n', httpserver.port)
    remember_findings(engine, [SILENT], NOW)
    told: list[str] = []
    assert deliver(place, engine, NOW, told.append) == 0
    assert "tried again" in told[0]
    assert deliver(place, engine, NOW + timedelta(minutes=1), told.append) == 1


def test_a_webhook_inside_the_network_is_not_asked(tmp_path: Path, engine: Engine, httpserver: HTTPServer) -> None:
    place = workspace(tmp_path, f'file = false\nwebhook = "http://10.0.0.7:{httpserver.port}/hook"\n')
    remember_findings(engine, [SILENT], NOW)
    told: list[str] = []
    assert deliver(place, engine, NOW, told.append) == 0
    assert "blocked" in told[0]


def test_mail_is_sent_and_a_refusal_repeated(tmp_path: Path, engine: Engine, mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    notify = f'file = false\nemail_to = ["ana@wartracker.example"]\nsmtp = "127.0.0.1:{port}"\n'
    place = workspace(tmp_path, notify)
    hostile = Finding(Trouble.FAILING, "evil", "first line\r\nBcc: all@wartracker.example", "look")
    remember_findings(engine, [hostile, SILENT], NOW)
    box.refuse = True
    assert deliver(place, engine, NOW, lambda text: None) == 0
    box.refuse = False
    assert deliver(place, engine, NOW, lambda text: None) == 2
    (mail,) = box.mails  # one mail tells both
    assert mail["To"] == "ana@wartracker.example"
    assert mail["Bcc"] is None
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "silent: small-talk" in mail.get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    place = workspace(tmp_path, 'email_to = ["a@wartracker.example"]\nsmtp = "127.0.0.1:1"\n')
    assert list(find_channels(place)) == ["file", "email"]
    with pytest.raises(UndeliveredError, match="no mail"):
        _send(place)


def _send(place: Workspace) -> None:
    send_mail(place, "subject", "text", NOW)


def test_settings_that_cannot_work(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="HOST:PORT"):
        _send(workspace(tmp_path, 'email_to = ["a@wartracker.example"]\nsmtp = "mailhost"\n'))
    with pytest.raises(ConfigError, match="smtp_password_file"):
        place = workspace(tmp_path, 'email_to = ["a@wartracker.example"]\nsmtp = "127.0.0.1:1"\nsmtp_user = "u"\n')
        read_password(place.settings.notify.smtp_password_file)


def test_a_file_gets_a_line_each(tmp_path: Path, engine: Engine) -> None:
    place = workspace(tmp_path, "")
    remember_findings(engine, [SILENT], NOW)
    assert deliver(place, engine, NOW, print) == 1
    rows = [json.loads(line) for line in (tmp_path / "output" / "notices.jsonl").read_text().splitlines()]
    assert [(row["told"], row["subject"], row["hint"]) for row in rows] == [("open", "small-talk", "look at the site")]


def test_a_mail_has_one_subject_line() -> None:
    mail = build_mail("one\nBcc: two", "text", "from@wartracker.example", ["to@wartracker.example"], NOW)
    assert mail["Subject"] == "one Bcc: two"
