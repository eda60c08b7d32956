"""A folded text in, mentions of licences out: named licences by table and pattern, told apart by their context."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from wartracker.cues import find_all, is_possible
from wartracker.gazetteer import Gazetteers, License
from wartracker.label.normalize import fold_text, slug
from wartracker.label.spans import Hit
from wartracker.vocabulary import Label

_WORD = r"[Ll]icen[cs]e|LICEN[CS]E|[Ll]izenz"
# The word "license" belongs to the mention when it follows directly; in "MIT-licensed" it does not.
_LICENSE = rf"(?:[ \n-](?:[Oo]pen[- ][Ss]ource[ ])?(?:{_WORD})(?:[ ][Aa]greement)?(?![A-Za-z]))?"
_VER = r"(?:,?[ ]?(?:[Vv]ersion[ ]?|[vV]\.?[ ]?)?\d(?:\.\d){0,2}(?![\w]|\.\d))?"

_FIXED: tuple[tuple[str, str], ...] = (
    (
        rf"(?<![A-Za-z0-9])Apache(?:[ -]Software)?(?:[ -](?:{_WORD}))?,?[ -]?(?:[Vv]ersion[ -]?|"
        rf"[vV]\.?)?[ ]?2(?:\.0)?(?![\d.]*\d){_LICENSE}",
        "Apache-2.0",
    ),
    (rf"\bASL[ -]?2\.0{_LICENSE}|\bapache[- ]?2(?:\.0)?\b(?!\.\d)(?: licen[cs]e)?", "Apache-2.0"),
    (rf"(?<![A-Za-z0-9])Apache(?:[ -]style)?[ -](?:{_WORD})(?![a-z])", "Apache-2.0"),
    (r"\bApache(?=[ -]licen[cs]ed\b)", "Apache-2.0"),
    (
        r"(?:(?<=[ ]was[ ])|(?<=[ ]been[ ])|(?<=[ ]is[ ])|(?<=[ ]are[ ]))Apache(?=[;,.)]|[ ](?:and|but|again)\b|$)",
        "Apache-2.0",
    ),
    (
        rf"(?<![A-Za-z0-9])[Mm]odified[ -](?:version of the )?MIT{_LICENSE}|\bMIT[ -][Mm]odified{_LICENSE}",
        "LicenseRef-modified-mit",
    ),
    (
        rf"(?<![A-Za-z0-9])MIT[ -](?:[Oo]pen[- ][Ss]ource[ ])?(?:{_WORD})(?![a-z])|\bMIT(?=[ -]licen[cs]ed\b)|"
        rf"\bExpat[ ](?:{_WORD})",
        "MIT",
    ),
    (rf"\b(?:3-[Cc]lause[ ]BSD|BSD[ -]?3(?:[ -][Cc]lause)?|[Nn]ew[ ]BSD){_LICENSE}", "BSD-3-Clause"),
    (rf"\b(?:2-[Cc]lause[ ]BSD|BSD[ -]?2(?:[ -][Cc]lause)?|[Ss]implified[ ]BSD){_LICENSE}", "BSD-2-Clause"),
    (rf"\bBSD[ -](?:style[ ])?(?:{_WORD})(?![a-z])|\bBSD(?=[ -]licen[cs]ed\b)", "BSD-3-Clause"),
    (rf"\bCC[ -]?0(?:[ -]1\.0)?(?![\w.]*\d){_LICENSE}", "CC0-1.0"),
    (rf"\b(?:BUSL(?:[ -]1\.1)?|[Bb]usiness[ ][Ss]ource[ ](?:{_WORD})(?:[ ]1\.1)?|BSL[ -]1\.1){_LICENSE}", "BUSL-1.1"),
    (rf"\b(?:ODC[ -]By|Open Data Commons Attribution)(?:[ -]v?1\.0)?{_LICENSE}", "ODC-By-1.0"),
    (rf"\bO?DbL(?:[ -]v?1\.0)?{_LICENSE}", "ODbL-1.0"),
    (rf"\bBSL(?![\w-]|[ -]?1\.0)(?=[^.;]{{0,60}}(?:{_WORD}|[AL]?GPL|Apache|SSPL|open source))", "BUSL-1.1"),
    (rf"\b[Rr]esearch-only[ ](?:{_WORD})(?![a-z])", "LicenseRef-research-only"),
    (rf"\b[Nn]on-?commercial[ ](?:{_WORD})(?![a-z])", "LicenseRef-non-commercial"),
    (
        rf"\b[Pp]roprietary[ ](?:(?:commercial|software|enterprise)[ ])?(?:{_WORD})(?![a-z])",
        "LicenseRef-scancode-proprietary-license",
    ),
)
_CC_BY = re.compile(
    rf"\b(?:CC|Creative Commons)(?:[ -]?\(CC\))?[ -](?:BY|Attribution)(?P<mods>(?:[ /-]{{1,3}}(?:NC|SA|ND|"
    rf"Non-?[Cc]ommercial|Share-?[Aa]like|"
    rf"No-?[Dd]eriv(?:ative)?s))*)(?:[ -](?P<version>\d\.\d))?(?:[ ]International|[ ]Intl\.?)?{_LICENSE}",
    re.IGNORECASE,
)
_GPL = re.compile(
    rf"\b(?:GNU[ ])?(?P<kind>(?:Affero[ ]|Lesser[ ])?General Public (?:{_WORD})|"
    rf"[AL]?GPL)(?:[ -]?(?:[Vv]ersion[ ])?v?(?P<version>[23](?:\.[01])?))?"
    rf"(?:-only|-or-later|\+)?(?![\w]){_LICENSE}"
)
_RAIL = re.compile(
    rf"(?<![A-Za-z])(?P<maker>(?:CreativeML|BigScience|BigCode|AI[ ]Pubs|"
    rf"BLOOM)[ -])?(?P<rail>(?:[Oo]pen[ -]?)?RAIL|OpenRail|Open[ -]Rail)"
    rf"(?P<plus>\+\+)?(?P<scope>-?[MSDA](?![A-Za-z]))?(?:[ -]v?\d(?:\.\d)?)?{_LICENSE}(?:[ ]v?\d(?:\.\d)?)?"
)
_TYPES = (
    r"[Cc]ommunity|[Rr]esearch|RESEARCH|[Oo]pen|[Mm]odels?|Non-?[ ]?[Cc]ommercial|non-?commercial|"
    r"Non-[Pp]roduction|[Pp]ublic|[Cc]ommercial|"
    r"[Ss]ource|[Cc]ode|[Dd]ata|[Ww]eights|[Ss]eries|[Uu]se|[Ss]oftware|[Aa]cademic|AI|ML|Machine|Learning|"
    r"\(\w{2,6}\)|[A-Z]{3,5}|v?\d(?:\.\d+)*[A-Za-z]?"
)
# A vendor's licence: a capitalised name, then words that licences are made of, then "License".
_VENDOR = re.compile(
    rf"\b(?P<name>[A-Z0-9][\w.+]*(?:-[\w.]+)*(?:[ ]\[\w+\])?(?:[ ][A-Z][\w.+-]*){{0,4}}?"
    rf"(?:[ -]\d+(?:\.\d+)?[A-Za-z]?)?)"
    rf"(?P<types>(?:[ -](?:{_TYPES})){{0,6}})[ -](?P<word>{_WORD})(?:[ ](?:[Aa]greement|AGREEMENT))?(?![A-Za-z])"
    rf"(?:[ ]\([A-Z]{{3,6}}\))?(?:[ ]?(?:[Vv]ersion[ ]|v\.?)?\d\.\d(?:\.\d)?(?!\d))?(?:[ ]-[ ]NC\b)?"
)
_NO_NAME = re.compile(
    r"(?:The|This|That|Our|Your|Their|Its|His|Her|A|An|Any|All|Each|New|Under|See|And|For|Same|Custom|Standard|"
    r"Full|Download|Read|Free|"
    r"Permissive|Commercial|Non-?[Cc]ommercial|Research|Open|Open[- ]?[Ss]ource|Enterprise|Business|Driver|"
    r"Driving|Liquor|Software|Model|Data|"
    r"Code|Source|Community|Which|What|Why|How|Both|Creative|Music|Content|Media|Public|License|Licence|With|No|"
    r"Not|Multi-year|Updated|Is|"
    r"TV|Broadcast|Pilot|Medical|Royalty-free|Perpetual|Exclusive|Agreement|Restricted|Revised|Usage|Terms|"
    r"Weights|Model's|In|On|Of|To|By|From|Use|Accept|Add|Change|Changed|Released|Proprietary)$"
)
_MIT_BARE = re.compile(r"(?<![A-Za-z0-9-])MIT(?![A-Za-z0-9-])|(?<![A-Za-z0-9-])MIT(?=-licen)")
_INSTITUTE_AFTER = re.compile(
    r"(?:'s\b|[ ]+(?:and|or)[ ]+(?:the )?[A-Z][a-z]+|[ ]+(?:researchers?|professors?|labs?|students?|study|"
    r"studies|team|spin-?(?:out|off)|scientists?|economists?|engineers?|"
    r"Technology|Tech|Media|CSAIL|Press|Sloan|graduates?|alum|physicists?|paper|report|Lincoln|FutureTech|"
    r"campus|course|Schwarzman|PhD|startup))"
)
_INSTITUTE_BEFORE = re.compile(
    r"\b(?:at|from|researchers?|professors?|students?|Harvard|Stanford|Berkeley)(?:,| and|)[ ](?:the )?$|, $"
)
_LICENSE_NEAR = re.compile(
    r"licen[cs]|lizenz|许可|协议|라이선스|ライセンス|"
    r"\bunder (?:an? |the )?(?:\w+ )?$|open[- ]source|\bApache\b|\bBSD\b|\bGPL",
    re.IGNORECASE,
)
_TRADE = re.compile(
    r"[Ll]icen[cs]|LICEN[CS]|[Ll]izenz|Apache|apache|(?<![A-Za-z])MIT|GPL|(?<![A-Za-z])(?:CC|cc)[ -]?[B0(b]|"
    r"RAIL|OpenRail|BSD|Commons|"
    r"Terms of|AMLR|MDW|ODC|DbL|ASL|BUSL|MPL|EPL|EUPL|Unlicense|CDLA|MNPL|SSPL|NSCL|LFM1"
)
# A line of facts: "120B total, 13B active, MIT", "on the hub, MIT as usual".
_FACTS_BEFORE = re.compile(
    r"(?:\b\d+(?:\.\d+)?[BMTbmk]|\b(?:active|total|params?|parameters|weights|context|dense|sparse|[Hh]ub|HF|Face|tokens|"
    r"open|GGUF|downloads?))(?: \w+)?[,;|·] $"
)
_FACTS_AFTER = re.compile(
    r"[,;|·] (?:open |full )?(?:weights|checkpoints|on (?:the )?(?:[Hh]ub|HF|Hugging)|\d+(?:\.\d+)?[BMk])|"
    r",? as (?:usual|always|ever|before)\b"
)
_PERMISSION = re.compile(r"\s*(?:,? (?:and|or|as well as)|/) (?:both )?commercial", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Licenses:
    """The licence table, compiled."""

    rows: Mapping[str, License]  # by key
    names: Mapping[str, License]  # by normal form
    pattern: re.Pattern[str] | None  # listed names that no general pattern finds


def build_licenses(gazetteers: Gazetteers) -> Licenses:
    """Compile the licence rows.

    Args:
        gazetteers: all lists.

    Returns:
        The table.
    """
    names: dict[str, License] = {}
    listed: list[str] = []
    for row in gazetteers.licenses:
        if _is_class_word(row.name):
            continue
        for raw in (row.name, *row.aliases):
            surface = fold_text(raw).text
            names.setdefault(normal_form(surface), row)
            listed.append(surface)
        if row.hub:
            names.setdefault(normal_form(row.hub), row)
    surfaces = sorted({surface for surface in listed if _is_distinct(surface)}, key=len, reverse=True)
    body = "|".join(_flexible(surface) for surface in surfaces)
    pattern = re.compile(rf"(?<![A-Za-z0-9-])(?:{body})(?![A-Za-z0-9]){_LICENSE}") if surfaces else None
    return Licenses({row.key: row for row in gazetteers.licenses}, names, pattern)


def normal_form(surface: str) -> str:
    """Return a licence name as it is compared: no "license", "agreement", "version", spelled with single spaces."""
    text = re.sub(r"\([^)]*\)", " ", surface.lower())
    text = re.sub(r"\b(?:the|licen[cs]e[sd]?|agreement|version|terms of use|v(?=\d))\b|\bv(?=\d)", " ", text)
    text = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", text)
    return " ".join(re.sub(r"[^\w.+]+|_", " ", text).split())


def find_licenses(text: str, licenses: Licenses) -> list[Hit]:
    """Find named licences.

    Args:
        text: folded text.
        licenses: the compiled table.

    Returns:
        Hits that may overlap each other.
    """
    hits: list[Hit] = []
    fixed = [(pattern, key) for pattern, key in _COMPILED if is_possible(pattern, text)]
    for start, end in _regions(text):
        hits += _find_between(text, start, end, fixed, licenses)
    hits += _bare_mit(text, hits, licenses)
    return [hit for hit in hits if not _PERMISSION.match(text, hit.end)]


def _regions(text: str) -> list[tuple[int, int]]:
    """Return the stretches near a word of the trade; most of a text holds none."""
    regions: list[tuple[int, int]] = []
    for match in _TRADE.finditer(text):
        start, end = max(0, match.start() - 120), min(len(text), match.end() + 80)
        if regions and start <= regions[-1][1]:
            regions[-1] = (regions[-1][0], end)
        else:
            regions.append((start, end))
    return regions


def _find_between(
    text: str, start: int, end: int, fixed: Sequence[tuple[re.Pattern[str], str]], licenses: Licenses
) -> list[Hit]:
    """Find licences that begin and end in a stretch of the text; `fixed`: those of `_COMPILED` that may be in it."""
    hits = [
        _hit(match, key, licenses, "pattern") for pattern, key in fixed for match in pattern.finditer(text, start, end)
    ]
    hits += [_hit(match, _creative_key(match), licenses, "pattern") for match in _CC_BY.finditer(text, start, end)]
    hits += [_hit(match, _gpl_key(match), licenses, "pattern") for match in _GPL.finditer(text, start, end)]
    hits += [_hit(match, _rail_key(match, licenses), licenses, "pattern") for match in _RAIL.finditer(text, start, end)]
    if licenses.pattern is not None:
        for match in licenses.pattern.finditer(text, start, end):
            if row := _lookup(match.group(), licenses):
                hits.append(_hit(match, row.key, licenses, "lexicon"))
    return hits + [hit for match in _VENDOR.finditer(text, start, end) if (hit := _vendor(match, licenses))]


def find_institute(text: str, taken: Set[int]) -> list[tuple[int, int]]:
    """Return the spans of "MIT" that mean the institute."""
    return [
        match.span()
        for match in find_all(_MIT_BARE, text)
        if match.start() not in taken
        and not _FACTS_BEFORE.search(text[max(0, match.start() - 24) : match.start()])
        and (
            _INSTITUTE_AFTER.match(text, match.end())
            or _INSTITUTE_BEFORE.search(text[max(0, match.start() - 24) : match.start()])
        )
    ]


_COMPILED = tuple((re.compile(pattern), key) for pattern, key in _FIXED)


def _hit(match: re.Match[str], key: str, licenses: Licenses, rule: str) -> Hit:
    row = licenses.rows.get(key)
    return Hit(match.start(), match.end(), Label.LICENSE, key, row.name if row else key, 0.95, (rule,))


def _lookup(surface: str, licenses: Licenses) -> License | None:
    form = normal_form(surface)
    if row := licenses.names.get(form):
        return row
    shorter = re.sub(r"(?: \d(?:\.\d)*)+$", "", form)
    return licenses.names.get(shorter)


def _creative_key(match: re.Match[str]) -> str:
    mods = match["mods"].lower()
    key = "CC-BY"
    for word, code in (("nc|non", "NC"), ("sa|share", "SA"), ("nd|no-?deriv", "ND")):
        if re.search(word, mods):
            key += f"-{code}"
    return f"{key}-{match['version'] or '4.0'}"


def _gpl_key(match: re.Match[str]) -> str:
    kind = match["kind"]
    letter = "AGPL" if kind.startswith(("A", "Affero")) else "LGPL" if kind.startswith("L") else "GPL"
    version = match["version"] or ("2.1" if letter == "LGPL" else "3.0")
    return f"{letter}-{version if '.' in version else version + '.0'}-only"


def _rail_key(match: re.Match[str], licenses: Licenses) -> str:
    if row := _lookup(match.group(), licenses):
        return row.key
    maker = (match["maker"] or "").strip(" -").lower()
    if maker == "creativeml":
        return "LicenseRef-openrail-plus-plus" if match["plus"] else "LicenseRef-scancode-stable-diffusion-2022-08-22"
    if maker in {"bigscience", "bloom"}:
        is_open = "open" in match["rail"].lower()
        return f"LicenseRef-scancode-bigscience-{'open-rail-m' if is_open else 'rail-1.0'}"
    if maker == "bigcode":
        return "LicenseRef-scancode-bigcode-open-rail-m-v1"
    return "LicenseRef-openrail-plus-plus" if match["plus"] else "LicenseRef-openrail"


def _vendor(match: re.Match[str], licenses: Licenses) -> Hit | None:
    """Judge "X ... License": listed, or a name with a word of the trade before the capitalised word."""
    text, start = match.string, match.start()
    while True:
        words = text[start : match.end()].split(" ")
        if len(words) < 2:
            return None
        if not _NO_NAME.match(words[0].strip("*_\"'")) and not re.fullmatch(r"\w+\.", words[0]):
            break
        start += len(words[0]) + 1
    surface = text[start : match.end()]
    if row := _lookup(surface, licenses):
        return Hit(start, match.end(), Label.LICENSE, row.key, row.name, 0.95, ("lexicon",))
    if not match["types"] or start >= match.start("types"):
        return None
    if match["word"][0].islower() and not re.search(r"[Cc]ommunity|[Mm]odel|[Rr]esearch", match["types"]):
        return None
    return Hit(start, match.end(), Label.LICENSE, f"LicenseRef-{slug(normal_form(surface))}", surface, 0.7, ("shape",))


def _bare_mit(text: str, hits: list[Hit], licenses: Licenses) -> list[Hit]:
    """Find "MIT" the licence among the mentions of the institute."""
    found = []
    others = [(hit.start, hit.end) for hit in hits]
    for match in find_all(_MIT_BARE, text):
        if any(start <= match.start() < end for start, end in others):
            continue
        before, after = text[max(0, match.start() - 70) : match.start()], text[match.end() : match.end() + 40]
        if re.search(r"[.!?]\s+(?=[^.!?]*$)", before):
            before = re.split(r"[.!?]\s+", before)[-1]
        direct = re.search(
            r"(?:\b[Uu]nder(?: an?| the)?|[Ll]icen[cs]ed? ?[:=(|]? ?|[Ll]icen[cs]ed (?:as|under)(?: "
            r"the)?)[ ]*[\[*(\"|]*$",
            before,
        )
        near = (
            _LICENSE_NEAR.search(before)
            or _LICENSE_NEAR.search(after)
            or any(abs(start - match.start()) < 160 for start, _ in others)
        )
        institute = _INSTITUTE_AFTER.match(after) or (_INSTITUTE_BEFORE.search(before[-24:]) and not near)
        listed = _FACTS_BEFORE.search(before) or _FACTS_AFTER.match(after)
        if direct or listed or (near and not institute and not re.search(r"\b(?:at|from)[ ](?:the )?$", before)):
            found.append(_hit(match, "MIT", licenses, "context"))
    return found


def _is_class_word(name: str) -> bool:
    """Tell whether a row's name says a class of licences, not one licence."""
    words = set(re.findall(r"[a-z]+", name.lower()))
    return words <= {
        "non",
        "commercial",
        "research",
        "only",
        "source",
        "available",
        "custom",
        "license",
        "proprietary",
        "closed",
    }


def _is_distinct(surface: str) -> bool:
    """Tell whether a listed surface may be looked for as it stands: long enough, not bare "MIT"."""
    return surface not in {"MIT", "AML", "BSL", "MRL"} and len(surface) >= 4 and any(char.isupper() for char in surface)


def _flexible(surface: str) -> str:
    parts = re.split(r"[ -]+", surface)
    return r"[ \n-]".join(re.escape(part) for part in parts).replace("License", "(?:[Ll]icen[cs]e|LICENSE)")
