"""The rules that keep the code readable, checked on the syntax trees of the package."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "wartracker"

BASE = {
    "articles_in",
    "charsets",
    "codec",
    "collected",
    "config",
    "counting",
    "cues",
    "cycles",
    "needs",
    "debate",
    "display",
    "draft",
    "errors",
    "facts",
    "feedsfile",
    "feedstate",
    "gazetteer",
    "ids",
    "known",
    "moments",
    "passages",
    "plaintext",
    "prose",
    "publishers",
    "records",
    "shards",
    "shapes",
    "strict",
    "urls",
    "vocabulary",
}
STAGES = {"collect", "extract", "gate", "label", "relate", "resolve", "review", "timeline"}
# Modules above the stages, lowest first; each may import the ones before it.
UPPER = [
    "workspace",
    "analyse",
    "workers",
    "bodies",
    "cluster",
    "executor",
    "rulings",
    "curate",
    "takeover",
    "byhand",
    "gather",
    "inputs",
    "explain",
    "ingest",
    "harvest",
    "analyser",
    "pipeline",
    "submit",
    "prove",
    "upkeep",
    "adopt",
    "sandbox",
    "withdraw",
    "health",
    "jobs",
    "replay",
    "catchup",
    "repeat",
    "schedule",
]
TOP = {"backtest", "backtest_gold", "cli"}

# Shells: the only modules that may touch network, disk, clock, randomness or the database.
SHELLS = (
    "collect/http.py",
    "collect/limiter.py",
    "collect/resolver.py",
    "collect/trust.py",
    "collect/commit.py",
    "collect/archive.py",
    "collect/poll.py",
    "collect/robotsbook.py",
    "collect/sightings.py",
    "collect/fetch.py",
    "collect/history.py",
    "store/",
    "review/web/",
    "timeline/publish.py",
    "workspace.py",
    "workers.py",
    "bodies.py",
    "cluster.py",
    "executor.py",
    "rulings.py",
    "curate.py",
    "takeover.py",
    "byhand.py",
    "gather.py",
    "explain.py",
    "ingest.py",
    "inputs.py",
    "harvest.py",
    "analyser.py",
    "prove.py",
    "pipeline.py",
    "submit.py",
    "upkeep.py",
    "adopt.py",
    "sandbox.py",
    "withdraw.py",
    "health/watch.py",
    "health/deliver.py",
    "health/letters.py",
    "health/metrics.py",
    "health/doctor.py",
    "jobs.py",
    "replay.py",
    "catchup.py",
    "repeat.py",
    "schedule.py",
    "backtest.py",
    "backtest_gold.py",
    "cli/",
)
IMPURE_IMPORTS = {
    "aiohttp",
    "asyncio",
    "http",
    "os",
    "pathlib",
    "random",
    "requests",
    "secrets",
    "shutil",
    "socket",
    "sqlalchemy",
    "sqlite3",
    "subprocess",
    "tempfile",
    "time",
    "urllib.request",
    "warcio",
}
# A path may be named in a signature without being opened.
PATH_ONLY = {"errors.py", "analyse.py", "label/tagger.py", "label/ner.py"}
CLOCKS = {"now", "today", "utcnow"}
MAX_LINES = 400
MAX_FUNCTION_LINES = 50


def modules() -> list[str]:
    return sorted(str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py"))


def tree(module: str) -> ast.Module:
    return ast.parse((PACKAGE / module).read_text(encoding="utf-8"))


def imports(module: str) -> Iterator[tuple[str, bool]]:
    """Yield every imported module and whether it is only for type checking."""
    typing_only: set[int] = set()
    parsed = tree(module)
    for node in ast.walk(parsed):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            typing_only.update(id(inner) for inner in ast.walk(node))
    for node in ast.walk(parsed):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in typing_only
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, id(node) in typing_only
            for alias in node.names:  # `from wartracker import x` and `from wartracker.collect import x`
                yield f"{node.module}.{alias.name}", id(node) in typing_only


def area(dotted: str) -> str | None:
    """Return the first part below the package, None for other packages and for the package itself."""
    parts = dotted.split(".")
    if parts[0] != "wartracker" or len(parts) < 2:
        return None
    known = BASE | STAGES | set(UPPER) | TOP | {"store"}
    return parts[1] if parts[1] in known else None


def allowed(module: str) -> set[str]:
    """Return the areas a module may import."""
    own = module.split("/", maxsplit=1)[0].removesuffix(".py")
    if own in BASE or own == "__init__":
        return BASE
    if own == "store":
        return BASE | {"store"}
    if own in STAGES:
        shell = any(module.startswith(prefix) for prefix in SHELLS)
        extra = {"store"} if shell else set()
        if module.startswith("review/web/"):
            extra |= {"curate", "rulings", "byhand", "workspace", "gather"}
        return BASE | {own} | extra
    if own in UPPER:
        return BASE | STAGES | {"store"} | set(UPPER[: UPPER.index(own) + 1])
    if own in TOP:
        return BASE | STAGES | {"store"} | set(UPPER) | TOP
    raise AssertionError(
        f"{module}: not placed in the architecture; add it to its layer here and in docs/architecture.md"
    )


@pytest.mark.parametrize("module", modules())
def test_imports_point_one_way(module: str) -> None:
    may = allowed(module)
    wrong = {found for name, _ in imports(module) if (found := area(name)) and found not in may}
    assert not wrong, f"{module} imports {sorted(wrong)}"


@pytest.mark.parametrize("module", [name for name in modules() if not name.startswith(SHELLS)])
def test_pure_modules_touch_nothing(module: str) -> None:
    found = {
        name
        for name, typing in imports(module)
        if not typing
        for bad in IMPURE_IMPORTS
        if name in {bad} or name.startswith(f"{bad}.")
    }
    if module in PATH_ONLY:
        found = {name for name in found if not name.startswith("pathlib")}
    assert not found, f"{module} is pure but imports {sorted(found)}"
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"open", "print", "input"}, f"{module}:{node.lineno} calls {node.func.id}()"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in CLOCKS, f"{module}:{node.lineno} reads the clock"


@pytest.mark.parametrize("module", modules())
def test_files_and_functions_stay_short(module: str) -> None:
    lines = (PACKAGE / module).read_text(encoding="utf-8").count("\n")
    assert lines <= MAX_LINES, f"{module} has {lines} lines"
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body
            docstring = body[0] if ast.get_docstring(node) else None
            told = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
            length = (node.end_lineno or 0) - node.lineno + 1 - told
            assert length <= MAX_FUNCTION_LINES, f"{module}:{node.lineno} {node.name} has {length} lines"


def test_no_import_cycles() -> None:
    graph = {name: set(_targets(name)) for name in modules()}
    state: dict[str, int] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if state.get(name) == 2:
            return
        assert state.get(name) != 1, f"import cycle: {' -> '.join((*path, name))}"
        state[name] = 1
        for target in sorted(graph[name]):
            visit(target, (*path, name))
        state[name] = 2

    for name in graph:
        visit(name, ())


def _targets(module: str) -> Iterator[str]:
    for dotted, typing in imports(module):
        if typing or not dotted.startswith("wartracker."):
            continue
        path = dotted.removeprefix("wartracker.").replace(".", "/")
        for candidate in (f"{path}.py", f"{path}/__init__.py"):
            if (PACKAGE / candidate).exists() and candidate != module and not candidate.endswith("__init__.py"):
                yield candidate


def test_feedparser_reads_only_bytes_in_memory() -> None:
    """`feedparser.parse(bytes or str)` opens files and addresses of that name: only BytesIO is allowed."""
    for module in modules():
        for node in ast.walk(tree(module)):
            call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "parse"
            if call and isinstance(node.func.value, ast.Name) and node.func.value.id == "feedparser":  # type: ignore[attr-defined]
                first = node.args[0]  # type: ignore[attr-defined]
                named = first.func if isinstance(first, ast.Call) else None
                text = ast.unparse(named) if named else ""
                assert text in {"io.BytesIO", "BytesIO"}, (
                    f"{module}:{node.lineno} feedparser.parse({ast.unparse(first)})"
                )  # type: ignore[attr-defined]


def test_blind_excepts_stand_only_in_the_step_loop() -> None:
    """One `except Exception` in the program: the step loop of workers.py or analyse, which records and quarantines."""
    found = [
        f"{module}:{node.lineno}"
        for module in modules()
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}))
    ]
    assert len(found) <= 1, found
