"""SIGKILL in the middle of things: what was confirmed is there, nothing half made is shown, and the app starts.

A child process does what the app does, through the same functions, and says each thing as soon as it is confirmed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lunara.settings import SETTINGS, Settings, load_settings
from lunara.workspace import runtime
from lunara.workspace.store import Store, local_principal, open_store
from tests.in_memory import throwaway

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")

PRELUDE = """
import sys
from pathlib import Path
from lunara.settings import load_settings
from lunara.workspace.store import local_principal, open_store
settings = load_settings()
principal = local_principal(settings)
store = open_store(settings, principal)
def say(text):
    sys.stdout.write(text + "\\n"); sys.stdout.flush()
def context(project_id=None):
    from lunara.semantic.compiled import Clock
    from lunara.ui.page import PageContext
    project = store.get_project(project_id).project if project_id else None
    return PageContext(settings, principal, store, store.organization(), project, Clock.now())
def report(label, *, detail="", fraction=None):
    say(f"step {label}: {detail}")
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that the account of the servers can get into."""
    path = throwaway("lunara-killed-")
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def unused(folder: Path) -> Path:
    """A LUNARA_HOME with an empty workspace, which has been stopped: a home may be copied elsewhere."""
    path = folder / "unused"
    path.mkdir()
    settings = load_settings({"LUNARA_HOME": str(path)})
    open_store(settings, local_principal(settings))
    runtime.uninstall(settings)
    assert (path / "postgres" / "data").is_dir()
    return path


@pytest.fixture
def home(folder: Path, unused: Path) -> Iterator[Path]:
    """A LUNARA_HOME whose server is stopped at the end."""
    path = folder / "home"
    subprocess.run(["cp", "-a", unused, path], check=True)
    yield path
    settings = load_settings({"LUNARA_HOME": str(path)})
    open_store(settings, local_principal(settings))  # takes over a server that a killed child left running
    runtime.uninstall(settings)
    shutil.rmtree(path)


class Child:
    """A Python process in that home; `lines` is what it has said so far."""

    def __init__(self, home: Path, code: str) -> None:
        bare = {name: value for name, value in os.environ.items() if name not in {s.variable for s in SETTINGS}}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PRELUDE + code],
            cwd=ROOT,
            env={**bare, "LUNARA_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.endswith("\n"):
                self.lines.append(line.rstrip("\n"))

    def wait(self, until: Callable[[list[str]], bool], seconds: float = 60.0) -> None:
        deadline = time.monotonic() + seconds
        while not until(self.lines):
            if self.process.poll() is not None and not until(self.lines):
                assert self.process.stderr is not None
                raise AssertionError(f"the child ended: {self.process.stderr.read()[-2000:]}")
            assert time.monotonic() < deadline, self.lines[-5:]
            time.sleep(0.002)

    def kill(self) -> list[str]:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)
        self._reader.join(10)
        return self.lines


def store_of(settings: Settings) -> Store:
    return open_store(settings, local_principal(settings))


def test_messages_and_artifacts_are_whole_after_every_kill(home: Path) -> None:
    """Three rounds over one workspace, each killed in another place of its saves."""
    code = """
project = store.create_project('Round')
session = store.create_session(project.id)
artifact = store.create_artifact(project.id, 'report', 'R', {'n': 0, 'pad': 'x' * 20000})
say(f'made {project.id} {session.id} {artifact.id}')
for number in range(1, 100000):
    store.append_messages(session.id, [('user', {'n': number}), ('assistant', {'n': number, 'pad': 'y' * 20000})])
    say(f'message {number}')
    saved = store.save_artifact(artifact.id, based_on=number, content={'n': number, 'pad': 'x' * 20000})
    say(f'saved {number}')
"""
    confirmed: list[tuple[str, str, str, int, int]] = []
    for pause in (0.0, 0.003, 0.011):
        child = Child(home, code)
        child.wait(lambda lines: sum(line.startswith("saved") for line in lines) >= 25)
        time.sleep(pause)
        lines = child.kill()
        made = lines[0].split()
        messages = max(int(line.split()[1]) for line in lines if line.startswith("message"))
        saves = max(int(line.split()[1]) for line in lines if line.startswith("saved"))
        confirmed.append((made[1], made[2], made[3], messages, saves))

    store = store_of(load_settings({"LUNARA_HOME": str(home)}))
    assert {item.project.id for item in store.list_projects()} == {one[0] for one in confirmed}
    for _, session, artifact, messages, saves in confirmed:
        kept = store.list_messages(session)
        assert len(kept) % 2 == 0, "a question without its answer"
        assert len(kept) // 2 in (messages, messages + 1)
        assert [message.content["n"] for message in kept] == [n for n in range(1, len(kept) // 2 + 1) for _ in "qa"]
        assert [message.role for message in kept] == ["user", "assistant"] * (len(kept) // 2)
        now = store.get_artifact(artifact)
        assert now.content["n"] in (saves, saves + 1)
        assert now.version == now.content["n"] + 1
        assert len(store.list_artifact_versions(artifact)) == now.version
        store.append_messages(session, [("user", {"n": "after"})])


@pytest.mark.parametrize("moment", ["Reading file", "Loading", "Saving"])
def test_an_upload_that_died_is_not_shown(home: Path, tmp_path: Path, moment: str) -> None:
    path = tmp_path / "big.csv"
    with path.open("w") as file:
        file.write("id,name,amount\n")
        file.writelines(f"{n},name {n % 100},{n * 0.25}\n" for n in range(600_000))
    child = Child(
        home,
        f"""
from lunara.connect.ingestion import UploadedFile
from lunara.connect.warehouse import CancelToken
from lunara.ui.upload import read_uploads, save_upload
project = store.create_project('Uploads')
ctx = context(project.id)
say('ready')
read = read_uploads(ctx, [UploadedFile('big.csv', Path({str(path)!r}))], report, CancelToken())
say('step Keeping')
save_upload(ctx, read, 'Big')
say('done')
""",
    )
    child.wait(lambda lines: any(moment in line for line in lines))
    lines = child.kill()
    settings = load_settings({"LUNARA_HOME": str(home)})
    store = store_of(settings)
    (item,) = store.list_projects()
    assert "done" not in lines
    assert store.list_data_sources(item.project.id) == []
    folders = [entry for entry in (home / "uploads").glob("*/*") if entry.is_dir()]
    assert all((folder / "unsaved").exists() for folder in folders), "left where no sweep finds it"
    # what is left goes with the next upload a day later, and the next upload works
    from lunara.ui.upload import sweep

    yesterday = time.time() - 90_000
    for folder in folders:
        os.utime(folder / "unsaved", (yesterday, yesterday))
        sweep(folder.parent)
        assert not folder.exists()


# The sample of a hundredth of its rows.
SMALL = """
from functools import partial
import lunara.connect.sample as data
data.make_sample = partial(data.make_sample, scale=0.01)
"""


@pytest.mark.parametrize(
    ("moment", "pause"),
    [
        ("orders", 0.0),
        ("Creating the project", 0.0),
        ("Creating the project", 0.004),
        ("Connecting", 0.0),
        ("Publishing", 0.0),
    ],
)
def test_a_sample_that_died_is_not_shown(home: Path, moment: str, pause: float) -> None:
    code = """
from lunara.connect.warehouse import CancelToken
from lunara.ui.sample_project import open_sample
say('done ' + open_sample(context(), report, CancelToken()))
"""
    child = Child(
        home, code if moment == "orders" else SMALL + code
    )  # whole, that of its data takes long enough to be hit
    child.wait(lambda lines: any(moment in line for line in lines))
    time.sleep(pause)
    lines = child.kill()
    settings = load_settings({"LUNARA_HOME": str(home)})
    shown = store_of(settings).list_projects()
    if any(line.startswith("done") for line in lines):
        assert [(item.data_sources, item.semantic_models, item.agents) for item in shown] == [(1, 1, 1)]
        return  # it was faster than the signal
    assert [item for item in shown if not item.agents] == []
    if shown:
        return  # whole, and not yet said to be

    again = Child(home, SMALL + "import lunara.ui.sample_project as s\ns.LEFT_OVER_SECONDS = 0.0\n" + code)
    again.wait(lambda lines: any(line.startswith("done") for line in lines), 90)
    again.process.wait(30)
    store = store_of(settings)
    (item,) = store.list_projects()
    assert (item.data_sources, item.semantic_models, item.agents) == (1, 1, 1)
    assert store.list_projects(archived=True) == []
    (path,) = (home / "samples").glob("*/*")
    (source,) = store.list_data_sources(item.project.id)
    assert source.config["path"] == str(path), "files that nobody uses stay"
