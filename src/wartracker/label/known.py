"""A folded text and the families in, mentions of models of known families out."""

from __future__ import annotations

import re
from collections.abc import Set

from wartracker.label.common_words import COMMON_WORDS
from wartracker.label.context import Context
from wartracker.label.families import Families, Family
from wartracker.label.lexicon import Atoms, Found
from wartracker.label.normalize import slug
from wartracker.label.spans import Hit
from wartracker.label.tails import Part, Tail, is_variant, read_tail
from wartracker.label.word_tables import NOT_MODEL
from wartracker.label.wordlist import read_words
from wartracker.vocabulary import Label

# What follows or precedes a name that is used as a model.
MODEL_AFTER = re.compile(
    r"(?:'s)?[ \n]*(?:\(|\*\*)?[ ]*(?:models?|LLMs?|family|series|weights|checkpoints?|lineup|line-up|API|"
    r"generation|chatbot|"
    r"variants?|architecture|beats|outperforms?|scores?|scored|tops|and GPT|reasoning model|模型|系列|Modelle?)\b"
)
MODEL_BEFORE = re.compile(
    r"(?:\b(?:[Mm]odels?(?: (?:called|named|like|such as|including))?|LLMs?|[Ww]eights (?:of|for)|version of|"
    r"versions of|based on|built on|"
    r"fine-tuned|trained|powered by|than|[Rr]un(?:ning)?|using|with|like|including|against|beats?|"
    r"outperform(?:s|ed|ing)?|"
    r"distill(?:ed|ing)? (?:from|into)|rival(?:s)?|[Ll]atest|[Nn]ew(?:est)?|original|released?|launch(?:es|ed)?|"
    r"unveil(?:s|ed)?|"
    r"[Oo]pen[- ]sourc(?:es|ed|ing)|[Ii]ntroduc(?:es|ed|ing)|announc(?:es|ed|ing)|between|and|of|its|for|from|"
    r"on|to)|[,(/])[ ]*(?:\*\*|\")?$"
)
_ACTS = re.compile(
    r"(?:'s\b|' |[ ](?:said|says|has|have|had|is|was|will|plans?|released?|releases|launch(?:es|ed)|unveil(?:s|"
    r"ed)|announce[sd]?|"
    r"introduce[sd]?|open[- ]source[sd]?|publish(?:es|ed)|made|makes|drops?|dropped|ships?|shipped|claims?|"
    r"claimed|argue[sd]|team|"
    r"researchers|wants|wrote|writes|raised|raises|AI|debuts?|debuted|updated?|updates|positions|reports?|reported)\b)"
)
_NEXT_VARIANT = re.compile(r"(?:, (?:and |or )?| and | or | & |/)([A-Z][A-Za-z]+)(?![\w-]|[ ](?:[A-Z]|v?\d))")
_SPEAKS = re.compile(r" (?:said|says|told|raised|raises|hired|plans|announced|wants|declined)\b")
_HYPHENED = re.compile(r"([A-Za-z]\w*)-$")
_TOLD_OFTEN = 2
_NAME_AFTER = re.compile(r"[ -][A-Z][a-zà-öø-ÿ]{2,}")
_NAME_BEFORE = re.compile(r"(?:^|[^.!?:\w\n] |\A)([A-Z][a-zà-öø-ÿ]+) $")


def find_known(
    atoms: Atoms, families: Families, context: Context, owners: Set[str], title_lines: tuple[tuple[int, int], ...]
) -> list[Hit]:
    """Find models whose family the gazetteer knows.

    Args:
        atoms: the folded text, cut.
        families: the compiled families.
        context: the document's context.
        owners: keys of organizations named in the document.
        title_lines: spans of lines with capitals everywhere.

    Returns:
        Hits that may overlap each other.
    """
    text = atoms.text
    proper: list[tuple[Found[Family], Tail]] = []
    bare: list[tuple[Found[Family], Tail]] = []
    for found in families.lexicon.find(atoms):
        in_title = any(start <= found.start < end for start, end in title_lines)
        tail = read_tail(text, _bracket_end(text, found), title_case=in_title)
        if found.glued and not tail.parts:
            continue
        if text[found.start - 1 : found.start] in {"@", "#"} and not tail.parts:
            continue
        if (head := _HYPHENED.search(text[max(0, found.start - 30) : found.start])) and not families.is_maker(head[1]):
            continue
        (proper if tail.parts or (found.entry.payload.row and found.entry.payload.row.version) else bare).append(
            (found, tail)
        )
    hits = [hit for found, tail in proper if (hit := _whole(text, found, tail, families, context, owners))]
    hits += [more for hit in hits for more in _conjuncts(text, hit, families)]
    seen = {
        family.key
        for found, tail in proper
        for family in (found.entry.payload,)
        if tail.has(Part.VERSION, Part.SIZE) or family.row
    }
    hits += [hit for found, tail in bare if (hit := _bare(text, found, families, context, owners, seen, title_lines))]
    return hits


def _conjuncts(text: str, hit: Hit, families: Families) -> list[Hit]:
    """Read on in a list of variants: "Nimbus 4 Scout and Maverick" names two models."""
    last = re.search(r"[ -]([A-Z][A-Za-z]+)$", text[hit.start : hit.end])
    if last is None or not is_variant(last[1]):
        return []
    stem = text[hit.start : hit.end - len(last[1])]
    found: list[Hit] = []
    at = hit.end
    while (match := _NEXT_VARIANT.match(text, at)) and is_variant(match[1]):
        key, name = families.name(stem + match[1])
        found.append(Hit(match.start(1), match.end(1), Label.MODEL, key, name, 0.8, ("conjunct", *hit.rules[1:])))
        at = match.end()
    return found


def _bracket_end(text: str, found: Found[Family]) -> int:
    if "[" in text[found.start : found.end] and text[found.end : found.end + 1] == "]":
        return found.end + 1
    return found.end


def _whole(
    text: str, found: Found[Family], tail: Tail, families: Families, context: Context, owners: Set[str]
) -> Hit | None:
    """Judge a name with version, size or variant."""
    if any(part is Part.VARIANT and NOT_MODEL.search(piece) for part, piece in tail.parts):
        return None  # "SWE-Bench 36.2"
    if _DAY.fullmatch(text, found.start, max(tail.end, found.end)):
        return None
    family = found.entry.payload
    strong = tail.has(Part.SIZE, Part.DATE) or (found.exact and family.row is not None and not family.common)
    if found.lower or not _case_fits(found):
        glued = text[found.end : found.end + 1] not in {" ", ""} and tail.has(Part.VERSION, Part.SIZE)
        if not (glued and (context.ai or tail.has(Part.SIZE) or not family.common)):
            return None
    told = context.ai or tail.has(Part.SIZE) or len(tail.parts) > 1 or family.owner in owners
    plain = _is_typed(text, found, tail) or _is_next(text, tail, families.generations.get(family.key, 0))
    if family.common and not told and not (plain and not context.foreign):
        return None
    if family.owner not in owners and _is_counted(found, tail, text):
        return None
    only_variant = not tail.has(Part.VERSION, Part.SIZE, Part.DATE) and not (family.row and family.row.version)
    if only_variant and not context.ai and not strong:
        return None
    if only_variant and family.common and family.owner not in owners and text[found.end : found.end + 1] == " ":
        return None  # "Falcon Heavy", "Phi Beta"
    end = max(tail.end, _bracket_end(text, found))
    surface = text[found.start : end]
    key, name = families.name(surface, family.stem)
    rule = "lexicon" if not tail.parts else "grammar"
    return Hit(found.start, end, Label.MODEL, key, name, 0.92 if context.ai else 0.8, (rule, f"family:{family.key}"))


_DAY = re.compile(r"(?:Jan|Mar|May) \d{1,2}")  # "Jan 7" is a day, whoever calls a model so
# What is counted or measured after a number is no generation.
_UNIT = re.compile(
    r"[ ](?:(?:centi|milli|kilo)?met(?:re|er)s?|cm|mm|km|kg|miles?|inch(?:es)?|percent|"
    r"per|of|and \d|times|hours?)\b|[ ]?%"
)


def _is_typed(text: str, found: Found[Family], tail: Tail) -> bool:
    """Tell whether an abbreviation is written with its version as only types are ("GPT-6", not "OPT 6")."""
    stem = text[found.start : found.end]
    return len(stem) == 3 and stem.isupper() and text[found.end : found.end + 1] == "-" and tail.has(Part.VERSION)


def _is_next(text: str, tail: Tail, latest: int) -> bool:
    """Tell whether a number fits a family whose generations are known ("Grok 6" after Grok 5, not "Falcon 9")."""
    number = re.match(r"\d{1,2}(?![\d:])", tail.of(Part.VERSION) or "")
    if not latest or number is None or _UNIT.match(text, tail.end):
        return False
    return 2 <= int(number[0]) <= latest + 2


def _is_counted(found: Found[Family], tail: Tail, text: str) -> bool:
    """Tell whether an ordinary word is merely numbered ("Step 2", "Seed 42")."""
    end = max(found.end, tail.end)
    match = re.fullmatch(r"([A-Za-z]+) \d{1,3}", text[found.start : end])
    return match is not None and match[1].lower() in COMMON_WORDS


def _case_fits(found: Found[Family]) -> bool:
    """Tell whether a surface is written as a name: as listed, or at least with its capital."""
    if found.exact:
        return True
    surface = found.entry.surface
    start_upper = surface[0].isupper()
    return start_upper and found.capital


def _bare(
    text: str,
    found: Found[Family],
    families: Families,
    context: Context,
    owners: Set[str],
    seen: Set[str],
    title_lines: tuple[tuple[int, int], ...],
) -> Hit | None:
    """Judge a family's bare name: a word, a maker or a model."""
    family = found.entry.payload
    if found.lower or (not found.exact and not found.entry.surface[0].isupper()):
        return None
    if found.entry.surface[0].islower() and not any(char.isdigit() or char == "-" for char in found.entry.surface):
        return None
    in_title = any(start <= found.start < end for start, end in title_lines)
    before, after = text[max(0, found.start - 30) : found.start], text[found.end : found.end + 40]
    if context.ai and (line := _new_line(text, found, family, owners)):
        return line
    if not in_title and _is_part_of_name(before, after):
        return None
    if family.is_org and not _is_model_here(before, after, family, found):
        return None
    if family.common and _SPEAKS.match(after):
        return None
    cue = bool(MODEL_AFTER.match(after)) or bool(MODEL_BEFORE.search(before))
    if family.common:
        backing = (family.owner in owners) + (family.key in seen) + cue + (context.score >= 3)
        surface = text[found.start : found.end]
        short = len(surface) <= 3 or (surface.isupper() and surface != found.entry.surface)
        if not (context.ai or family.owner in owners) or context.foreign or backing < (2 if short else 1):
            return None
    elif not context.ai and not (family.owner in owners or cue):
        return None
    key, name = families.name(text[found.start : found.end], family.stem)
    row = family.row
    if row is not None:
        key, name = row.key, row.name
    return Hit(
        found.start,
        found.end,
        Label.MODEL,
        key,
        name,
        0.75 if family.common else 0.85,
        ("lexicon", f"family:{family.key}"),
    )


# What makers put behind a family's name without meaning a model.
_NO_LINE = read_words(
    "Code App Apps Team Teams Enterprise Cloud Console Platform API APIs Chat Studio Advanced Live Plus "
    "Desktop Agent Agents Skills Projects Search Users User Labs Lab Research Community License Licence "
    "CLI SDK Cookbook Models Model Family Series Weights Report Card Team's Foundation Stack Index Hub "
    "Developers Developer Partners Network Conference Day Event Store Health Education Workspace Canvas "
    "Artifacts Monet Season Project Office House Street And The For With In On At By Is Are Was Has Will "
    "Can Beats Gets Goes Takes Makes Says Released Releases Launches Now Today AI Inc Bank Capital "
    "Ventures University Institute Technologies Systems Technology Protocol Hotel Centre Center "
)
_LINE = re.compile(r" (?P<word>[A-Z][a-z]{3,})(?![\w'-]| [A-Z][a-z])(?P<tail>(?: \d[\w.]*)?)")
_LINE_SAYS = re.compile(r"[\"'*_]*(?::|,| is| was| \(| comes| has| can| runs| -+| –| —)")


def _new_line(text: str, found: Found[Family], family: Family, owners: Set[str]) -> Hit | None:
    """Read "Ember Atlas", a new line of a known family, where the text says it again and names the maker."""
    row = family.row
    if family.owner not in owners or row is None or row.version is not None or family.is_org:
        return None
    match = _LINE.match(text, found.end)
    if match is None or match["word"] in _NO_LINE:
        return None
    phrase = text[found.start : match.end("word")]
    if text.count(phrase) < _TOLD_OFTEN or not any(
        _LINE_SAYS.match(text, place.end()) for place in re.finditer(re.escape(phrase), text)
    ):
        return None
    name = f"{row.name}{text[found.end : match.end()]}"
    return Hit(
        found.start, match.end(), Label.MODEL, slug(name), " ".join(name.split()), 0.8, ("line", f"family:{family.key}")
    )


def _is_part_of_name(before: str, after: str) -> bool:
    """Tell whether a capitalised word goes on or leads in: a person or place, not a model."""
    follow = _NAME_AFTER.match(after)
    if follow and not MODEL_AFTER.match(after):
        return follow.group()[1:] not in _NEUTRAL_NEIGHBOURS
    return False


_NEUTRAL_NEIGHBOURS = read_words(
    "Models Model Family Series Team The This That From With And For Our Its API Large Small New Now LLM Preview "
    "Weights "
)


def _is_model_here(before: str, after: str, family: Family, found: Found[Family]) -> bool:
    """Decide between a lab and the model of the same name: who acts is the lab, what is compared is the model."""
    if _ACTS.match(after):
        return False
    if re.match(r"[ \n](?:models?|family|series|LLMs?|checkpoints?|weights)\b", after):
        return True
    if re.search(r"\b(?:by|from|at|of|lab|startup|start-up|company|maker|firm)[ ]$", before):
        return family.stem.lower() == "qwen" and not re.search(r"\b(?:by|from|at)[ ]$", before)
    return bool(
        re.search(r"\b(?:like|than|use|using|run|fine-tune[ds]?|based on|built on|to|in|for|with)[ ]$", before)
    ) and (found.entry.payload.row is not None and found.entry.payload.row.name.lower() != found.entry.payload.owner)
