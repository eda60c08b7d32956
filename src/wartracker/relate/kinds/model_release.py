"""Sentences in, drafts of `model_release` out: a model becomes usable, weights are not spoken of.

Whether a release is one of weights is settled once all sentences about the model are read; see `weights_release`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wartracker.passages import BlockKind
from wartracker.records import Mention, SlotValue
from wartracker.relate.about import PACKAGED
from wartracker.relate.dates import stated_date
from wartracker.relate.drafts import Actor, Draft, Quote
from wartracker.relate.genre import Genre
from wartracker.relate.lexicon import Lexicon
from wartracker.relate.openness import find_components
from wartracker.relate.reading import MARKS, Reading, Sentence, Zone
from wartracker.relate.releases import Release, read_releases
from wartracker.relate.roles import publisher_key
from wartracker.relate.status import nearest_date
from wartracker.relate.triggers import Voice
from wartracker.vocabulary import Kind, Label, Status, Weights

_M = MARKS[Label.MODEL]
_NAMES = "".join(MARKS.values())
# "Quill 2: Thinking in Ink", "Quill 2 (7B, 70B)", "Acme's Quill 2 - the open one": a headline that is a model's name.
_HEADED = re.compile(
    rf"^\W*(?:[{_NAMES}]+(?:'s)?\s)?(?:the\s|new\s)?{_M}(?:\s?[,&/+]\s?{_M}|\sand\s{_M}|\s(?:family|"
    r"series|models?|preview|release|technical\sreport|instruct|chat|base|\d[\w.]*))*(?:\|[\w|\s]*)?\s*(?::|"
    rf"\s[-–—]\s|\(|\|)|^\W*{_M}\W*$",
    re.IGNORECASE,
)
# The first noun behind a name that says what it is.
_CALLED = re.compile(
    r"(?:\s*[,:(]|\s+[-–—]\s|\s(?:\w+\s){0,4}as\s|\s(?:is|are|was)\s|\s(?:has\sbeen\s|"
    r"was\s)?released\s)[^.;]{0,90}?(?:\b(?P<model>models?|LLMs?|weights|parameters|checkpoints?|MoE|"
    r"billion|"
    r"transformer|\d+B)\b|"
    r"\b(?P<tool>librar(?:y|ies)|frameworks?|engine|toolkit|SDK|tools?|package|compiler|runtime|"
    r"protocol|editor|data\s?sets?|corpus|collection|benchmark|leaderboard|plug-?in|"
    r"alliance|initiative|agent|app|applications?|service|platform|feature|database|product|operating\ssystem|"
    r"browser|kernel|chip|GPU|server|robot)\b)",
    re.IGNORECASE,
)
_PLAIN_TOOL = re.compile(r"product|feature|librar|data|benchmark|plug|corpus|collection", re.IGNORECASE)
_DEVICE = re.compile(
    r"\b(?:routers?|Wi-Fi|(?:smart)?phones?|handsets?|laptops?|notebooks?|headphones|earbuds|cameras?|televisions?|TVs?|cars?|"
    r"SUVs?|bikes?|e-bikes?|watch(?:es)?|drones?|consoles?|speakers?|tablets?|vacuums?|printers?|monitors?|chargers?|battery|"
    r"ports|pack|inch|litres?|megapixels?|firmware)\b",
    re.IGNORECASE,
)
_DEVICES = 3
_MODEL_TALK = re.compile(
    r"\b(?:language\smodel|LLMs?|weights|parameters|checkpoints?|open-weights?|tokens?|multimodal|context\swindow|"
    r"reasoning\smodel|\d+B|foundation\smodel|fine-tun\w+|API)\b",
    re.IGNORECASE,
)
_LISTING = re.compile(
    r"\bnew\s(?:\w+\s){0,2}(?:models?|releases?|weights)\b|\breleases\b(?!\snotes)|"
    r"\bmodel\sreleases?\b|\b(?:released|launched|dropped|shipped)\b[^.]*:\s*$",
    re.IGNORECASE,
)
_NEW_ENTRY = re.compile(
    r"\bnew\s(?:\w+\s)?models?\b|\b(?:released|launched|added|introduc\w+|"
    r"releasing)\b[^.;]{0,60}\bmodels?\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"`(?P<id>[A-Za-z][\w.]*(?:-[\w.]+)+)`")
# "New model: `umber-2-pro`" names a model whoever knows its family.
_NEW_CODE = re.compile(r"\bnew\s(?:\w+\s)?models?\b|\bmodels?\s(?:available|added|released)\b", re.IGNORECASE)
_CODED_NAME = re.compile(r"[a-z][a-z]+(?:-[a-z]+)*-\d+(?:\.\d+)?(?:-[a-z]+)*$")
_PREFIX = re.compile(r"^(?:open|labs|preview)-")
_SUFFIX = re.compile(r"-(?:latest|preview|\d{4}|\d{8}|\d{4}-\d{2}-\d{2})$")
# "M on phones", "M with Toolkit": a headline about using it.
_AIMED = re.compile(
    rf"^\W*(?:[{_NAMES}]+(?:'s)?\s)?{_M}(?:'s)?\s(?:on|in|for|with|vs\.?|via|inside|meets)\b", re.IGNORECASE
)
# An entry of a letter that is headed by a model: "Ember 2. ...", "Ember 2 (Acme).", "Ember 2 comes from ...".
_ENTRY = re.compile(
    rf"\s*(?:\([^()]{{1,40}}\)\s*)?(?:[.:]|,\s(?:from|by)\s|\s?[-–—]\s|\scomes\sfrom\s|\s(?:by|from)\s{MARKS[Label.ORG]})"
)
_ENTRIES = 3
_OPENING_LENGTH = 40  # code points of an entry that tell what it is about
_NOT_OUT = re.compile(
    r"\b(?:will|won't|not|coming|soon|delay(?:s|ed)|postponed|expected|rumou?red|leaked|plans?|due|someday)\b",
    re.IGNORECASE,
)
_LIST_BLOCKS = 12  # blocks behind an introduction that may still be its items
_OPENING = re.compile(rf"^\W*(?:[{_NAMES}]+(?:'s)?[\s:]\W*)?{_M}(?:\W*(?:,|and|&|/)?\W*{_M}|\s\d[\w.]*)*")
_NEW_DAYS = 10
# The lead presents the model: it stands before a verb that describes it.
_PRESENTED = re.compile(
    rf"{_M}(?:'s)?\s(?:[\w()\-,.]+\s){{0,5}}?(?:is|are|features?|introduces?|offers?|outperforms?|"
    r"achieves?|matches|claims?|shows?|boasts?|supports?|comes|uses|has|have|reaches|tops|beats)\b",
    re.IGNORECASE,
)
_WEIGHTS_SAID = {Weights.DOWNLOADABLE.value, Weights.GATED.value}


def find_drafts(reading: Reading, genre: Genre, lexicon: Lexicon) -> Iterator[Draft]:
    """Draft claims that a model came out (or will, or will not).

    Args:
        reading: the article.
        genre: its genre.
        lexicon: compiled gazetteers.

    Yields:
        Drafts in text order.
    """
    drafts = [_draft(release, reading) for release in read_releases(reading, dated=genre is not Genre.README)]
    if genre is Genre.CHANGELOG:
        drafts += list(_coded(reading, lexicon))
    drafts += _listed(reading, {m.start for d in drafts for m in d.models})
    drafts = [d for d in drafts if not d.models or not all(_is_tool(m, reading, lexicon) for m in d.models)]
    yield from drafts
    told = [m for d in drafts if d.status is not Status.BACKGROUND for m in d.models]
    for draft in _headed(reading, genre, lexicon):
        if not any(_same(m, draft.models[0]) for m in told) and not _is_tool(draft.models[0], reading, lexicon):
            yield draft


def _draft(release: Release, reading: Reading) -> Draft:
    sentence, trigger = release.sentence, release.trigger
    published = reading.article.published_at.date() if reading.article.published_at else None
    future = release.status in (Status.PLANNED, Status.PROMISED, Status.RUMOURED, Status.DELAYED)
    phrase = nearest_date(sentence.skeleton, trigger, published, future=future)
    slots: dict[str, str | float | list[str] | None] = {"trigger": trigger.word}
    if phrase:
        slots["date_phrase"] = sentence.plain[phrase.start : phrase.end]
        if future and phrase.value:
            slots["expected"] = phrase.value.isoformat()
    rules = [f"trigger:{trigger.voice.value}:{trigger.word}"]
    if release.cue:
        rules.append(f"status:{release.cue}")
    if not release.named_here:
        rules.append("antecedent")
    if release.unnamed:
        rules.append("unnamed-model")
    return Draft(
        kind=Kind.WEIGHTS_RELEASE if release.weights in _WEIGHTS_SAID else Kind.MODEL_RELEASE,
        status=release.status,
        sentence=sentence,
        models=release.models,
        actors=(Actor(release.actor, "actor"),) if release.actor else (),
        date=None if future else stated_date(phrase),
        slots=slots,
        quotes=(Quote(sentence, ("kind", "status", "models", "organizations")),),
        rules=tuple(rules),
        confidence=_confidence(release),
        model_supports=release.named_here,
        weights=release.weights,
    )


def _confidence(release: Release) -> float:
    """Rate a reading: strong verbs with a named model above weak ones, antecedents and identities."""
    if release.unnamed:
        return 0.5
    score = 0.9 if release.trigger.strong else 0.75
    if release.trigger.voice in (Voice.IDENTITY, Voice.NOUN):
        score = 0.6
    if not release.named_here:
        score -= 0.05 if release.models[0].field == "title" else 0.1
    return score


def _coded(reading: Reading, lexicon: Lexicon) -> Iterator[Draft]:
    """Draft a vendor's changelog line whose model has only an identifier: "New model available: `ember-2-0312`"."""
    for sentence in reading.body:
        if sentence.of(Label.MODEL) or not _NEW_ENTRY.search(sentence.skeleton):
            continue
        raw = reading.article.text[sentence.start : sentence.end]
        for match in _CODE.finditer(raw):
            name = _PREFIX.sub("", match["id"])
            key = _SUFFIX.sub("", name)
            if lexicon.family_of(key) is None and not (_NEW_CODE.search(sentence.plain) and _CODED_NAME.match(name)):
                continue
            row = lexicon.models.get(key)
            start = sentence.start + match.start("id")
            mention = Mention(
                "text",
                start,
                start + len(match["id"]),
                Label.MODEL,
                match["id"],
                key,
                row.name if row else key,
                0.8 if _NEW_CODE.search(sentence.plain) else 0.7,
                ("identifier",),
            )
            quotes = (Quote(sentence, ("kind", "status", "models")),)
            slots: dict[str, SlotValue] = {"trigger": "new model", "channel": "API"}
            yield Draft(
                Kind.MODEL_RELEASE,
                Status.RELEASED,
                sentence,
                (mention,),
                slots=slots,
                quotes=quotes,
                rules=("identifier",),
                confidence=0.7,
            )
            break


def _is_device(reading: Reading) -> bool:
    """Tell whether title and lead speak of things one plugs in, and of nothing that models have."""
    text = " ".join(s.plain for s in reading.sentences if s.zone in (Zone.TITLE, Zone.LEAD))
    return not _MODEL_TALK.search(text) and len(_DEVICE.findall(text)) >= _DEVICES


def _is_tool(named: Mention, reading: Reading, lexicon: Lexicon) -> bool:
    """Tell whether title and lead call a name that no list knows a library, a data set or the like, not a model."""
    if named.key in lexicon.models:
        return False
    titled = any(PACKAGED.search(m.name) for m in reading.title.of(Label.MODEL)) if reading.title else False
    if titled and not lexicon.is_kin(publisher_key(reading, lexicon), lexicon.owner_of(named.key)):
        return True  # a page of somebody's quantisation
    known = lexicon.family_of(named.key) is not None
    if named.key not in lexicon.models and lexicon.family_of(named.key) is None and _is_device(reading):
        return True
    tools = models = 0
    for sentence in reading.sentences:
        if sentence.zone not in (Zone.TITLE, Zone.LEAD):
            continue
        for mention in sentence.of(Label.MODEL):
            noun = _CALLED.match(sentence.skeleton, mention.end - sentence.start) if _same(mention, named) else None
            if noun and noun["tool"]:
                tools += 0 if known and not _PLAIN_TOOL.match(noun["tool"]) else 1
            elif noun:
                models += 1
    return tools > models and (models == 0 or not known)


def _blocks_of_facts(reading: Reading) -> set[int]:
    """Return the blocks of a letter's entries that say under which licence, or with which weights, one may have it."""
    opened = {s.block for s in reading.body if (m := _OPENING.match(s.skeleton)) and _ENTRY.match(s.skeleton, m.end())}
    if len(opened) < _ENTRIES:
        return set()
    told: dict[int, bool] = {}
    opening: dict[int, str] = {}
    for sentence in (s for s in reading.body if s.block in opened):
        if len(opening.get(sentence.block, "")) < _OPENING_LENGTH:
            opening[sentence.block] = f"{opening.get(sentence.block, '')} {sentence.plain}"
        had = bool(sentence.of(Label.LICENSE)) or any(
            f.component == "weights" and f.value in _WEIGHTS_SAID and f.strength > 1 for f in find_components(sentence)
        )
        told[sentence.block] = told.get(sentence.block, False) or had
    return {block for block in opened if told[block] and not _NOT_OUT.search(opening[block])}


def _listed(reading: Reading, taken: set[int]) -> list[Draft]:
    """Draft the items of a list that title or introduction call releases: "New this week: - Ember 2: ..."."""
    titled = reading.title is not None and bool(_LISTING.search(reading.title.skeleton))
    found: list[Draft] = []
    facts = _blocks_of_facts(reading)
    announced, last_block = -_LIST_BLOCKS - 1, -1
    for sentence in reading.body:
        if sentence.kind in (BlockKind.ROW, BlockKind.HEADING):
            continue
        first, last_block = sentence.block != last_block, sentence.block
        opening = _OPENING.match(sentence.skeleton)
        if _LISTING.search(sentence.skeleton) and (
            sentence.kind is not BlockKind.ITEM or sentence.plain.rstrip().endswith(":")
        ):
            announced = sentence.block
            continue
        near = sentence.block - announced <= _LIST_BLOCKS or (titled and sentence.kind is BlockKind.ITEM)
        sure = (
            opening is not None
            and sentence.block in facts
            and _ENTRY.match(sentence.skeleton, opening.end()) is not None
        )
        near |= sure
        if not first or not opening or not near or _NOT_OUT.search(sentence.plain):
            continue
        models = tuple(m for m in sentence.of(Label.MODEL) if m.start - sentence.start < opening.end())
        if not models or models[0].start in taken:
            continue
        quotes = (Quote(sentence, ("kind", "status", "models")),)
        slots: dict[str, SlotValue] = {"trigger": "list item"}
        found.append(
            Draft(
                Kind.MODEL_RELEASE,
                Status.RELEASED,
                sentence,
                models,
                slots=slots,
                quotes=quotes,
                rules=("listed",),
                confidence=0.8 if sure else 0.65,
            )
        )
    return found


def _headed(reading: Reading, genre: Genre, lexicon: Lexicon) -> Iterator[Draft]:
    """Draft the release of the model that a headline consists of: vendors' and newsletters' way of announcing."""
    title = reading.title
    if title is None or genre not in (Genre.NEWS, Genre.OPINION):
        return
    named = title.of(Label.MODEL)
    lead = [s for s in reading.body if s.zone is Zone.LEAD]
    headed = bool(_HEADED.match(title.skeleton))
    if not named or not _described(named, lead):
        return
    if not headed and not (genre is Genre.NEWS and _is_new(named[0], lead, reading, lexicon)):
        return
    sentence = next((s for s in lead if any(_same(m, named[0]) for m in s.of(Label.MODEL))), title)
    yield Draft(
        kind=Kind.MODEL_RELEASE,
        status=Status.RELEASED,
        sentence=title,
        models=_head_group(title.skeleton, named),
        slots={"trigger": "headline"},
        quotes=(Quote(title, ("kind", "status", "models")), Quote(sentence, ("models",))),
        rules=("headline-model" if headed else "new-in-headline",),
        confidence=0.55 if headed else 0.45,
    )


def _is_new(named: Mention, lead: list[Sentence], reading: Reading, lexicon: Lexicon) -> bool:
    """Tell whether a headline's model is new to the lists, or came out in the days before, and the lead presents it."""
    if reading.title and _AIMED.match(reading.title.skeleton):
        return False
    row = lexicon.models.get(named.key or "")
    published = reading.article.published_at
    if row is not None:
        if row.released is None or published is None or (row.version is None and row.sizes):
            return False
        if not -1 <= (published.date() - row.released).days <= _NEW_DAYS:
            return False
    elif not any(char.isdigit() for char in named.name):
        return False
    return any(_PRESENTED.search(s.skeleton) and any(_same(m, named) for m in s.of(Label.MODEL)) for s in lead[:2])


def _head_group(skeleton: str, named: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Return the models before the headline's colon or dash."""
    stop = re.search(r":|\s[-–—|]\s|\(", skeleton)
    limit = stop.start() if stop else len(skeleton)
    return tuple(m for m in named if m.start < limit) or named[:1]


def _described(named: tuple[Mention, ...], lead: list[Sentence]) -> bool:
    """Tell whether the lead goes on about the model: it names it again, or says "the model"."""
    if not lead:
        return True
    text = " ".join(s.skeleton for s in lead)
    again = any(_same(m, n) for s in lead for m in s.of(Label.MODEL) for n in named)
    return again or bool(
        re.search(
            r"\b(?:the|this|our|its)\s(?:\w+\s){0,2}(?:model|models|family|series|release)\b", text, re.IGNORECASE
        )
    )


def _same(one: Mention, other: Mention) -> bool:
    return one.key == other.key or bool(
        one.key and other.key and (one.key.startswith(other.key) or other.key.startswith(one.key))
    )
