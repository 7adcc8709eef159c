"""The file beside a model file by which renamed tables and columns are known again: `shop.fingerprints.json` of `shop.yaml`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from lunara.cli.command import settings
from lunara.cli.modelling import write_whole
from lunara.cli.output import dumps, progress
from lunara.cli.sources import read_file
from lunara.errors import InvalidInput

if TYPE_CHECKING:
    from lunara.connect.catalog import Catalog, Table
    from lunara.connect.run import Runner
    from lunara.semantic.fingerprint import Fingerprints


def fingerprints_beside(model: str) -> Path:
    """Where the fingerprints of a model file are kept."""
    path = Path(model)
    return path.with_name(f"{path.stem}.fingerprints.json")


def keys() -> tuple[bytes, ...]:
    """The keys that hashes are made with: of LUNARA_SECRET_KEY, or of the key in LUNARA_HOME; none where there is neither."""
    from lunara.workspace.secrets import load_keys

    own = settings()
    if own.is_shared and not own.secret_keys:
        return ()
    return load_keys(own).derived("fingerprints of files")


def record(
    catalog: Catalog,
    wanted: Iterable[Table],
    runner: Runner,
    *,
    values: bool,
    orphans: Mapping[str, int] | None = None,
) -> Fingerprints:
    """Fingerprints of these tables of the catalog."""
    from lunara.semantic.fingerprint import take_fingerprints

    mine = keys()
    return take_fingerprints(
        catalog,
        wanted,
        runner,
        key=mine[0] if mine else None,
        values=values,
        orphans=orphans,
        on_step=lambda what, done, total: progress(f"{what}: {done + 1} of {total}"),
    )


def read_fingerprints(path: Path) -> Fingerprints:
    """What `write_fingerprints` wrote. Raises InvalidInput."""
    from lunara.semantic.fingerprint import Fingerprints

    try:
        return Fingerprints.from_json(json.loads(read_file(str(path))))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(
            f"{path} is no file of fingerprints.", "Record them again: `lunara check … --record`."
        ) from error


def write_fingerprints(path: Path, prints: Fingerprints) -> None:
    """Whole or not at all."""
    write_whole(path, dumps(prints.to_json()) + "\n")
