"""Commands on articles: list, show, explain."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from wartracker.cli.door import DOOR, open_store, tabulate

app = typer.Typer(help="Look at stored articles.", no_args_is_help=True)


@app.command("list")
def list_(limit: Annotated[int, typer.Option(help="How many, newest first.")] = 50) -> None:
    """List stored articles, newest first."""
    from wartracker.shapes import format_moment
    from wartracker.store.analyses import list_articles
    from wartracker.store.database import reading

    with reading(open_store(DOOR.workspace)) as connection:
        rows = list_articles(connection, limit)
    shape = [
        {
            "id": row.id,
            "url": row.url,
            "title": row.title,
            "publisher": row.publisher,
            "published": format_moment(row.published_at),
            "method": row.method,
        }
        for row in rows
    ]
    table = [[item["id"], (item["published"] or "-")[:10], item["publisher"], item["title"][:70]] for item in shape]
    DOOR.emit({"articles": shape}, tabulate(("ID", "PUBLISHED", "PUBLISHER", "TITLE"), table))


@app.command("show")
def show(identifier: Annotated[str, typer.Argument(metavar="ID", help="Article id or address.")]) -> None:
    """Show one article with its text, mentions and claims."""
    from wartracker.shapes import format_moment, shape_claim, shape_mention
    from wartracker.store.analyses import load_article, load_article_claims
    from wartracker.store.database import reading

    with reading(open_store(DOOR.workspace)) as connection:
        article, mentions = load_article(connection, identifier)
        claims = [claim for claim, _, _ in load_article_claims(connection, article.id)]
    shape = {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "publisher": article.publisher,
        "tier": article.tier.value,
        "published": format_moment(article.published_at),
        "lang": article.lang,
        "method": article.method,
        "flags": list(article.flags),
        "text": article.text,
        "text_sha256": article.text_sha256,
        "mentions": [shape_mention(mention) for mention in mentions],
        "claims": [shape_claim(claim) for claim in claims],
    }
    lines = [f"{article.title}", f"{article.publisher}, {shape['published']}, {article.url}", "", article.text, ""]
    lines += [f"{mention.label.value:10} {mention.name} ({mention.surface!r})" for mention in mentions]
    lines += [f"claim: {claim.kind.value} {claim.status.value}" for claim in claims]
    DOOR.emit(shape, lines)


def explain(url: Annotated[str, typer.Argument(help="Address of an entry, page or article.")]) -> None:
    """Tell what each stage did with an address, and why."""
    from wartracker.explain import explain_url
    from wartracker.store.database import reading

    with reading(open_store(DOOR.workspace)) as connection:
        story: dict[str, Any] = explain_url(connection, url)
    lines = [f"{step['stage']:9} {step['outcome']:12} {step['why']}" for step in story["steps"]]
    DOOR.emit(story, [story["url"], *lines])
