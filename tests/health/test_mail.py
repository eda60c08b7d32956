"""Mail over TLS and STARTTLS to a real server with a certificate of its own: encrypted, or not at all."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from sqlalchemy import Engine

from tests.health.test_deliver import NOW, SILENT, Mailbox, workspace
from wartracker.errors import ConfigError
from wartracker.health.deliver import UndeliveredError, deliver, find_mail_server, send_mail
from wartracker.health.doctor import examine
from wartracker.health.watch import remember_findings
from wartracker.store.database import connect, migrate

Start = Callable[..., int]


class Vault(Mailbox):
    """A mail server that notes how each mail came, and who logged in."""

    def __init__(self) -> None:
        super().__init__()
        self.encrypted: list[bool] = []
        self.logins: list[bytes] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return await super().handle_DATA(server, session, envelope)

    def check(self, server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        self.logins.append(data.password)
        return AuthResult(success=data.password == b"open sesame")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that is valid today, made now."""
    program = shutil.which("openssl")
    assert program, "this test makes a certificate with openssl: apt-get install openssl"
    place = tmp_path_factory.mktemp("certificate") / "localhost.pem"
    command = [program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(place), "-out", f"{place}.crt"]
    subprocess.run(command, check=True, capture_output=True)
    place.write_text(place.read_text() + Path(f"{place}.crt").read_text())
    return place


@pytest.fixture
def box() -> Vault:
    return Vault()


@pytest.fixture
def start(box: Vault, certificate: Path) -> Iterator[Start]:
    """Return what starts a mail server: encrypted from the first byte, on request, or never."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with ExitStack() as stack:

        def begin(security: str, **options: Any) -> int:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port: int = probe.getsockname()[1]
            if security == "tls":
                options["ssl_context"] = context
            elif security == "starttls":
                options |= {"tls_context": context, "require_starttls": True}
            controller = Controller(box, hostname="127.0.0.1", port=port, **options)
            controller.start()
            stack.callback(controller.stop)
            return port

        yield begin


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this machine trust the certificate, as the operating system's store would."""
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")


def settings(port: int, security: str | None, host: str = "localhost", more: str = "") -> str:
    told = f'smtp_security = "{security}"\n' if security else ""
    return f'file = false\nemail_to = ["ana@wartracker.example"]\nsmtp = "{host}:{port}"\n{told}{more}'


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_mail_and_password_travel_encrypted(tmp_path: Path, box: Vault, start: Start, security: str) -> None:
    port = start(security, authenticator=box.check, auth_required=True, auth_require_tls=security == "starttls")
    secret = tmp_path / "password"
    secret.write_text("open sesame\n")
    login = f'smtp_user = "ana"\nsmtp_password_file = "{secret}"\n'
    send_mail(workspace(tmp_path, settings(port, security, more=login)), "subject", "text", NOW)
    assert (box.encrypted, box.logins) == ([True], [b"open sesame"])
    assert box.mails[0]["Subject"] == "subject"


@pytest.mark.usefixtures("trusted")
def test_a_server_without_starttls_gets_nothing(tmp_path: Path, box: Vault, start: Start) -> None:
    place = workspace(tmp_path, settings(start("never"), "starttls"))
    with pytest.raises(UndeliveredError, match="it offers neither STARTTLS"):
        send_mail(place, "subject", "text", NOW)
    assert box.mails == []


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_nobody_vouches_for_gets_nothing(tmp_path: Path, box: Vault, start: Start, security: str) -> None:
    place = workspace(tmp_path, settings(start(security), security))
    with pytest.raises(UndeliveredError, match="its certificate does not hold: self-signed certificate"):
        send_mail(place, "subject", "text", NOW)
    assert box.mails == []


@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_host_gets_nothing(tmp_path: Path, box: Vault, start: Start) -> None:
    place = workspace(tmp_path, settings(start("tls"), "tls", host="127.0.0.1"))
    with pytest.raises(UndeliveredError, match="its certificate does not hold"):
        send_mail(place, "subject", "text", NOW)
    assert box.mails == []


@pytest.mark.parametrize(
    ("host", "security", "more", "words"),
    [
        ("mail.wartracker.example", None, "", 'in the clear; write "starttls" or "tls", or "none"'),
        ("192.0.2.7", None, "", "in the clear"),
        ("mail.wartracker.example", "none", 'smtp_user = "ana"\n', "the password would travel"),
        ("mail.wartracker.example", "none", "", None),
        ("mail.wartracker.example", "tls", "", None),
        ("localhost", None, "", None),
        ("127.0.0.1", None, "", None),
        ("[::1]", None, 'smtp_user = "ana"\n', None),
    ],
)
def test_what_would_travel_readable_is_refused_unless_allowed(
    tmp_path: Path, host: str, security: str | None, more: str, words: str | None
) -> None:
    place = workspace(tmp_path, settings(25, security, host, more))
    if words is None:
        assert find_mail_server(place.settings.notify) == (host.strip("[]"), 25)
        return
    with pytest.raises(ConfigError, match="smtp_security") as error:
        send_mail(place, "subject", "text", NOW)
    assert words in str(error.value)
    (check,) = [one for one in examine(place, NOW) if one.name == "notify"]
    assert (check.ok, words in check.says) == (False, True)


def test_a_word_that_is_none_of_them_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="smtp_security"):
        assert workspace(tmp_path, settings(25, "ssl")).settings


def test_a_channel_set_up_wrong_keeps_no_other_from_speaking(tmp_path: Path) -> None:
    engine: Engine = connect(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    migrate(engine)
    remember_findings(engine, [SILENT], NOW)
    notify = settings(25, None, "mail.wartracker.example").replace("file = false", "file = true")
    told: list[str] = []
    assert deliver(workspace(tmp_path, notify), engine, NOW, told.append) == 1
    assert "smtp_security" in told[0]
    assert (tmp_path / "output" / "notices.jsonl").exists()
    engine.dispose()
