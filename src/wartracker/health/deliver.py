"""Troubles that stand or are over in, messages to file, webhook and e-mail out: at most one a day about each."""

from __future__ import annotations

import asyncio
import json
import os
import smtplib
import ssl
from collections.abc import Callable, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from ipaddress import ip_address
from pathlib import Path

from sqlalchemy import Engine

from wartracker.collect.http import Client
from wartracker.config import NotifySettings
from wartracker.errors import ConfigError, StoreError, WarTrackerError
from wartracker.health.notices import Delivery, Message, Notice, Told, decide_messages
from wartracker.ids import build_id
from wartracker.shapes import format_moment
from wartracker.store.database import reading, writing
from wartracker.store.notices import load_deliveries, load_notices, save_deliveries
from wartracker.vocabulary import PollOutcome, Trouble
from wartracker.workspace import Workspace

SMTP_TIMEOUT_S = 20.0
MOST_IN_ONE = 50  # troubles a message names; the rest is counted
FILE = "notices.jsonl"

Say = Callable[[str], None]
Send = Callable[[Sequence[Message], datetime], None]


class UndeliveredError(WarTrackerError):
    """A channel refused a message; it is tried again after the next tick."""

    code = "undelivered"


def deliver(workspace: Workspace, engine: Engine, now: datetime, say: Say) -> int:
    """Tell every channel what it does not know yet; one that refuses is tried again next time.

    A process that dies between sending and remembering sends twice: better than never.

    Returns:
        How many messages about troubles went out, over all channels.
    """
    count = 0
    with reading(engine) as connection:
        rows = load_notices(connection)
    notices = [
        Notice(Trouble(row.word), row.subject, row.says, row.hint, row.opened_at, row.seen_at, row.closed_at)
        for row in rows
    ]
    for channel, send in find_channels(workspace).items():
        with reading(engine) as connection:
            told = {row.key: Delivery(Told(row.told), row.at) for row in load_deliveries(connection, channel)}
        messages = decide_messages(notices, told, now)
        if not messages:
            continue
        try:
            send(messages, now)
        except WarTrackerError as error:  # a channel that is set up wrong keeps no other from speaking
            say(f"{channel}: {error}; it is tried again")
            continue
        with writing(engine) as connection:
            values = [{"key": one.notice.key, "told": one.told.value, "at": now} for one in messages]
            save_deliveries(connection, channel, values)
        count += len(messages)
    return count


def find_channels(workspace: Workspace) -> dict[str, Send]:
    """Find the channels that the settings name."""
    settings = workspace.settings.notify
    channels: dict[str, Send] = {}
    if settings.file:
        channels["file"] = lambda messages, now: append_file(workspace.output / FILE, messages, now)
    if settings.webhook:
        channels["webhook"] = lambda messages, now: post_webhook(workspace, messages)
    if settings.email_to:
        channels["email"] = lambda messages, now: send_mail(
            workspace, build_subject(messages), render_messages(messages), now
        )
    return channels


def build_subject(messages: Sequence[Message]) -> str:
    """Build a subject: the first message's first line, and how many there are besides."""
    first = messages[0].render().splitlines()[0]
    return f"WarTracker: {first[:120]}" + (f" (and {len(messages) - 1} more)" if len(messages) > 1 else "")


def render_messages(messages: Sequence[Message]) -> str:
    """Render messages as one text."""
    lines = [message.render() for message in messages[:MOST_IN_ONE]]
    if len(messages) > MOST_IN_ONE:
        lines.append(f"and {len(messages) - MOST_IN_ONE} more: `wartracker notices` lists them")
    return "\n".join(lines) + "\n"


def shape_message(message: Message, now: datetime) -> dict[str, str | None]:
    """Shape one message for programs."""
    one = message.notice
    return {
        "at": format_moment(now),
        "told": "reminder" if message.again else message.told.value,
        "word": one.word.value,
        "subject": one.subject,
        "says": one.says,
        "hint": one.hint,
        "since": format_moment(one.opened_at),
        "over": format_moment(one.closed_at),
    }


def append_file(path: Path, messages: Sequence[Message], now: datetime) -> None:
    """Append messages to a JSON Lines file."""
    lines = "".join(json.dumps(shape_message(one, now), ensure_ascii=False) + "\n" for one in messages)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise UndeliveredError(f"{path} cannot be written: {error.strerror}") from error


def post_webhook(workspace: Workspace, messages: Sequence[Message]) -> None:
    """Post messages to the webhook through the guarded client, which connects to public addresses only.

    `text` is what Slack, Mattermost, Discord-compatible bridges and others show; `notices` is for programs.
    """
    url = workspace.settings.notify.webhook or ""
    now = messages[0].notice.seen_at
    body = {"text": render_messages(messages), "notices": [shape_message(one, now) for one in messages]}
    data = json.dumps(body, ensure_ascii=False).encode()

    async def post() -> None:
        async with Client(workspace.settings.collect) as client:
            result = await client.post(url, data, "application/json")
        if result.outcome is not PollOutcome.OK:
            raise UndeliveredError(f"the webhook was not taken: {result.outcome.value} {result.why}".strip())

    asyncio.run(post())


def send_mail(workspace: Workspace, subject: str, text: str, now: datetime) -> None:
    """Send one mail to everybody whom the settings name.

    Raises:
        UndeliveredError: the server refused or cannot be reached; ConfigError: the settings cannot work.
    """
    settings = workspace.settings.notify
    message = build_mail(subject, text, settings.email_from, settings.email_to, now)
    host, port = find_mail_server(settings)
    password = read_password(settings.smtp_password_file) if settings.smtp_user else ""
    context = ssl.create_default_context()
    try:
        server: smtplib.SMTP
        if settings.smtp_security == "tls":
            server = smtplib.SMTP_SSL(host, port, timeout=SMTP_TIMEOUT_S, context=context)
        else:
            server = smtplib.SMTP(host, port, timeout=SMTP_TIMEOUT_S)
        with server:
            if settings.smtp_security == "starttls":
                server.starttls(context=context)  # refuses a server that offers none: nothing goes in the clear
            if settings.smtp_user:
                server.login(settings.smtp_user, password)
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise UndeliveredError(f"no mail through {settings.smtp}: {_name_trouble(error)}") from error


def _name_trouble(error: Exception) -> str:
    """Name a refusal; a sentence never repeats what the server said."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate does not hold: {error.verify_message}"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "it offers neither STARTTLS nor the login that is asked for"
    return type(error).__name__


def find_mail_server(settings: NotifySettings) -> tuple[str, int]:
    """Find host and port of the mail server, and refuse what would travel readable without anybody having said so.

    Raises:
        ConfigError: no HOST:PORT; another machine without `smtp_security`; a password in the clear.
    """
    host, _, port = settings.smtp.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdigit():
        raise ConfigError(f"{settings.smtp!r} is no HOST:PORT", "wartracker.toml", key="notify.smtp")
    if settings.smtp_security in {"starttls", "tls"} or _is_this_machine(host):
        return host, int(port)
    if settings.smtp_security is None or settings.smtp_user:
        what = "the password" if settings.smtp_user else "mail"
        may = "" if settings.smtp_user else ', or "none" to say that it may'
        message = f'{what} would travel to {host} in the clear; write "starttls" or "tls"{may}'
        raise ConfigError(message, "wartracker.toml", key="notify.smtp_security")
    return host, int(port)


def _is_this_machine(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def build_mail(subject: str, text: str, sender: str, receivers: Sequence[str], now: datetime) -> EmailMessage:
    """Build a mail (RFC 5322); a subject from a feed cannot add header lines."""
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())
    message["From"] = sender
    message["To"] = ", ".join(receivers)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(build_id("msg", subject, now.isoformat()), domain="wartracker.invalid")
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation answers
    message.set_content(text)
    return message


def read_password(file: str | None) -> str:
    """Read the password of the mail server from the file of its own."""
    if file is None:
        raise ConfigError("`smtp_user` needs `smtp_password_file`", "wartracker.toml", key="notify.smtp_password_file")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise StoreError(f"{file} cannot be read: {error.strerror}") from error
