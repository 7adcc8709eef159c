"""The workspace's own Postgres: found, initialised, started, shared between processes, healed and stopped here.

One server for each `LUNARA_HOME`. It listens on loopback only, asks for a random password (SCRAM), and belongs to an
unprivileged account when the app runs as root. Whoever needs it first starts it, whoever leaves last stops it; a process
that was killed leaves it running, and the next one takes it over.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from lunara.errors import InvalidInput, LunaraError, Unavailable
from lunara.workspace.binaries import Account, find_binaries, is_reachable, major_version, unprivileged_account
from lunara.workspace.locks import FileLock

ADMIN, APP, DATABASE = "postgres", "lunara_app", "lunara"
_PASSED_ON = (
    "PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TMP", "TEMP", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
    "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA",
)  # fmt: skip
_START_SECONDS = 90.0  # recovery after a crash replays the log: generous, because giving up early would be wrong


@dataclass(frozen=True)
class Address:
    """Where the running server is and what opens it; passwords never shown."""

    port: int
    passwords: Mapping[str, str]

    def conninfo(self, role: str, database: str = DATABASE) -> str:
        """A libpq connection string. `require_auth` keeps the password from a stranger on a port that was ours."""
        from psycopg.conninfo import make_conninfo

        return make_conninfo(
            host="127.0.0.1", port=self.port, user=role, password=self.passwords[role], dbname=database, connect_timeout=5,
            sslmode="disable", gssencmode="disable", require_auth="scram-sha-256", application_name="lunara",
        )  # fmt: skip

    def __repr__(self) -> str:
        return f"Address(port={self.port})"


class EmbeddedServer:
    """The Postgres of one home folder, as this process shares it. Safe to use from several threads."""

    def __init__(self, home: Path, postgres_bin: str = "") -> None:
        self._postgres_bin = postgres_bin
        self._account = unprivileged_account()
        self._control = home / "workspace"
        _make_folder(home)
        _make_folder(self._control)
        _make_folder(self._control / "users")
        self._base = self._choose_base(home)
        self._data = self._base / "data"
        self._log = self._base / "server.log"
        self._lock = FileLock(self._control / "start.lock")
        self._mine = FileLock(self._control / "users" / f"{os.getpid()}-{secrets.token_hex(4)}.lock")
        self._threads = threading.Lock()
        self._address: Address | None = None
        self._entered = False

    def address(self) -> Address:
        """The running server's address, starting it (or starting it again) when it is not running.

        Cheap when all is well. Raises Unavailable with what the server's log says when it cannot start.
        """
        with self._threads:
            if self._address is not None and self._running_pid() is not None:
                return self._address
            with self._lock:
                if not self._entered:
                    self._mine.acquire()
                    self._entered = True
                self._address = self._adopt() or self._start()
            return self._address

    def leave(self) -> None:
        """Stop using the server; the last process to leave stops it cleanly. May be called twice."""
        with self._threads:
            if not self._entered:
                return
            with self._lock:
                self._mine.release()
                self._mine.path.unlink(missing_ok=True)
                self._entered, self._address = False, None
                if not self._others():
                    self._stop()

    # where things are

    def _choose_base(self, home: Path) -> Path:
        """The server's folder: inside home, unless the account it runs as cannot get there (root's own folders)."""
        place = self._control / "place"
        if place.exists():
            return (
                home / place.read_text(encoding="utf-8").strip()
            )  # relative: a home may be moved or restored elsewhere
        base = home / "postgres"
        if self._account is not None:
            if not is_reachable(home, self._account) and is_reachable(home.parent, self._account):
                os.chown(home, -1, self._account.gid)  # only our own folder is opened, and only to pass through
                home.chmod(home.stat().st_mode | 0o010)
            if not is_reachable(home, self._account):
                base = Path("/var/lib/lunara") / secrets.token_hex(8)
                base.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        _make_folder(base, self._account)
        if base.parent != home:
            (base / "home").write_text(f"{home}\n", encoding="utf-8")  # for whoever wonders what a folder here is of
        temporary = place.with_suffix(".new")
        temporary.write_text("postgres\n" if base == home / "postgres" else f"{base}\n", encoding="utf-8")
        temporary.replace(place)
        return base

    def _passwords(self) -> dict[str, str]:
        path = self._control / "passwords.json"
        if path.exists():
            return {str(k): str(v) for k, v in json.loads(path.read_text(encoding="utf-8")).items()}
        if self._data.exists():
            raise InvalidInput(
                f"The passwords of the workspace's database are missing ({path}).", "Restore this file from a backup."
            )
        made = {ADMIN: secrets.token_urlsafe(32), APP: secrets.token_urlsafe(32)}
        write_private(path, json.dumps(made))
        return made

    def _binaries(self) -> Path:
        wanted = None
        version = self._data / "PG_VERSION"
        if version.exists():
            wanted = int(version.read_text(encoding="utf-8").strip())
        return find_binaries(self._postgres_bin, wanted, self._account)

    # life of the server

    def _running_pid(self) -> int | None:
        """The server's process id, None when it is not running: a stale file, a zombie, another's recycled id."""
        try:
            pid = int((self._data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if _is_our_server(pid, self._data) else None

    def _adopt(self) -> Address | None:
        """The address of a server that already runs (another process's, or one left by a process that was killed)."""
        if self._running_pid() is None:
            return None
        try:
            port = int((self._data / "postmaster.pid").read_text(encoding="utf-8").split("\n")[3])
        except (OSError, ValueError, IndexError):
            return None
        address = Address(port, self._passwords())
        deadline = time.monotonic() + _START_SECONDS
        while self._running_pid() is not None and time.monotonic() < deadline:
            if _answers(address):
                return address
            time.sleep(0.05)
        return None

    def _start(self) -> Address:
        passwords = self._passwords()
        binaries = self._binaries()
        if not self._data.exists():
            self._initialise(binaries, passwords)
        if self._running_pid() is None:
            (self._data / "postmaster.pid").unlink(missing_ok=True)  # or a recycled process id would refuse the start
        port_file = self._control / "port"
        port = (
            int(port_file.read_text()) if port_file.exists() and _is_free(int(port_file.read_text())) else _free_port()
        )
        for _ in range(5):
            address = Address(port, passwords)
            if self._launch(binaries, address):
                port_file.write_text(str(port), encoding="utf-8")  # kept, so that other processes' pools find it again
                return address
            port = _free_port()
        raise Unavailable("No free port was found for the workspace's database.", f"Its log is {self._log}.")

    def _launch(self, binaries: Path, address: Address) -> bool:
        """Start and wait for a first connection; False when the port was taken by another in between."""
        if self._log.exists() and self._log.stat().st_size > 5_000_000:
            self._log.replace(self._log.with_suffix(".old"))
        settings = {
            "listen_addresses": "127.0.0.1", "port": address.port, "unix_socket_directories": "", "max_connections": 100,
            "shared_buffers": "64MB", "huge_pages": "off", "max_wal_size": "512MB", "jit": "off", "timezone": "UTC",
            "log_timezone": "UTC", "password_encryption": "scram-sha-256", "log_min_messages": "warning",
        }  # fmt: skip
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        begun = self._log.stat().st_size if self._log.exists() else 0
        with self._log.open("ab") as log:
            process = self._popen([str(_program(binaries, "postgres")), "-D", str(self._data), *flags], log)
        # Reaped at once when it dies: a dead child that nobody waits for would look alive and refuse the next start.
        threading.Thread(target=process.wait, name="lunara-postgres", daemon=True).start()
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                said = self._log.read_bytes()[begun:].decode(errors="replace")
                if "Address already in use" in said or "could not bind" in said:
                    return False
                raise _failure("The workspace's database did not start.", said, self._log)
            if _answers(address):
                return True
            time.sleep(0.01)
        raise Unavailable(
            f"The workspace's database did not answer within {_START_SECONDS:.0f} seconds.", f"Its log is {self._log}."
        )

    def _initialise(self, binaries: Path, passwords: Mapping[str, str]) -> None:
        """initdb beside its place and renamed into it when whole, so that a kill leaves nothing half-made in use."""
        for leftover in self._base.glob("new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        fresh = self._base / f"new-{secrets.token_hex(4)}"
        _make_folder(fresh, self._account)
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major_version(binaries) >= 17 else []
        password_file = self._base / f"new-{secrets.token_hex(4)}.pw"
        write_private(password_file, passwords[ADMIN], self._account)
        try:
            done = subprocess.run(  # noqa: S603 (our own program, no shell)
                [
                    str(_program(binaries, "initdb")), "-D", str(fresh), "-U", ADMIN, "-A", "scram-sha-256",
                    f"--pwfile={password_file}", "--encoding=UTF8", "--locale=C", *locale,
                ],
                capture_output=True, timeout=300, check=False, **self._run_as(),
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Unavailable("The workspace's database could not be made.", str(error)) from error
        finally:
            password_file.unlink(missing_ok=True)
        if done.returncode != 0:
            shutil.rmtree(fresh, ignore_errors=True)
            said = (done.stdout + done.stderr).decode(errors="replace")
            raise _failure("The workspace's database could not be made.", said, None)
        fresh.rename(self._data)

    def _popen(self, command: list[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 (our own program, no shell)
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, close_fds=True, **self._run_as(detached=True)
        )

    def _run_as(self, *, detached: bool = False) -> dict[str, Any]:
        """Keyword arguments for subprocess: the unprivileged account, a readable folder, apart from our Ctrl-C."""
        # Only what a program needs to run: our environment may hold keys, and theirs can be read by their account.
        passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        options: dict[str, Any] = {"cwd": str(self._base), "env": {**passed, "LC_ALL": "C", "PGTZ": "UTC"}}
        if self._account is not None:
            options |= {"user": self._account.uid, "group": self._account.gid, "extra_groups": []}
        if detached and sys.platform == "win32":
            options["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP
        elif detached:
            options["start_new_session"] = True
        return options

    def _stop(self) -> None:
        if self._running_pid() is None:
            return
        command = [
            str(_program(self._binaries(), "pg_ctl")),
            "stop",
            "-D",
            str(self._data),
            "-m",
            "fast",
            "-w",
            "-t",
            "30",
        ]
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):  # it recovers at the next start
            subprocess.run(command, capture_output=True, timeout=40, check=False, **self._run_as())  # noqa: S603

    def _others(self) -> bool:
        """Whether another live process uses the server; files of dead ones are removed."""
        for path in (self._control / "users").glob("*.lock"):
            probe = FileLock(path)
            if not probe.try_acquire():
                return True
            probe.release()
            path.unlink(missing_ok=True)
        return False


def write_private(path: Path, text: str, account: Account | None = None) -> None:
    """Write `text` so that only its owner (or `account`) can ever read it, whole or not at all."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if account is not None:
        os.chown(temporary, account.uid, account.gid)
    temporary.replace(path)


def _make_folder(path: Path, account: Account | None = None) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if account is not None:
            os.chown(path, account.uid, account.gid)
    except OSError as error:
        raise Unavailable(
            f"The folder {path} cannot be made: {error.strerror}.", "Set LUNARA_HOME to a folder that can be written."
        ) from error


def _program(binaries: Path, name: str) -> Path:
    return binaries / (f"{name}.exe" if sys.platform == "win32" else name)


def _answers(address: Address) -> bool:
    """Whether a real connection works; a server that still recovers refuses it and is asked again."""
    import psycopg

    try:
        psycopg.connect(address.conninfo(ADMIN, "postgres")).close()
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise InvalidInput(
                "The workspace's database does not accept its password.",
                "Restore workspace/passwords.json in LUNARA_HOME.",
            ) from error
        return False
    return True


def _is_our_server(pid: int, data: Path) -> bool:
    """Whether process `pid` is a live Postgres on `data`: the id may have been given to another program since."""
    command = _command_line(pid)
    return command is not None and "postgres" in command and str(data) in command


def _command_line(pid: int) -> str | None:
    proc = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self/cmdline").exists():
        try:
            return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace")  # empty for a zombie
        except OSError:
            return None
    if sys.platform == "win32":
        script = f"(Get-CimInstance Win32_Process -Filter 'ProcessId={pid}').CommandLine"
        command = ["powershell", "-NoProfile", "-Command", script]
    else:
        command = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode(errors="replace") or None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _failure(message: str, said: str, log: Path | None) -> LunaraError:
    """What the server said, in words, with what to do about it."""
    where = f" Its log is {log}." if log else ""
    if "No space left on device" in said or "disk full" in said.lower():
        return Unavailable(f"{message} The disk is full.", f"Free some space and start again.{where}")
    if "ermission denied" in said:
        return Unavailable(
            f"{message} It may not read or write one of its folders.",
            f"Check who owns the folders below LUNARA_HOME ({tempfile.gettempdir()} and network drives may refuse).{where}",
        )
    if "shared memory" in said and "still in use" in said:
        return Unavailable(f"{message} An earlier server is still ending.", f"Try again in a moment.{where}")
    lines = [line.strip() for line in said.splitlines() if any(w in line for w in ("FATAL", "error", "ERROR", "PANIC"))]
    return Unavailable(f"{message} {lines[-1] if lines else said.strip()[-300:]}", where.strip())
