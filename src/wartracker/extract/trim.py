"""A rendered article in, the article without the links to other articles that extractors leave in it out.

A headline of another story would be read as a claim of this one: pointers inside the text ("Read also: ...") and lists
of related stories at its end go.
"""

from __future__ import annotations

import re

_POINTERS = (
    "read (also|more|next|this|on)|also read|see (also|more|related)|you (may|might|could) (also )?(like|enjoy).{0,20}",
    "related( (stories|articles|posts|reading|content|coverage|news|links|topics))?|further reading|don.t miss",
    "you (may|might) (also )?be interested.{0,20}|more (from|on|about|stories|news|in) .{1,40}|up next|must reads?",
    "recommended( (for you|reading|stories|articles))?|watch( now)?|listen( now)?|keep reading|continue reading",
    "most (read|popular|viewed)|trending( now)?|popular( (posts|stories|now))?|latest (news|stories|posts|articles)",
    "editors?.? picks?|what to read next|from our partners|around the web|sponsored( content)?",
)
_FURNITURES = (
    "(share|tweet|print|email)( this)?( (article|story|post|page))?|share (on|via|with) .{1,40}|follow us.{0,60}",
    "sign up (for|to) .{1,80}|subscribe( (to|for|now) .{1,80})?|get (the|our) .{0,40}newsletter.{0,60}|newsletters?",
    "about (us|the authors?)|leave a (comment|reply)|(\\d+ )?comments?( \\(\\d+\\))?|post a comment",
    "join the (conversation|discussion)|tags?|filed under|topics|categories|(previous|next) (post|article)",
    "copyright.{0,80}|all rights reserved.{0,60}|advertisement|advertise with us|contact us|report an? .{1,30}",
    "table of contents|references|footnotes",
)
# What stands before the headline of another story, alone on its line.
_POINTER = re.compile(rf"\W*({'|'.join(_POINTERS)})\s*(:|\u2013|\u2014|\.\.\.|\u2026|>|\||$)", re.IGNORECASE)
# What begins the furniture behind an article.
_FURNITURE = re.compile(rf"\W*({'|'.join(_FURNITURES)})\s*:?\s*$", re.IGNORECASE)
_MAX_POINTER = 30  # words of a line that only points elsewhere
_MAX_LINK = 18  # words of a headline in a list of related stories
_TAIL = 0.5  # related stories and furniture begin in the second half
_SENTENCE_END = re.compile(r"[.!?\u2026][\"'\u201d\u2019)]*$")


def trim_article(text: str, title: str) -> str:
    """Leave out the title's repetition at the start, pointers to other stories, and what trails behind the article.

    Nothing of a running text goes: a pointer is one short line, a tail holds no line that reads like prose.

    Args:
        text: rendered article, blocks apart by blank lines.
        title: its title.
    """
    blocks = text.split("\n\n")
    if len(blocks) > 1 and blocks[0].startswith("#") and _key(blocks[0]) == _key(title):
        blocks = blocks[1:]
    kept = [block for number, block in enumerate(blocks) if not _is_pointer(block, blocks, number)]
    end = _find_tail(kept)
    trimmed = "\n\n".join(kept[:end])
    return trimmed or text


def _is_pointer(block: str, blocks: list[str], number: int) -> bool:
    """Return whether a block is one line that names another story."""
    if "\n" in block or len(block.split()) > _MAX_POINTER or block.startswith("#"):
        return False
    found = _POINTER.match(_strip_marks(block))
    if not found:
        return False
    # without a headline of its own ("Related") it opens a list, which only the end of an article is judged for
    return bool(_strip_marks(block)[found.end() :].strip()) or number == len(blocks) - 1


def _find_tail(blocks: list[str]) -> int:
    """Return where the furniture begins: a line that opens it, with nothing behind it that reads like prose."""
    end = len(blocks)
    for number in range(len(blocks) - 1, max(1, int(len(blocks) * _TAIL)) - 1, -1):
        if not _is_link(blocks[number]):
            break
        line = _strip_marks(blocks[number].split("\n", 1)[0])
        if _POINTER.match(line) or _FURNITURE.match(line):
            end = number
    return end


def _is_link(block: str) -> bool:
    """Return whether a block could be a headline, a list of them, or furniture, and not prose."""
    for line in block.split("\n"):
        plain = _strip_marks(line)
        if _POINTER.match(plain) or _FURNITURE.match(plain):
            continue
        words = len(plain.split())
        if words > _MAX_LINK or (words > 6 and _SENTENCE_END.search(plain)):
            return False
    return True


def _strip_marks(line: str) -> str:
    return line.strip().lstrip("#-*\u2022>| ").rstrip("*").strip()


def _key(text: str) -> str:
    return "".join(re.findall(r"\w+", text.casefold()))
