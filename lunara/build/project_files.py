"""The files of a moved project: a folder or a zip, read within bounds and written whole or not at all."""

from __future__ import annotations

import io
import os
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from lunara.errors import InvalidInput

Files = Mapping[str, bytes]

MOST_FILES = 20_000
MOST_BYTES = 20_000_000
MOST_TOGETHER = 200_000_000
# What an export writes at the top of a folder. All else there is somebody's own, as the `.git` that it is kept in.
OWNED = ("project.yaml", "data_sources", "models", "agents", "dashboards", "reports", "slides")
_DIRECTORY_BYTES = MOST_FILES * 400
# The others unpack whatever a few bytes of them say in one go.
_UNPACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_PART = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}", re.ASCII)


def read_files(path: Path) -> Files:
    """The files in a folder or a zip, by their paths with `/`. Raises InvalidInput when it is neither, or holds too much."""
    try:
        if path.is_dir():
            return _bounded(_of_folder(path))
        with path.open("rb") as opened:
            return read_zip(opened, path.name)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror or error}.", "Check the path.") from error


def read_zip(opened: BinaryIO, name: str) -> Files:
    """The files in an open zip of that name. Sizes that it claims are not believed. Raises InvalidInput."""
    try:
        _bounded_directory(opened, name)
        with zipfile.ZipFile(opened) as archive:
            return _bounded(_of_zip(archive))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, zlib.error) as error:
        raise InvalidInput(
            f"{name} is no zip that can be read: {error}.", "Give what `lunara export` or Export project wrote."
        ) from error


def zipped(files: Files) -> bytes:
    """A zip of the files, the same bytes for the same files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.writestr(zipfile.ZipInfo(path), files[path], zipfile.ZIP_DEFLATED)
    return made.getvalue()


def write_files(files: Files, path: Path, *, force: bool = False) -> None:
    """Write a zip where `path` ends in .zip, a folder otherwise: made beside it and put in place when it is whole.

    Raises InvalidInput when something is there already and `force` does not say to write over it, or when it cannot be written.
    A folder is written into only when it holds an exported project, or nothing; of that project the old files go, and whatever
    else lies there stays.
    """
    as_zip = path.suffix.lower() == ".zip"
    if path.exists() and not (force and _may_go(path, as_zip=as_zip)) and not _is_empty(path):
        raise InvalidInput(
            f"{path} is there already.",
            "Choose another name, or --force to write over an earlier export.",
            code="exists",
        )
    made: Path | None = None
    try:
        made = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
        whole = made / "whole"
        if as_zip:
            whole.write_bytes(zipped(files))
            whole.replace(path)
        else:
            for name, data in files.items():
                target = whole / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
            _put(whole, path, made / "before")
    except OSError as error:
        raise InvalidInput(
            f"{path} cannot be written: {error.strerror or error}.", "Check the folder and the space on its disk."
        ) from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)


def _put(whole: Path, path: Path, aside: Path) -> None:
    """Have the folder `path` hold what `whole` does, in the place of what an export has written there before."""
    path.mkdir(exist_ok=True)
    aside.mkdir()
    gone = [name for name in OWNED if (path / name).exists()]
    try:
        for name in gone:
            (path / name).replace(aside / name)
        for part in whole.iterdir():
            part.replace(path / part.name)
    except OSError:
        for name in gone:
            if (aside / name).exists() and not (path / name).exists():
                (aside / name).replace(path / name)
        raise


def _bounded_directory(opened: BinaryIO, name: str) -> None:
    """Raise InvalidInput for a zip whose list of entries alone is larger than that of any project, before it is read."""
    size = opened.seek(0, os.SEEK_END)
    opened.seek(max(0, size - 66_000))
    tail = opened.read()
    opened.seek(0)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        return  # no zip: said where it is opened
    listed = int.from_bytes(tail[end + 12 : end + 16], "little")
    if listed > _DIRECTORY_BYTES or b"PK\x06\x07" in tail[max(0, end - 20) : end]:
        raise InvalidInput(
            f"{name} lists more files than a project may have, {MOST_FILES:,}.", "Check that it is an exported project."
        )


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _may_go(path: Path, *, as_zip: bool) -> bool:
    return path.is_file() if as_zip else (path / "project.yaml").is_file()


def _of_folder(root: Path) -> Iterator[tuple[str, bytes]]:
    for folder, folders, names in os.walk(root, followlinks=False):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not (here / name).is_symlink())
        for name in sorted(names):
            if name.startswith("."):
                continue
            if not stat.S_ISREG((here / name).lstat().st_mode):
                raise InvalidInput(
                    f"{here / name} is a link or no ordinary file.", "Copy the file itself into the folder."
                )
            with (here / name).open("rb") as opened:
                yield (here / name).relative_to(root).as_posix(), opened.read(MOST_BYTES + 1)


def _of_zip(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    for entry in archive.infolist():
        if not entry.filename:
            raise zipfile.BadZipFile("an entry has no name")
        if entry.is_dir() or entry.filename.startswith("__MACOSX/"):
            continue
        if stat.S_ISLNK(entry.external_attr >> 16) or entry.compress_type not in _UNPACKED:
            raise InvalidInput(
                f"{entry.filename} in the zip is no ordinary file.", "Make the zip anew, of the exported folder."
            )
        with archive.open(entry) as opened:
            yield entry.filename, opened.read(MOST_BYTES + 1)


def _bounded(entries: Iterator[tuple[str, bytes]]) -> Files:
    found: dict[str, bytes] = {}
    total = 0
    for path, data in entries:
        total += len(data)
        if not all(map(_PART.fullmatch, path.split("/"))) or path in found:
            raise InvalidInput(
                f"{path!r} is no file of an exported project.", "Give the folder or zip as `lunara export` wrote it."
            )
        if len(data) > MOST_BYTES or total > MOST_TOGETHER or len(found) >= MOST_FILES:
            raise InvalidInput(
                f"It holds more than a project may: {MOST_FILES:,} files, {MOST_BYTES // 1_000_000} MB each, "
                f"{MOST_TOGETHER // 1_000_000} MB together.",
                "Check that it is an exported project.",
            )
        found[path] = data
    return found
