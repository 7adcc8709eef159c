"""The files of a model from a path: one file, a folder or a zip. Bounded, and nothing outside of it is read."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from lunara.errors import InvalidInput
from lunara.semantic.formats.format import Documents, Note, Notes

SUFFIXES = (".yaml", ".yml", ".json", ".lkml", ".lookml", ".js")
# What tools and people keep beside a model: other people's packages, what was built, environments.
SKIPPED = frozenset(
    {"node_modules", "target", "dbt_packages", "dbt_modules", "venv", "env", "__pycache__", "site-packages", "logs"}
)
MOST_FILES = 5_000
MOST_ENTRIES = 200_000
MOST_BYTES = 20_000_000
MOST_TOGETHER = 100_000_000
# The others unpack whatever a few bytes of them say in one go.
_UNPACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


@dataclass(frozen=True)
class Gathered:
    """The files, and what was left out of them and why."""

    documents: Documents
    notes: tuple[Note, ...] = ()


def gather(path: Path, dialect: str | None = None) -> Gathered:
    """The model files at a path: one file, those of a folder and the folders in it, or those of a zip.

    Of a folder and a zip only the files that may hold a model are read. Links, hidden folders and what is built or installed are
    left out. Raises InvalidInput when there is nothing to read or too much.
    """
    name = path.resolve().name if path.is_dir() else path.name.partition(".")[0]
    try:
        if path.is_dir():
            return _together(_of_folder, path, name, dialect)
        with path.open("rb") as opened:
            return gather_file(opened, path.name, dialect)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror or error}.", "Check the path.") from error


def gather_file(opened: BinaryIO, name: str, dialect: str | None = None) -> Gathered:
    """The model files in an open file that has this name: a zip's, or the one that it is. Raises InvalidInput."""
    stem = name.partition(".")[0]
    start = opened.read(4)
    opened.seek(0)
    if start == b"PK\x03\x04":
        try:
            with zipfile.ZipFile(opened) as archive:
                return _together(_of_zip, archive, stem, dialect)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error) as error:
            raise InvalidInput(f"{name} is no zip that can be read: {error}.", "Make it anew.") from error
    text = _text(opened.read(MOST_BYTES + 1), name)
    return Gathered(Documents({name: text}, stem, dialect))


def gather_several(files: Sequence[tuple[str, BinaryIO]], dialect: str | None = None) -> Gathered:
    """The model files of several open files, each with its name. Raises InvalidInput."""
    found: dict[str, str] = {}
    notes: list[Note] = []
    name = ""
    for at, (its, opened) in enumerate(files):
        one = gather_file(opened, its, dialect)
        notes += one.notes
        name = name or one.documents.name
        for path, text in one.documents.files.items():
            found[path if path not in found else f"{at + 1}/{path}"] = text
        _bounded(found)
    return Gathered(Documents(found, name if len(files) == 1 else "", dialect), tuple(notes))


def _together(entries: object, root: object, name: str, dialect: str | None) -> Gathered:
    notes = Notes()
    found: dict[str, str] = {}
    total = 0
    for path, data in entries(root, notes):  # type: ignore[operator]
        # What is no text has been unpacked as well.
        total += len(data)
        _bounded(found, total)
        try:
            found[path] = _text(data, path)
        except InvalidInput as error:
            notes.lost(path, "the file", error.message)
            continue
        _bounded(found, total)
    if not found:
        raise InvalidInput(
            f"There is no file in {name or 'it'} that may hold a model.", f"Looked for {', '.join(SUFFIXES)}."
        )
    return Gathered(Documents(found, name, dialect), notes.all())


def _bounded(found: dict[str, str], total: int | None = None) -> None:
    size = sum(map(len, found.values())) if total is None else total
    if len(found) > MOST_FILES or size > MOST_TOGETHER:
        raise InvalidInput(
            f"There are more than {MOST_FILES:,} files or {MOST_TOGETHER // 1_000_000} MB that may hold a model.",
            "Give the folder that holds the model alone.",
        )


def _wanted(path: str) -> bool:
    inside = PurePosixPath(path)
    return path.lower().endswith(SUFFIXES) and not any(map(_skipped, inside.parts[:-1]))


def _skipped(folder: str) -> bool:
    hidden = folder.startswith(".") and folder not in (".", "..")
    return hidden or folder.lower() in SKIPPED or folder == "__MACOSX"


def _of_folder(root: Path, notes: Notes) -> Iterator[tuple[str, bytes]]:
    seen = 0
    for folder, folders, files in os.walk(root, followlinks=False):
        here = Path(folder)
        for name in sorted(folders):
            if not _skipped(name) and (here / name).is_symlink():
                notes.lost((here / name).relative_to(root).as_posix(), "the folder", "it is a link to another place")
        folders[:] = sorted(name for name in folders if not _skipped(name))
        seen += len(files) + len(folders)
        if seen > MOST_ENTRIES:
            raise InvalidInput(
                f"The folder has more than {MOST_ENTRIES:,} files.", "Give the folder that holds the model alone."
            )
        for name in sorted(files):
            path = (here / name).relative_to(root).as_posix()
            if not _wanted(path):
                continue
            state = (here / name).lstat()
            if not stat.S_ISREG(state.st_mode):
                notes.lost(path, "the file", "it is a link or no ordinary file")
            else:
                with (here / name).open("rb") as opened:
                    yield path, opened.read(MOST_BYTES + 1)


def _of_zip(archive: zipfile.ZipFile, notes: Notes) -> Iterator[tuple[str, bytes]]:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise InvalidInput(
            f"The zip has more than {MOST_ENTRIES:,} files.", "Zip the folder that holds the model alone."
        )
    for entry in sorted(entries, key=lambda one: one.filename):
        path = entry.filename.replace("\\", "/")
        if not _wanted(path) or entry.is_dir():
            continue
        if path.startswith("/") or ".." in path.split("/"):
            notes.lost(path, "the file", "its path leads out of the zip")
        elif stat.S_ISLNK(entry.external_attr >> 16):
            notes.lost(path, "the file", "it is a link or no ordinary file")
        elif entry.flag_bits & 0x1:
            notes.lost(path, "the file", "it is encrypted")
        elif entry.compress_type not in _UNPACKED:
            notes.lost(path, "the file", "it is packed in another way than zips are as a rule")
        else:
            # The size that the zip claims is not believed: at most so much is unpacked.
            with archive.open(entry) as opened:
                yield path, opened.read(MOST_BYTES + 1)


def _text(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        raise InvalidInput(f"{name} has more than {MOST_BYTES // 1_000_000} MB.", "A model's file is smaller.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput(f"{name} is not UTF-8 text.", "Save the file in UTF-8.") from None
    if "\x00" in text:
        raise InvalidInput(f"{name} is not text.", "Give a text file.")
    return text
