"""The command `wartracker`: global options, command groups, exit codes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from wartracker import __version__
from wartracker.cli import (
    articles,
    backfill,
    database,
    demo,
    feeds,
    feeds_add,
    feeds_edit,
    feeds_fix,
    inputs,
    mend,
    review,
    run,
    setup,
    state,
    timeline,
    users,
    watch,
)
from wartracker.cli.door import DOOR, tell_error
from wartracker.cli.logs import start_logging
from wartracker.errors import WarTrackerError

EXIT_CODES = """Exit codes: 0 done; 1 bug; 2 usage; 3 bad configuration or input; 4 finished, but some feeds or items
failed, or offline; 5 conflict; 6 another collector holds the lock; 7 not found; 8 unhealthy; 130 Ctrl-C."""

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

app.command("init")(setup.init)
app.command("run")(run.run)
app.command("analyse")(run.analyse)
app.command("demo")(demo.demo)
app.command("ingest")(inputs.ingest)
app.command("submit")(inputs.submit)
app.command("tag")(inputs.tag)
app.command("backtest")(inputs.backtest)
app.command("backfill")(backfill.backfill)
app.command("replay")(inputs.replay)
app.command("explain")(articles.explain)
app.command("remove")(mend.remove)
app.command("try")(mend.try_)
app.command("health")(state.health)
app.command("status")(state.status)
app.command("doctor")(state.doctor)
app.command("schedule")(watch.schedule)
app.command("notices")(watch.notices)
app.command("brief")(watch.brief)
app.command("report")(watch.report)
app.command("coverage")(watch.coverage)
app.command("metrics")(watch.metrics)
app.add_typer(articles.app, name="articles")
articles.app.command("refetch")(mend.refetch)
app.add_typer(mend.quarantine, name="quarantine")
app.add_typer(mend.names, name="names")
app.add_typer(feeds.app, name="feeds")
feeds.app.command("add")(feeds_add.add)
feeds.app.command("discover")(feeds_add.discover)
feeds.app.command("fix")(feeds_fix.fix)
feeds.app.command("import")(feeds_edit.import_)
feeds.app.command("export")(feeds_edit.export)
feeds.app.command("pause")(feeds_edit.pause)
feeds.app.command("resume")(feeds_edit.resume)
feeds.app.command("remove")(feeds_edit.remove)
app.add_typer(review.app, name="review")
app.add_typer(users.app, name="users")
app.add_typer(timeline.app, name="timeline")
app.add_typer(database.app, name="db")
app.add_typer(setup.config_app, name="config")


def _version(wanted: bool) -> None:
    if wanted:
        print(f"wartracker {__version__}")
        raise typer.Exit


@app.callback()
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


def move_globals(arguments: list[str]) -> list[str]:
    """Move global options that stand after the command to the front, where the parser expects them.

    Args:
        arguments: as typed, without the program's name.

    Returns:
        The same arguments, global ones first; everything after `--` is left alone.
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
    return front + rest


def main() -> None:
    """Run the command; expected trouble is one sentence and the documented exit code."""
    # Read by numpy when it is first imported: several threads a matrix product only get in each other's way.
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    arguments = move_globals(sys.argv[1:])
    try:
        app(args=arguments, prog_name="wartracker")
    except WarTrackerError as error:
        tell_error(error, "--json" in arguments)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
