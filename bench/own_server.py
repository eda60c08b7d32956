"""A folder and a port in, a static server with validators out; for machines without nginx."""

from __future__ import annotations

import sys
from pathlib import Path

from aiohttp import web


def build_app(root: Path) -> web.Application:
    async def plain(request: web.Request) -> web.StreamResponse:
        path = root / "feeds" / request.match_info["name"]
        return web.Response(body=path.read_bytes(), content_type="application/rss+xml")

    app = web.Application()
    app.router.add_get("/plain/{name}", plain)
    app.router.add_static("/", root)  # answers If-None-Match and If-Modified-Since
    return app


if __name__ == "__main__":
    web.run_app(build_app(Path(sys.argv[1])), host="127.0.0.1", port=int(sys.argv[2]), print=None)
