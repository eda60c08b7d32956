"""What page and feed call an article in, its title without the site's name out."""

from __future__ import annotations

import re

from wartracker.extract.metadata import PageFacts
from wartracker.plaintext import plain_title

MAX_TITLE = 1000
"""Longest title, in characters (fault catalogue row 96)."""

_SEPARATOR = re.compile(r"\s+[|\-–—•·»:/\\]+\s+|\s*[|»·•]\s*")


def decide_title(facts: PageFacts, heading: str, title: str, feed_title: str, host: str) -> str:
    """Decide what an article is called.

    The first heading where the title meant for machines shares its words (what a reader sees), else og:title,
    JSON-LD headline, first heading, title element, each without the site's name. Where the feed's title shares
    hardly a word with the result, the page was titled for search engines or is another page: the feed's title wins.

    Args:
        facts: metadata of the page.
        heading: its first h1.
        title: its title element.
        feed_title: title in the feed, empty when unknown.
        host: host of the page, to recognize the site's name.

    Returns:
        One clean line, at most 1,000 characters; empty when nothing has a title.
    """
    heading = plain_title(heading, MAX_TITLE)
    site = plain_title(facts.site, 200)
    if _key(site) == _key(heading):
        site = ""  # some pages give the article's title for the site's name
    candidates = [
        strip_site(plain_title(raw, MAX_TITLE), site, host, heading)
        for raw in (facts.og_title, facts.headline, heading, title)
        if raw
    ]
    page_title = next((text for text in candidates if text and not _is_site(text, site, host)), heading)
    if heading and page_title and not _is_site(heading, site, host) and _shares_words(heading, page_title):
        page_title = heading
    fed = plain_title(feed_title, MAX_TITLE)
    if not fed or not page_title:
        return page_title or fed
    # a short one may be read from an address ("12345", "post 7"): it overrules nothing
    names_something = len(re.findall(r"[^\W\d_]{2,}", fed)) >= 3
    return fed if names_something and not _shares_words(page_title, fed) else page_title


def strip_site(title: str, site: str, host: str, heading: str = "") -> str:
    """Cut the site's name off a title ("A model is out | Example News" -> "A model is out").

    The last (or first) part goes when it is the site's name, looks like the host, or when the rest is the page's
    first heading.

    Args:
        title: one clean line.
        site: name of the site, empty when unknown.
        host: host of the page.
        heading: the page's first heading.
    """
    for _ in range(2):  # "Title - Section - Site"
        parts = [(found.start(), found.end()) for found in _SEPARATOR.finditer(title)]
        if not parts:
            return title
        (first_start, first_end), (last_start, last_end) = parts[0], parts[-1]
        head, tail = title[:last_start], title[last_end:]
        if _is_site(tail, site, host) or (heading and _key(head) == _key(heading)):
            title = head
        elif _is_site(title[:first_start], site, host):
            title = title[first_end:]
        else:
            return title
    return title


def _is_site(text: str, site: str, host: str) -> bool:
    key = _key(text)
    if not key:
        return True
    if site and (key == _key(site) or (len(key) > 3 and _key(site).startswith(key))):
        return True
    labels = [label for label in host.lower().split(".") if label not in {"www", "com", "org", "net", "co", "blog"}]
    return key == _key(host) or any(key in {_key(label), "the" + _key(label), _key(label) + "blog"} for label in labels)


def _key(text: str) -> str:
    return "".join(re.findall(r"\w+", text.casefold()))


def _shares_words(one: str, other: str) -> bool:
    words, others = (set(re.findall(r"\w+", text.casefold())) for text in (one, other))
    return 2 * len(words & others) >= min(len(words), len(others))
