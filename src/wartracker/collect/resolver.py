"""A host name in, addresses that may be connected to out: part of the network shell; fault catalogue rows 3-5."""

from __future__ import annotations

import asyncio
import socket
import threading

from wartracker.collect.addresses import Reach, check_address, find_target
from wartracker.collect.trust import aiohttp


class BlockedConnect(OSError):
    """The address of a connection is not one that may be asked."""


class PinnedResolver(aiohttp.abc.AbstractResolver):
    """Names in, checked addresses out; the connector connects to nothing else."""

    def __init__(self, reach: Reach) -> None:
        """Keep what may be asked."""
        self._reach = reach

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[aiohttp.abc.ResolveResult]:
        """Look a host up and keep the addresses that may be asked.

        Raises:
            OSError: unknown name, or no address that may be asked.
        """
        target = find_target(host, self._reach)
        if target is not None:
            return [_build_host(host, target[0], target[1] or port)]
        found = await _look_up(host, port)
        kept = [address for address in found if check_address(address, self._reach.private)]
        if not kept:
            raise BlockedConnect("no public address")
        return [_build_host(host, address, port) for address in kept]

    async def close(self) -> None:
        """Nothing is held."""


def _build_host(host: str, address: str, port: int) -> aiohttp.abc.ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return aiohttp.abc.ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=flags)


async def _look_up(host: str, port: int) -> list[str]:
    """Resolve in a daemon thread: a resolver that hangs delays neither other look-ups nor the exit (rows 5, 132)."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def tell(result: list[str] | OSError) -> None:
        if answer.done():
            return
        if isinstance(result, OSError):
            answer.set_exception(result)
        else:
            answer.set_result(result)

    def run() -> None:
        result: list[str] | OSError
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            result = list(dict.fromkeys(str(row[4][0]) for row in rows))
        except UnicodeError:
            result = socket.gaierror(socket.EAI_NONAME, "not a host name")
        except OSError as error:
            result = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, result)

    threading.Thread(target=run, name=f"look-up {host[:40]}", daemon=True).start()
    return await answer
