"""What servers must prove: the machine's certificates count, though the HTTP library was imported without them."""

import asyncio
import os
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from tests.collect.servers import answer, loopback
from wartracker.collect.http import Ask, Client
from wartracker.collect.trust import build_trust
from wartracker.records import FetchResult
from wartracker.vocabulary import PollOutcome

CERTIFICATE = Path(__file__).parents[1] / "data" / "collect" / "self-signed.pem"  # of tests.example, vouches for itself


@pytest.mark.parametrize(
    ("trusted", "name", "outcome"),
    [
        (CERTIFICATE, "tests.example", PollOutcome.OK),
        (CERTIFICATE, "other.example", PollOutcome.TLS),  # vouched for, but as somebody else
        (Path(os.devnull), "tests.example", PollOutcome.TLS),
    ],
)
def test_who_is_vouched_for_is_heard(
    monkeypatch: pytest.MonkeyPatch, trusted: Path, name: str, outcome: PollOutcome
) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer(b"<rss/>", headers=(("Connection", "close"),)))
        await writer.drain()
        writer.close()

    async def run() -> FetchResult:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
        port = server.sockets[0].getsockname()[1]
        async with server, Client(loopback(resolve={"*.example": f"127.0.0.1:{port}"})) as client:
            return await client.fetch(Ask(f"https://{name}/"))

    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    monkeypatch.setenv("SSL_CERT_DIR", os.devnull)
    build_trust.cache_clear()
    try:
        assert asyncio.run(run()).outcome is outcome
    finally:
        build_trust.cache_clear()


def test_the_import_leaves_the_places_of_certificates_as_they_were() -> None:
    code = "import os, wartracker.collect.trust; print(os.environ.get('SSL_CERT_FILE'), os.environ.get('SSL_CERT_DIR'))"
    environ = {**os.environ, "SSL_CERT_FILE": "mine.pem"}
    environ.pop("SSL_CERT_DIR", None)
    told = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["mine.pem", "None"]
