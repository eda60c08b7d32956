"""A model hub's listing of an organization's repositories (JSON) in, one entry a repository out.

Catches uploads that nobody announces, licence tags that change and gates that open or close. The listing is that of
huggingface.co/api/models?author=NAME&full=true; other hubs that mirror it answer the same keys.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from wartracker.collect.decode import decode_feed
from wartracker.collect.items import RawItem, build_entries
from wartracker.collect.jsonfeed import parse_json
from wartracker.collect.sources.shape import ParsedSource, SourceRequest
from wartracker.ids import build_id, hash_text
from wartracker.moments import parse_moment
from wartracker.records import Entry, HubRecord
from wartracker.urls import canonicalize_url
from wartracker.vocabulary import PollOutcome

_REPO = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[\w.-]{1,96}")
# Marks of derived files: the same weights in another format say nothing new, adapters belong to another model.
_DERIVED = re.compile(
    r"(^|[-_.])(gguf|ggml|gptq|awq|exl2|exl3|mlx|onnx|bnb|int[48]|fp8|nvfp4|mxfp4|w[48]a(8|16)|[468]-?bit|q[2-8](_[01k].*)?"
    r"|lora|qlora|adapter|quantized|imatrix)($|[-_.])",
    re.IGNORECASE,
)
_WEIGHT_FILE = re.compile(
    r"\.(safetensors|bin|pt|pth|ckpt|gguf|onnx|msgpack|h5|npz|nemo|pdparams|distcp)$", re.IGNORECASE
)
_SIZES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def parse(body: bytes, request: SourceRequest) -> ParsedSource:
    """Parse a listing of repositories.

    An entry is new when its repository is, and changed when its licence tag or its gate changes or its first weights
    arrive; downloads and likes change nothing. Quantizations and adapters are skipped by rule.

    Args:
        body: bytes as received.
        request: circumstances of the document.
    """
    if not body.strip():
        return ParsedSource(PollOutcome.EMPTY, why="the answer has no body")
    decoded = decode_feed(body, request.content_type)
    try:
        data = parse_json(decoded.text) if decoded.root == "{" else None
    except ValueError as error:
        outcome = PollOutcome.TRUNCATED if request.truncated else PollOutcome.NOT_A_FEED
        return ParsedSource(outcome, why=f"JSON that cannot be read: {error}"[:200])
    rows = data.get("models") if isinstance(data, dict) else data
    if not isinstance(rows, list):
        return ParsedSource(PollOutcome.NOT_A_FEED, why="no listing of models")
    records = [(row, read_record(row)) for row in rows if isinstance(row, dict)]
    good = [(row, record) for row, record in records if record is not None]
    kept = [(row, record) for row, record in good if not is_derived(record)]
    built = build_entries([_read_item(row, record, request) for row, record in kept], request)
    if rows and not good:
        return ParsedSource(PollOutcome.NOT_A_FEED, broken=len(rows), why="a JSON list, but not of models")
    return ParsedSource(
        outcome=PollOutcome.OK if built.entries else PollOutcome.NO_ITEMS,
        entries=built.entries,
        skipped=built.skipped + len(good) - len(kept),
        broken=len(rows) - len(good),
        repeated=built.repeated,
        warnings=built.warnings,
        why="" if built.entries else "the organization lists no model of its own",
    )


def read_record(row: dict[str, Any]) -> HubRecord | None:
    """Read one repository of a listing.

    Args:
        row: JSON object with `id` or `modelId`, `createdAt`, `lastModified`, `tags`, `gated`, `safetensors`.

    Returns:
        What it says, None when it names no repository. A licence that no tag names is None, never guessed.
    """
    repo = row.get("id") or row.get("modelId")
    if not isinstance(repo, str) or not _REPO.fullmatch(repo):
        return None
    tags = tuple(tag for tag in row.get("tags") or () if isinstance(tag, str)) if _is_list(row.get("tags")) else ()
    card = row.get("cardData") if isinstance(row.get("cardData"), dict) else {}
    gated = row.get("gated")
    return HubRecord(
        repo=repo,
        owner=repo.partition("/")[0],
        created_at=_moment(row.get("createdAt")),
        modified_at=_moment(row.get("lastModified")),
        license_tag=_read_license(tags, card or {}),
        # the hub writes false, "auto" or "manual"; absent means that the listing does not say
        gated=None if gated is None else gated not in (False, "false", ""),
        parameters=_count(row.get("safetensors"), "total") or _count(row.get("gguf"), "total"),
        size_bytes=_positive(row.get("usedStorage")),
        tags=tags[:60],
    )


def is_derived(record: HubRecord) -> bool:
    """Return whether a repository only repackages or adapts a model.

    By its name, or by a `base_model:` tag that names such a relation. A fine-tune or distillation stays: it is a
    release, whoever made what it started from.
    """
    if _DERIVED.search(record.repo.partition("/")[2]):
        return True
    bases = [tag.removeprefix("base_model:") for tag in record.tags if tag.startswith("base_model:")]
    return any(base.startswith(("quantized:", "adapter:")) for base in bases)


def has_weights(row: dict[str, Any]) -> bool | None:
    """Return whether a repository's file list holds weights; None when the listing names no files."""
    files = row.get("siblings")
    if not _is_list(files):
        return None
    names = [_text(file.get("rfilename")) for file in files or () if isinstance(file, dict)]
    return any(_WEIGHT_FILE.search(name) for name in names)


def _read_license(tags: tuple[str, ...], card: dict[str, Any]) -> str | None:
    tagged = [tag.partition(":")[2].strip() for tag in tags if tag.lower().startswith("license:")]
    if not tagged or tagged[0] == "other":
        # "other" is a placeholder; the card may name the licence beside it
        name = card.get("license_name")
        if isinstance(name, str) and name.strip():
            return name.strip()[:100]
    return tagged[0][:100] if tagged and tagged[0] else None


def _read_item(row: dict[str, Any], record: HubRecord, request: SourceRequest) -> RawItem:
    address = canonicalize_url(f"/{record.repo}", request.url)
    hub, weights = _hub_name(request.url), has_weights(row)
    publisher = _owner_name(request.feed.publisher, hub, record)
    return RawItem(
        guid=record.repo,
        link=address,
        title=f"{publisher} {'lists' if weights is False else 'releases'} {record.repo.partition('/')[2]} on {hub}",
        title_is_plain=True,
        content=describe_record(record, publisher, hub, _text(row.get("pipeline_tag")), weights),
        content_is_plain=True,
        published_at=record.created_at,
        hub=record,
        fingerprint=f"{record.repo}\n{record.license_tag}\n{record.gated}\n{weights is False}",
    )


def describe_record(record: HubRecord, publisher: str, hub: str, task: str, weights: bool | None = None) -> str:
    """Say in a few plain sentences what a hub's record says, so that it can be analysed and quoted like an article.

    Args:
        record: what the listing says.
        publisher: who owns the repository, for people.
        hub: name of the hub for people.
        task: the hub's word for what the model does, may be empty.
        weights: whether its files hold weights, None when the listing does not say.
    """
    name = record.repo.partition("/")[2]
    created = record.created_at
    day = f" on {created:%B} {created.day}, {created.year}" if created else ""
    terms = f" under the licence {record.license_tag}" if record.license_tag else ""
    if weights is False:
        return f"{publisher} opened the repository {record.repo} on {hub}{day}{terms}. It holds no weights."
    sentences = [f"{publisher} released {name} on {hub}{day}, in the repository {record.repo}."]
    if record.gated is True:
        sentences.append(f"The weights of {name} are available for download{terms}; access is gated behind conditions.")
    elif record.gated is False:
        sentences.append(f"The weights of {name} are available for download{terms}.")
    elif terms:
        sentences.append(f"{name} is listed{terms}.")
    if not terms:
        sentences.append("The listing names no licence.")
    if record.parameters:
        sentences.append(f"{name} has {_say_count(record.parameters)} parameters.")
    if task:
        sentences.append(f"The hub lists it under {task.replace('-', ' ')}.")
    return " ".join(sentences)


def describe_change(before: HubRecord, entry: Entry, publisher: str, url: str) -> Entry | None:
    """Make an entry of its own out of a changed licence tag; what the listing now says is told beside.

    Args:
        before: the record as it was stored.
        entry: the repository's entry as it is now.
        publisher: of the source, for people.
        url: address of the listing.

    Returns:
        The entry, None when no licence was exchanged for another (a first tag completes the release instead).
    """
    after = entry.hub
    if after is None or not before.license_tag or not after.license_tag or before.license_tag == after.license_tag:
        return None
    hub, name = _hub_name(url), after.repo.partition("/")[2]
    owner = _owner_name(publisher, hub, after)
    old, new = _spell_tag(before.license_tag), _spell_tag(after.license_tag)
    moment = after.modified_at or entry.first_seen_at
    content = (
        f"{owner} moved {name} from the {old} license to the {new} license. "
        f"Its listing on {hub} named {old} before; on {moment:%B} {moment.day}, {moment.year} it names {new}."
    )
    guid = f"{after.repo}#license={after.license_tag}&since={moment:%Y-%m-%d}"
    return Entry(
        id=build_id("ent", entry.feed, guid),
        feed=entry.feed,
        guid=guid,
        url=None,  # the record itself is the source, its page shows the new state only
        title=f"{owner} changes the license of {name} on {hub}",
        summary="",
        published_at=moment,
        first_seen_at=entry.first_seen_at,
        original_url=entry.url,
        content=content,
        content_hash=hash_text(content),
        flags=("license-change",),
    )


def _spell_tag(tag: str) -> str:
    """Spell a licence tag as a text would: short abbreviations in capitals."""
    return tag.upper() if tag.isalpha() and len(tag) <= 4 else tag


def _owner_name(publisher: str, hub: str, record: HubRecord) -> str:
    return publisher.removesuffix(f" on {hub}").removesuffix(f" ({hub})") or record.owner


def _say_count(count: int) -> str:
    for unit, word in _SIZES:
        if count >= unit:
            return f"{count / unit:.1f}".removesuffix(".0") + f" {word}"
    return str(count)


def _hub_name(url: str) -> str:
    return "Hugging Face" if re.search(r"^https?://([\w-]+\.)*huggingface\.co(/|$)", url) else url.split("/", 3)[2]


def _moment(value: Any) -> datetime | None:
    return parse_moment(value) if isinstance(value, str) else None


def _count(value: Any, key: str) -> int | None:
    return _positive(value.get(key)) if isinstance(value, dict) else None


def _positive(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))
