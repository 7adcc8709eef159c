"""A run in a file beside its model: a line of JSON for the run as it was begun, and one for each step after it."""

from __future__ import annotations

import getpass
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from lunara.ask.drafting.kept import Run, step_between, with_steps
from lunara.errors import InvalidInput
from lunara.workspace.locks import FileLock

_MARK_BYTES = 120
"""The begin of the first line has the run's id: enough to tell that another run stands in the file."""


class FileLedger:
    """The run in the file of that path. A lock is held while it is changed, by one process of the machine.

    What was read is remembered, so that only lines that were added since are read again. A last line that was not written to its
    end, because its process was killed, is no step.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._run: Run | None = None
        self._mark, self._end = b"", 0

    def read(self) -> Run | None:
        """The run in the file; None where there is no file. Raises InvalidInput."""
        try:
            with self.path.open("rb") as file:
                return self._read(file)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unreadable() from error

    def put(self, run: Run) -> None:
        """Begin the file anew with this run, whole or not at all. Raises InvalidInput."""
        half = self.path.with_name(f".{self.path.name}.{os.getpid()}.tmp")
        try:
            with half.open("wb") as file:
                _write(file, run.to_json())
            half.replace(self.path)
        except OSError as error:
            raise self._unwritten(error) from error
        finally:
            half.unlink(missing_ok=True)

    def change(self, make: Callable[[Run], Run]) -> Run:
        """Add what `make` makes of the run to it. Raises InvalidInput where the file is gone, or cannot be read or written."""
        with FileLock(_lock_of(self.path)):
            try:
                with self.path.open("r+b") as file:
                    run = self._read(file)
                    changed = make(run)
                    step = step_between(run, changed)
                    if step is not None:
                        file.truncate(self._end)
                        file.seek(self._end - 1)
                        if file.read(1) != b"\n":  # somebody has taken away the end of the line before
                            file.write(b"\n")
                        _write(file, step)
                        self._run, self._end = changed, file.tell()
                    return changed
            except FileNotFoundError as error:
                raise InvalidInput(f"{self.path} is gone.", "Begin again.") from error
            except OSError as error:
                raise self._unwritten(error) from error

    def _read(self, file: BinaryIO) -> Run:
        """The run of an open file, from where it was read to. Raises InvalidInput."""
        mark = file.read(_MARK_BYTES)
        size = file.seek(0, os.SEEK_END)
        try:
            if self._run is None or mark != self._mark or size < self._end:
                file.seek(0)
                self._run = Run.from_json(_first(file))
                self._mark, self._end = mark, file.tell()
            file.seek(self._end)
            self._run = with_steps(self._run, self._steps(file))
            return self._run
        except (ValueError, RecursionError) as error:
            self._run = None
            raise self._unreadable() from error
        except InvalidInput:
            self._run = None
            raise

    def _steps(self, file: BinaryIO) -> Iterator[Any]:
        """The steps from here on that were written to their end, one at a time."""
        while (line := file.readline()).endswith(b"\n"):
            step = json.loads(line) if line.strip() else None
            self._end = file.tell()
            if step is not None:
                yield step

    def _unreadable(self) -> InvalidInput:
        return InvalidInput(f"{self.path} holds no proposals.", "Name another file with --state.")

    def _unwritten(self, error: OSError) -> InvalidInput:
        return InvalidInput(
            f"{self.path} cannot be written: {error.strerror or error}.", "Name another file with --state."
        )


def _first(file: BinaryIO) -> dict[str, Any]:
    """The run that a file begins with: a line, or as many as format 1 has, up to the one that closes it. Raises ValueError."""
    lines = [file.readline()]
    if lines[0].strip() == b"{":
        for line in file:
            lines.append(line)
            if line.rstrip() == b"}":
                break
    found = json.loads(b"".join(lines))
    if not isinstance(found, dict):
        raise ValueError("no run")
    return found


def _write(file: BinaryIO, data: Any) -> None:
    """A line, which is on the disk when this returns: it was paid for."""
    file.write(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    file.flush()
    os.fsync(file.fileno())


def _lock_of(path: Path) -> Path:
    """Where the lock of a file is: not beside it, where people would find it."""
    name = sha256(str(path.resolve()).encode()).hexdigest()[:32]
    who = getpass.getuser()
    return Path(tempfile.gettempdir()) / f"lunara-{who}-{name}.lock"
