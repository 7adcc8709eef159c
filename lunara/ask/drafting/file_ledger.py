"""A run in a JSON file, beside the model that it is about."""

from __future__ import annotations

import getpass
import json
import os
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from lunara.ask.drafting.run import Run
from lunara.errors import InvalidInput
from lunara.workspace.locks import FileLock


class FileLedger:
    """The run in the file of that path. A lock is held while it is changed, by one process of the machine."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Run | None:
        """The run in the file; None where there is no file. Raises InvalidInput."""
        try:
            data = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            raise InvalidInput(f"{self.path} holds no proposals.", "Name another file with --state.") from error
        if not isinstance(data, dict):
            raise InvalidInput(f"{self.path} holds no proposals.", "Name another file with --state.")
        return Run.from_json(data)

    def put(self, run: Run) -> None:
        """Write the file, whole or not at all. Raises InvalidInput."""
        half = self.path.with_name(f".{self.path.name}.{os.getpid()}.tmp")
        try:
            half.write_text(json.dumps(run.to_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            half.replace(self.path)
        except OSError as error:
            raise InvalidInput(
                f"{self.path} cannot be written: {error.strerror or error}.", "Name another file with --state."
            ) from error
        finally:
            half.unlink(missing_ok=True)

    def change(self, make: Callable[[Run], Run]) -> Run:
        """Put what `make` makes of the run in its place. Raises InvalidInput where the file is gone."""
        with FileLock(_lock_of(self.path)):
            run = self.read()
            if run is None:
                raise InvalidInput(f"{self.path} is gone.", "Begin again.")
            changed = make(run)
            self.put(changed)
            return changed


def _lock_of(path: Path) -> Path:
    """Where the lock of a file is: not beside it, where people would find it."""
    name = sha256(str(path.resolve()).encode()).hexdigest()[:32]
    who = getpass.getuser()
    return Path(tempfile.gettempdir()) / f"lunara-{who}-{name}.lock"
