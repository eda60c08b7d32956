"""Nothing in, the HTTP library and what servers must prove to it out: part of the network shell.

aiohttp reads this machine's certificates twice while it is imported, which takes as long as a hundred polls, before it
is known whether any server will be asked to prove itself. Here it is imported without; the first that is reads them.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

_PLACES = ("SSL_CERT_FILE", "SSL_CERT_DIR")  # where OpenSSL is told to look, if anybody told it


@contextmanager
def _certificates_unread() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in _PLACES}
    os.environ.update(dict.fromkeys(_PLACES, os.devnull))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


with _certificates_unread():  # aiohttp's own contexts trust nobody then: no request uses them
    import aiohttp

__all__ = ["aiohttp", "build_trust"]


@cache  # one for all requests: reading the certificates takes as long as many polls
def build_trust(*, verify: bool = True) -> ssl.SSLContext:
    """Build what every server must prove: that somebody this machine trusts vouches for it, and for its name.

    Args:
        verify: False asks for no proof, for sources whose maintainer wrote `tls_verify: false`.
    """
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(("http/1.1",))
    return context
