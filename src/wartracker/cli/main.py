"""The command `wartracker`: global options, command groups, exit codes."""

from __future__ import annotations

import os
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from wartracker import __version__
from wartracker.cli.door import DOOR, tell_error
from wartracker.cli.logs import start_logging
from wartracker.errors import WarTrackerError

EXIT_CODES = """Exit codes: 0 done; 1 bug; 2 usage; 3 bad configuration or input; 4 finished, but some feeds or items
failed, or offline; 5 conflict; 6 another collector holds the lock; 7 not found; 8 unhealthy; 130 Ctrl-C."""

# What the words of a command line run, in the order of the help: a function of a file of this folder.
COMMANDS = {
    "init": "setup:init",
    "run": "run:run",
    "analyse": "run:analyse",
    "demo": "demo:demo",
    "ingest": "inputs:ingest",
    "submit": "inputs:submit",
    "tag": "inputs:tag",
    "backtest": "inputs:backtest",
    "backfill": "backfill:backfill",
    "replay": "inputs:replay",
    "explain": "articles:explain",
    "remove": "mend:remove",
    "try": "mend:try_",
    "health": "state:health",
    "status": "state:status",
    "doctor": "state:doctor",
    "schedule": "watch:schedule",
    "notices": "watch:notices",
    "brief": "watch:brief",
    "report": "watch:report",
    "coverage": "watch:coverage",
    "metrics": "watch:metrics",
    "articles refetch": "mend:refetch",
    "feeds add": "feeds_add:add",
    "feeds discover": "feeds_add:discover",
    "feeds fix": "feeds_fix:fix",
    "feeds import": "feeds_edit:import_",
    "feeds export": "feeds_edit:export",
    "feeds pause": "feeds_edit:pause",
    "feeds resume": "feeds_edit:resume",
    "feeds remove": "feeds_edit:remove",
}
GROUPS = {
    "articles": "articles:app",
    "quarantine": "mend:quarantine",
    "names": "mend:names",
    "feeds": "feeds:app",
    "review": "review:app",
    "users": "users:app",
    "timeline": "timeline:app",
    "db": "database:app",
    "config": "setup:config_app",
}


@cache
def build_app(word: str | None = None) -> typer.Typer:
    """Build the parser of command lines.

    Args:
        word: the command or group that is called; the files of the others are not read, what takes as long as many
            polls. None, or a word that is neither: all of them.
    """
    app = typer.Typer(
        name="wartracker",
        help="Watch the news about a debate and keep its timeline honest and complete.",
        epilog=EXIT_CODES,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # importing rich would double the time of --help
        add_completion=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(options)
    known = word in COMMANDS or word in GROUPS
    groups = {name: _find(place) for name, place in GROUPS.items() if not known or name == word}
    for words, place in COMMANDS.items():
        first, _, second = words.partition(" ")
        if not known or first == word:
            (groups[first] if second else app).command(second or first)(_find(place))
    for name, group in groups.items():
        app.add_typer(group, name=name)
    return app


def _find(place: str) -> Any:
    """Import what a place of the tables names."""
    module, _, name = place.partition(":")
    return getattr(import_module(f"wartracker.cli.{module}"), name)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"wartracker {__version__}")
        raise typer.Exit


def options(
    workspace: Annotated[Path, typer.Option(help="Directory with feeds.yaml, pipelines/ and output/.")] = Path(),
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="One line on stderr a feed and poll.")] = False,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Progress and messages on stderr as JSON, one object a line.")
    ] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colours; NO_COLOR does the same.")] = False,
    executor: Annotated[str | None, typer.Option(help="Who analyses: local (processes here) or dask.")] = None,
    address: Annotated[str | None, typer.Option(help="Of the Dask scheduler, tcp://HOST:8786.")] = None,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Take the global options; they may stand before or after the command."""
    DOOR.root, DOOR.as_json, DOOR.quiet, DOOR.verbose = workspace, json, quiet, verbose
    DOOR.log_json = log_json
    DOOR.color = not (no_color or os.environ.get("NO_COLOR"))
    start_logging(verbose=verbose, as_json=log_json)
    choose_executor(executor, address)


def choose_executor(executor: str | None, address: str | None) -> None:
    """Lay the two options over the environment, which lies over wartracker.toml.

    Raises:
        typer.BadParameter: an unknown executor, or an address without its executor.
    """
    if executor not in {None, "local", "dask"}:
        raise typer.BadParameter(f"{executor!r} is no executor; write local or dask")
    if address and executor != "dask":
        raise typer.BadParameter("--address goes with --executor dask")
    if executor == "local":
        os.environ["WARTRACKER_RUN_DASK"] = ""
    elif address:
        os.environ["WARTRACKER_RUN_DASK"] = address


def split_globals(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Split off global options, which may stand after the command too: the parser expects them before it.

    Args:
        arguments: as typed, without the program's name.

    Returns:
        The global options, and all others; everything after `--` is left alone.
    """
    valued = {"--workspace", "--executor", "--address"}
    flags = {"--json", "--quiet", "-q", "--verbose", "-v", "--no-color", "--log-json"}
    front: list[str] = []
    rest: list[str] = []
    pending = iter(arguments)
    for argument in pending:
        if argument == "--":
            rest += [argument, *pending]
        elif argument in flags or argument.startswith(tuple(f"{name}=" for name in valued)):
            front.append(argument)
        elif argument in valued:
            front += [argument, *([value] if (value := next(pending, None)) is not None else [])]
        else:
            rest.append(argument)
    return front, rest


def main() -> None:
    """Run the command; expected trouble is one sentence and the documented exit code."""
    # Read by numpy when it is first imported: several threads a matrix product only get in each other's way.
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # else it reads what every package here registers
    front, rest = split_globals(sys.argv[1:])
    app = build_app(rest[0] if rest else None)
    try:
        app(args=[*front, *rest], prog_name="wartracker")
    except WarTrackerError as error:
        tell_error(error, "--json" in front)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
