"""The wheel, installed into an environment of its own, makes a workspace and runs the demo."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and install it alone; its dependencies are read from this environment's packages."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "-q", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    found = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], check=True, capture_output=True
    )
    # A path named in a .pth file is searched, but .pth files in it are not read: the editable checkout stays out.
    place = Path(found.stdout.decode().strip())
    (place / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "env" / "bin" / "wartracker"


def test_the_package_is_the_wheels(program: Path) -> None:
    command = [str(program.with_name("python")), "-I", "-c", "import wartracker; print(wartracker.__file__)"]
    found = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    assert str(program.parents[1]) in found


def test_init_and_demo(program: Path, tmp_path: Path) -> None:
    subprocess.run([str(program), "init", "mine"], cwd=tmp_path, check=True, capture_output=True)
    mine = tmp_path / "mine"
    assert {path.name for path in mine.iterdir()} == {"feeds.yaml", "pipelines", "wartracker.toml", "output"}
    validate = subprocess.run([str(program), "config", "validate", "--json"], cwd=mine, check=True, capture_output=True)
    assert json.loads(validate.stdout)["feeds"] >= 80
    demo = subprocess.run([str(program), "demo", "--no-serve", "--json"], cwd=mine, check=False, capture_output=True)
    assert demo.returncode == 0, demo.stderr.decode()
    told = json.loads(demo.stdout)
    assert told["candidates"]["open-weights"]["new"] > 20
    assert (mine / "output" / "demo" / "output" / "open-weights" / "candidates.jsonl").exists()
