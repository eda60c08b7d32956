"""The settings of a workspace in, the workers that analyse for it out: processes of this machine, or a Dask cluster."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from wartracker.cycles import cycles_kept
from wartracker.errors import ConfigError
from wartracker.workers import Target, Workers
from wartracker.workspace import Workspace, ner_digest, ner_folder

if TYPE_CHECKING:
    from wartracker.debate import Debate
    from wartracker.gazetteer import Gazetteers

SETTINGS_FILE = "wartracker.toml"


def analyse_target(workspace: Workspace, debates: Sequence[Debate] | None = None) -> Target:
    """Return the target that analyses pages for these debates of a workspace, None: for all."""
    wanted = workspace.debates if debates is None else tuple(debates)
    argument = (wanted, workspace.gazetteers)
    return Target("wartracker.executor:load_toolbox", "wartracker.analyse:analyse_batch", argument)


def load_toolbox(argument: tuple[Sequence[Debate], Gazetteers]) -> object:
    """Build what `analyse_batch` needs, once a process."""
    with cycles_kept(forever=True):  # the search for them took a twentieth of a worker's start
        from wartracker.analyse import build_toolbox  # spaCy: only where it is needed

        return build_toolbox(*argument, ner_folder(), ner_digest())


def open_workers(workspace: Workspace, debates: Sequence[Debate] | None = None) -> Workers:
    """Open the workers that the settings of a workspace name; none is started before it is needed.

    Raises:
        ConfigError: the Dask scheduler that is named does not answer, or the extra is not installed.
    """
    settings, target = workspace.settings.run, partial(analyse_target, workspace, debates)
    if not settings.dask:
        return Workers(target, settings.workers)
    try:
        from wartracker.cluster import ClusterWorkers
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"`dask` needs the package {error.name}: pip install 'wartracker[dask]'", SETTINGS_FILE
        ) from error
    return ClusterWorkers(target, settings.dask, settings.workers)
