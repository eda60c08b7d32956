"""What a request says of itself in, whether it may pass out: host, origin, login attempts. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

SAFE_METHODS = frozenset({"GET", "HEAD"})
METHODS = frozenset({*SAFE_METHODS, "POST"})
MAX_BODY_BYTES = 64 * 1024
REQUEST_DEADLINE_S = 30.0
ATTEMPTS_PER_MINUTE = 5

# No inline script or style, nothing from elsewhere; `same-origin` because `no-referrer` makes browsers send
# `Origin: null` with plain forms, which the origin check would refuse.
HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}


def is_host_allowed(host: str | None, allowed: Collection[str]) -> bool:
    """Tell whether a Host header names us.

    A page of another site can make its own name lead to this address (DNS rebinding): only the name gives it away.

    Args:
        host: the header, port included; None when there was none or more than one.
        allowed: names with port, lower case.
    """
    return host is not None and host.lower() in allowed


def is_origin_allowed(method: str, headers: Mapping[str, str], origins: Collection[str]) -> bool:
    """Tell whether a request that changes something comes from our own pages.

    Rule of Go's CrossOriginProtection: Sec-Fetch-Site where the browser sends it, else Origin against our own. A
    request with neither is no browser's, and carries no cookie it was tricked into.

    Args:
        method: of the request.
        headers: names in lower case.
        origins: our own, with scheme and port.
    """
    if method in SAFE_METHODS:
        return True
    site = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    if site is not None:
        return site in {"same-origin", "none"} and (origin is None or origin.lower() in origins)
    return origin is None or origin.lower() in origins


@dataclass(slots=True)
class LoginLimiter:
    """Counts failed logins an address; the wait grows with every one."""

    failures: dict[str, deque[float]] = field(default_factory=dict)

    def wait_s(self, address: str, now_s: float) -> float:
        """Return how many seconds an address must wait before it may try again.

        Args:
            address: of the client.
            now_s: monotonic seconds.
        """
        tries = self._recent(address, now_s)
        if not tries:
            return 0.0
        delay = 60.0 if len(tries) >= ATTEMPTS_PER_MINUTE else 0.25 * 2 ** (len(tries) - 1)
        return max(0.0, tries[-1] + delay - now_s)

    def note_failure(self, address: str, now_s: float) -> None:
        """Remember a failed login."""
        self._recent(address, now_s).append(now_s)

    def forget(self, address: str) -> None:
        """Forget the failures of an address that has logged in."""
        self.failures.pop(address, None)

    def _recent(self, address: str, now_s: float) -> deque[float]:
        if len(self.failures) > 10_000:  # a flood of addresses must not fill the memory
            self.failures.clear()
        tries = self.failures.setdefault(address, deque(maxlen=2 * ATTEMPTS_PER_MINUTE))
        while tries and tries[0] < now_s - 60.0:
            tries.popleft()
        return tries
