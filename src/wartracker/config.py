"""Text of the files people write in, validated types out; every fault names file, line and key.

Nothing here touches the disk: shells read the text and pass it with the file's name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.resolver import VersionedResolver

from wartracker.codec import build_adapter
from wartracker.collected import Feed
from wartracker.debate import Debate
from wartracker.errors import ConfigError
from wartracker.ids import hash_text
from wartracker.shards import check_shard
from wartracker.strict import Strict
from wartracker.vocabulary import Party, Significance

if TYPE_CHECKING:
    from wartracker.gazetteer import Gazetteers

T = TypeVar("T")

FEED_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
GAZETTEER_FILES = ("organizations", "models", "licenses", "others")
# An alias bomb of one kilobyte can stand for gigabytes (YAML 1.2 section 7.1): our files need none.
_ALIAS = re.compile(r"(?m)^[^#'\"\n]*?[:\-\[,]\s*\*[A-Za-z0-9_]+\s*(?:$|[,\]#])")
# Deeper nesting overflows the stack of the C parser; our files need five levels. Blocks nest by columns, flows by
# brackets (those inside quoted text are counted too, which only makes the bound safer).
_DEEPEST = 100
_DEEP_BLOCK = re.compile(rf"(?m)^[ \-?]{{{2 * _DEEPEST},}}")
_BRACKET = re.compile(r"[\[\]{}]")


@dataclass(frozen=True, slots=True)
class CollectSettings(Strict):
    """Section [collect] of wartracker.toml."""

    contact: str | None = None  # address or page publishers can reach you at
    allow_private: tuple[str, ...] = ()  # private addresses that may be asked (tests, demo)
    allow_ports: tuple[int, ...] = ()
    resolve: Mapping[str, str] = field(default_factory=dict)  # "*.example" -> "127.0.0.1:8080"
    host_gap_s: float = 2.0
    max_body_mib: float = 10.0
    total_deadline_s: float = 30.0
    connect_deadline_s: float = 10.0
    first_days: int = 14
    dropped_days: int = 30
    archive_days: int = 365
    platforms: Mapping[str, str] = field(default_factory=dict)  # host suffix -> politeness group
    concurrency: int = 20
    shard: Annotated[str | None, AfterValidator(check_shard)] = None  # "1/2": the first of two collectors


@dataclass(frozen=True, slots=True)
class RunSettings(Strict):
    """Section [run]."""

    workers: int = 2
    dask: str | None = None  # address of a Dask scheduler whose cluster analyses
    analyse_deadline_s: float = 60.0
    batch: int = 8


@dataclass(frozen=True, slots=True)
class ScheduleSettings(Strict):
    """Section [schedule]: when `wartracker schedule` does what; times of day are UTC."""

    tick_s: int = 60  # between looks for work; what is due decides the database
    maintenance_at: str = "03:30"
    backup_at: str = "04:00"
    keep_backups: int = 14
    daily_at: str = "06:00"
    weekly_day: str = "mon"
    weekly_at: str = "06:30"
    metrics_file: str | None = None  # Prometheus text, written after every tick
    metrics_port: int | None = None  # Prometheus, on loopback


@dataclass(frozen=True, slots=True)
class NotifySettings(Strict):
    """Section [notify]: who is told of troubles and of likely landmarks."""

    file: bool = True  # output/notices.jsonl
    webhook: str | None = None  # https address that takes JSON with the key `text`
    email_to: tuple[str, ...] = ()
    email_from: str = "wartracker@localhost"
    smtp: str = "localhost:25"
    smtp_security: Literal["none", "starttls", "tls"] | None = None  # None: only to this machine, in the clear
    smtp_user: str | None = None
    smtp_password_file: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewSettings(Strict):
    """Section [review]."""

    claim_min: float = 30.0  # how long a curator's claim on a candidate is believed
    second_for: tuple[Significance, ...] = ()  # levels that count only with a second curator's acceptance


@dataclass(frozen=True, slots=True)
class Settings(Strict):
    """wartracker.toml: the settings of one workspace."""

    collect: CollectSettings = CollectSettings()
    run: RunSettings = RunSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    notify: NotifySettings = NotifySettings()
    review: ReviewSettings = ReviewSettings()
    database: str | None = None  # SQLAlchemy address; None: output/wartracker.sqlite3
    curator: str = "curator"  # who decides on the command line
    site_url: str = "https://wartracker.example"  # where the outputs will be published; part of feed ids
    debate: str | None = None  # which one commands mean that name none; None: the only one
    public: str | None = None  # folder that may be served as it is, kept up to date; None: only output/
    corrections: str | None = None  # address or page for readers' corrections; None: no such link


_SECTIONS: Mapping[str, type[Any]] = {
    "collect": CollectSettings,
    "run": RunSettings,
    "schedule": ScheduleSettings,
    "notify": NotifySettings,
    "review": ReviewSettings,
}


# --------------------------------------------------------------------------- YAML with places
class _Resolver(VersionedResolver):
    """Which version's rules apply is asked once a document, not three times a scalar: nearly half of all reading."""

    @cached_property
    def versioned_resolver(self) -> Any:
        return super().versioned_resolver


def parse_yaml(text: str, file: str) -> Any:
    """Parse one YAML document.

    Args:
        text: the file's text.
        file: its name, for messages.

    Returns:
        Plain lists, dicts and scalars.

    Raises:
        ConfigError: with the line, for broken YAML, duplicate keys and aliases.
    """
    if alias := _ALIAS.search(text):
        line = text.count("\n", 0, text.index("*", alias.start())) + 1
        raise ConfigError("aliases (*name) are not allowed here; write the value out", file, line)
    if place := _find_too_deep(text):
        raise ConfigError(f"nested deeper than {_DEEPEST} levels", file, place)
    yaml = YAML(typ="safe")  # libyaml's parser: six times as fast, the same YAML 1.2 values
    yaml.Resolver = _Resolver
    try:
        return yaml.load(text)
    except (YAMLError, ValueError):
        return _explain_yaml(text, file)


def _find_too_deep(text: str) -> int | None:
    """Return the line where a text may nest deeper than allowed, None when it does not."""
    if block := _DEEP_BLOCK.search(text):
        return text.count("\n", 0, block.start()) + 1
    depth = 0
    for match in _BRACKET.finditer(text):
        depth = depth + 1 if match[0] in "[{" else max(0, depth - 1)
        if depth > _DEEPEST:
            return text.count("\n", 0, match.start()) + 1
    return None


def _explain_yaml(text: str, file: str) -> Any:
    """Parse a faulty text once more with the parser that names faults better."""
    try:
        return YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        first = (error.problem or "cannot be read").strip().splitlines()[0]
        raise ConfigError(f"not valid YAML: {first}", file, mark.line + 1 if mark else None) from error
    except (YAMLError, ValueError) as error:
        raise ConfigError(f"not valid YAML: {str(error).splitlines()[0]}", file) from error


def find_line(text: str, path: Sequence[str | int]) -> int | None:
    """Find the 1-based line of the deepest part of `path` that exists in a YAML text."""
    node: Any = YAML(typ="rt").load(text)
    line: int | None = None
    for part in path:
        marks = getattr(node, "lc", None)
        if marks is None:
            break
        try:
            place = marks.key(part) if isinstance(node, dict) else marks.item(part)
            line = int(place[0]) + 1
            node = node[part]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return line


def validate(kind: type[T], data: Any, text: str, file: str, prefix: Sequence[str | int] = ()) -> T:
    """Make a typed value of parsed YAML.

    Args:
        kind: the type wanted.
        data: parsed data.
        text: the whole file's text, searched for the line of a fault.
        file: its name.
        prefix: path of `data` inside the file.

    Raises:
        ConfigError: first fault, with line and key.
    """
    try:
        result: T = build_adapter(kind).validate_python(data)
    except ValidationError as error:
        fault = error.errors()[0]
        path = [*prefix, *fault["loc"]]
        key = ".".join(str(part) for part in path)
        message = fault["msg"]
        if fault["type"] in {"unexpected_keyword_argument", "extra_forbidden"}:
            message = "unknown key; see docs/configuration.md for the known ones"
        raise ConfigError(message, file, find_line(text, path), key) from error
    return result


# --------------------------------------------------------------------------- the files
def parse_feeds(text: str, file: str = "feeds.yaml") -> tuple[Feed, ...]:
    """Parse feeds.yaml: a mapping with the one key `feeds`, a list of sources.

    Raises:
        ConfigError: unknown key or kind, duplicate or malformed name, no list.
    """
    data = parse_yaml(text, file)
    if not isinstance(data, dict) or not isinstance(data.get("feeds"), list):
        raise ConfigError("expected the key `feeds` with a list of sources", file, 1)
    if extra := set(data) - {"feeds"}:
        key = sorted(map(str, extra))[0]
        raise ConfigError("unknown key; the only top-level key is `feeds`", file, find_line(text, [key]), key)
    feeds: list[Feed] = []
    seen: set[str] = set()
    for index, row in enumerate(data["feeds"]):
        feed = validate(Feed, row, text, file, ["feeds", index])
        line = find_line(text, ["feeds", index, "name"]) if not FEED_NAME.fullmatch(feed.name) else None
        if line:
            raise ConfigError("a name is a-z, 0-9 and hyphens, at most 64", file, line, f"feeds.{index}.name")
        if feed.name in seen:
            place = find_line(text, ["feeds", index, "name"])
            raise ConfigError(
                f"the name {feed.name} stands twice; names are unique", file, place, f"feeds.{index}.name"
            )
        seen.add(feed.name)
        feeds.append(feed)
    return tuple(feeds)


def parse_debate(text: str, name: str, file: str) -> Debate:
    """Parse pipelines/<name>.yaml; regular expressions in it are checked here."""
    data = parse_yaml(text, file)
    if not isinstance(data, dict):
        raise ConfigError("expected a mapping with the keys of a debate", file, 1)
    debate = validate(Debate, {"name": name, **data}, text, file)
    if debate.name != name:
        raise ConfigError(f"`name` must be the file's name, {name}", file, find_line(text, ["name"]), "name")
    _check_parties(debate, text, file)
    for index, term in enumerate(debate.gate.terms):
        _check_pattern(term.pattern, text, file, ["gate", "terms", index, "pattern"])
    for group in ("frontlines", "interpretations", "open_questions", "outlook"):
        for index, row in enumerate(getattr(debate, group)):
            for term_index, term in enumerate(row.terms):
                _check_pattern(term, text, file, [group, index, "terms", term_index])
    return replace(debate, digest=hash_text(text))


def _check_parties(debate: Debate, text: str, file: str) -> None:
    """Check that parties have keys of their own, and that no move is claimed by two of them."""
    claimed: dict[str, str] = {Party.NONE: "nobody's"}
    for index, side in enumerate(debate.parties):
        if not FEED_NAME.fullmatch(side.key) or side.key in claimed:
            message = f"{side.key!r} cannot be a party: a key is a-z, 0-9 and hyphens, stands once, and is not none"
            raise ConfigError(message, file, find_line(text, ["parties", index, "key"]), f"parties.{index}.key")
        claimed[side.key] = side.key
        for move in side.moves:
            if move.value in claimed:
                message = f"the move {move.value} is claimed by {claimed[move.value]} already"
                place = find_line(text, ["parties", index, "moves"])
                raise ConfigError(message, file, place, f"parties.{index}.moves")
            claimed[move.value] = side.key


def _check_pattern(pattern: str, text: str, file: str, path: Sequence[str | int]) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        key = ".".join(map(str, path))
        raise ConfigError(f"not a regular expression: {error}", file, find_line(text, path), key) from error


def parse_gazetteers(texts: Mapping[str, str], folder: str = "pipelines/gazetteers") -> Gazetteers:
    """Parse the four gazetteer files.

    Args:
        texts: file stem (organizations, models, licenses, others) -> text.
        folder: where they lie, for messages.

    Raises:
        ConfigError: missing file, duplicate key, owner or licence that no row has.
    """
    # Here: a run that finds nothing new reads no gazetteer before its first request.
    from wartracker.gazetteer import Gazetteers, License, Model, Organization, Other

    rows: dict[str, Any] = {}
    kinds = {"organizations": Organization, "models": Model, "licenses": License, "others": Other}
    for stem, kind in kinds.items():
        file = f"{folder}/{stem}.yaml"
        if stem not in texts:
            raise ConfigError("this gazetteer is missing; `wartracker init --update` brings it back", file)
        data = parse_yaml(texts[stem], file)
        if not isinstance(data, list):
            raise ConfigError("expected a list of rows", file, 1)
        rows[stem] = validate(tuple[kind, ...], data, texts[stem], file)  # type: ignore[valid-type]
        _check_unique(rows[stem], texts[stem], file)
    owners = {row.key for row in rows["organizations"]}
    licenses = {row.key for row in rows["licenses"]}
    for index, model in enumerate(rows["models"]):
        for key, known, name in ((model.owner, owners, "owner"), (model.license, licenses, "license")):
            if key is not None and key not in known:
                line = find_line(texts["models"], [index, name])
                raise ConfigError(
                    f"{key} is in no row of its gazetteer", f"{folder}/models.yaml", line, f"{index}.{name}"
                )
    digest = hash_text("".join(texts[stem] for stem in GAZETTEER_FILES))
    return Gazetteers(**rows, digest=digest)


def _check_unique(rows: Sequence[Any], text: str, file: str) -> None:
    seen: set[str] = set()
    for index, row in enumerate(rows):
        key = getattr(row, "key", None) or row.name
        if key in seen:
            raise ConfigError(f"the key {key} stands twice", file, find_line(text, [index]), f"{index}.key")
        seen.add(key)


def parse_settings(text: str, environ: Mapping[str, str], file: str = "wartracker.toml") -> Settings:
    """Parse wartracker.toml and lay WARTRACKER_<SECTION>_<KEY> (or WARTRACKER_<KEY>) over it.

    Args:
        text: TOML text, "" when there is no file.
        environ: the environment; lists are comma-separated.
        file: the file's name.

    Raises:
        ConfigError: broken TOML, unknown key, wrong type.
    """
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise ConfigError(f"not valid TOML: {error}", file, int(found[1]) if found else None) from error
    for name, value in environ.items():
        if not name.startswith("WARTRACKER_"):
            continue
        key = name.removeprefix("WARTRACKER_").lower()
        section, _, rest = key.partition("_")
        kind = _SECTIONS.get(section)
        known: type[Any] = kind if kind and rest else Settings
        target = data.setdefault(section, {}) if kind and rest else data
        name_in = rest if kind and rest else key
        types = {row.name: str(row.type) for row in fields(known)}
        if name_in in types:
            target[name_in] = value.split(",") if "tuple" in types[name_in] else value
    try:
        settings: Settings = build_adapter(Settings).validate_python(data)
    except ValidationError as error:
        fault = error.errors()[0]
        path = [str(part) for part in fault["loc"]]
        unknown = fault["type"] in {"unexpected_keyword_argument", "extra_forbidden"}
        message = "unknown key; see docs/configuration.md for the known ones" if unknown else fault["msg"]
        found_at = re.search(rf"(?m)^\s*{re.escape(path[-1])}\s*=", text) if path else None
        line = text.count("\n", 0, found_at.start()) + 1 if found_at else None
        raise ConfigError(message, file, line, ".".join(path)) from error
    return settings
