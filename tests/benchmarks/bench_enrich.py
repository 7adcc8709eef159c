"""Drafting a model of 3,000 tables with AI against one of 300: what a batch costs beside the provider, in each ledger.

    python -m tests.benchmarks.bench_enrich [--tables 300 3000] [--only file] [--words]

Whole runs: a stand-in in this process answers each batch at once, with words for every item and a calculated measure. Each run is
interrupted in the middle and goes on with another ledger, as after a restart. Bytes are those that reached the file (the size of
what only grows: that nothing is written twice is tested) and Postgres' write-ahead log; times are of the processor. The promise:
a batch of 3,000 tables writes at most 1.3 times what one of 300 writes, and reading needs little beside the run itself. `--words`
leaves out the calculated measures, whose checks take most of the time.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import tracemalloc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from lunara.ask.drafting.asking import Asker
from lunara.ask.drafting.batches import cost_of, tables_to_draft
from lunara.ask.drafting.checking import Checks
from lunara.ask.drafting.file_ledger import FileLedger
from lunara.ask.drafting.kept import Run
from lunara.ask.drafting.run import begin, go_on
from lunara.ask.drafting.whose import Words
from lunara.ask.planners.calling import Meter
from lunara.ask.planners.providers import Provider
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled
from lunara.semantic.model import SemanticModel
from lunara.settings import load_settings
from lunara.ui.model_proposing import WRITTEN_DOWN
from lunara.ui.proposal_ledger import WorkspaceLedger
from lunara.workspace import runtime
from lunara.workspace.embedded import ADMIN, DATABASE, EmbeddedServer
from lunara.workspace.store import Store, local_principal
from tests.benchmarks.generated import generated_model
from tests.benchmarks.live import figure

PROVIDER = Provider("gemini", "no-key", "gemini-2.5-flash")


class Answers(Asker):
    """Says something of every item that it is asked about, at the length that providers do."""

    def __init__(self, *, measures: bool = True) -> None:
        super().__init__(PROVIDER)
        self._measures = measures

    def ask(self, document: str, meter: Meter, cancel: CancelToken) -> Mapping[str, Any]:
        """Words for each item, and one calculated measure."""
        data = json.loads(document)
        words = [
            {
                "id": item["id"],
                "label": f"{item['id'].replace('.', ' ').replace('_', ' ')} in words",
                "description": f"What {item['id']} means to the business, in a sentence or two, with its unit.",
                "synonyms": [f"other {item['id']}", f"another {item['id']}"],
            }
            for table in data.get("tables", ())
            for item in ([table] if "id" in table else []) + table.get("dimensions", []) + table.get("measures", [])
        ]
        names = [measure["name"] for measure in data.get("measures", ())][:2]
        if len(names) < 2 or not words or not self._measures:
            return {"words": words}
        name = f"ratio_of_{str(words[0]['id']).replace('.', '_')}"
        return {"words": words, "measures": [{"name": name, "expression": " / ".join(names)}]}


@dataclass(frozen=True)
class Kept:
    """What a run came to in one ledger, and what a batch of it took: milliseconds, and bytes written."""

    batches: int
    proposals: int
    batch_ms: float
    batch_bytes: float
    read_seconds: float
    read_peak: float


def in_file(model: SemanticModel, folder: Path, asker: Answers) -> Kept:
    """The run in a file, as the command line keeps it."""
    path = folder / f"{len(model.tables)}.proposals.json"
    run = begin(model, tables_to_draft(model), asker)
    FileLedger(path).put(run)
    before = path.stat().st_size
    seconds, made = _gone_through(FileLedger(path), FileLedger(path), model, asker, len(run.parts))
    return _kept(made, seconds, path.stat().st_size - before, FileLedger(path))


def in_workspace(model: SemanticModel, store: Store, admin: psycopg.Connection[Any], asker: Answers) -> Kept:
    """The run in the workspace, as the Model page keeps it."""
    project = store.create_project(f"{len(model.tables)} tables")
    source = store.create_data_source(project.id, "Warehouse", "duckdb", {}, {})
    id = store.create_semantic_model(project.id, source.id, "Model", {}, {}).id
    run = begin(model, tables_to_draft(model), asker)
    first = WorkspaceLedger(store, id)
    first.begin(run)
    before = _wal(admin)
    seconds, made = _gone_through(first, WorkspaceLedger(store, id), model, asker, len(run.parts))
    return _kept(made, seconds, _wal(admin) - before, WorkspaceLedger(store, id))


def _gone_through(
    first: FileLedger | WorkspaceLedger,
    second: FileLedger | WorkspaceLedger,
    model: SemanticModel,
    asker: Answers,
    batches: int,
) -> tuple[float, Run]:
    """Processor seconds of all batches, halfway with one ledger and the rest with another; the run."""
    cancel, checks, started = CancelToken(), Checks(model, None), time.process_time()

    def halfway(run: Run) -> None:
        if run.done == batches // 2:
            cancel.cancel()

    with suppress(Cancelled):
        go_on(first, model, asker, checks, Words(), on_step=halfway, cancel=cancel)
    made = go_on(second, model, asker, checks, Words())
    return time.process_time() - started, made


def _kept(made: Run, seconds: float, written: float, fresh: FileLedger | WorkspaceLedger) -> Kept:
    batches = len(made.parts)
    assert made.finished and made.proposals and not any(part.error for part in made.parts)
    started = time.process_time()
    read = fresh.read()
    took = time.process_time() - started
    assert read == made, "what was read is what was made"
    return Kept(batches, len(made.proposals), seconds / batches * 1000, written / batches, took, _peak(fresh))


def _peak(ledger: FileLedger | WorkspaceLedger) -> float:
    """How many times the memory that the run takes is taken while it is read."""
    other = (
        FileLedger(ledger.path) if isinstance(ledger, FileLedger) else WorkspaceLedger(ledger.store, ledger.model_id)
    )
    tracemalloc.start()
    read = other.read()
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read is not None
    return peak / held


def _wal(admin: psycopg.Connection[Any]) -> float:
    """Bytes that Postgres has written of changes so far."""
    row = admin.execute("select pg_current_wal_insert_lsn() - '0/0'").fetchone()
    return float(row[0]) if row else 0.0


@contextmanager
def workspace() -> Iterator[tuple[Store, psycopg.Connection[Any]]]:
    """A workspace of its own, and its administrator."""
    with tempfile.TemporaryDirectory(prefix="lunara-bench-") as folder:
        settings = load_settings({"LUNARA_HOME": folder})
        server = EmbeddedServer(Path(folder), settings.postgres_bin)
        runtime.prepare(server.address())
        runtime.install(settings, runtime.Runtime(settings, server=server))
        try:
            principal = local_principal(settings)
            with psycopg.connect(server.address().conninfo(ADMIN, DATABASE), autocommit=True) as admin:
                yield runtime.runtime(settings).store(principal), admin
        finally:
            runtime.uninstall(settings)
            server.leave()


def measure(small: int, large: int, *, only: str = "", measures: bool = True) -> Iterator[str]:
    """One line for each figure: the larger model's against the smaller one's."""
    models, asker = [generated_model(size) for size in (large, small)], Answers(measures=measures)
    against = f"{small:,} tables"
    if only in ("", "file"):
        with tempfile.TemporaryDirectory(prefix="lunara-bench-") as folder:
            yield from _lines("file", *(in_file(model, Path(folder), asker) for model in models), against)
    if only in ("", "workspace"):
        with workspace() as (store, admin):
            yield from _lines("workspace", *(in_workspace(model, store, admin, asker) for model in models), against)
    if only in ("", "cost"):
        yield from _around(*models, against)


def _lines(where: str, more: Kept, less: Kept, against: str) -> Iterator[str]:
    yield f"{where}: {more.batches:,} batches, {more.proposals:,} proposals; {less.batches:,} and {less.proposals:,}"
    yield figure(f"{where}: written for a batch", more.batch_bytes / 1000, less.batch_bytes / 1000, "kB", against)
    yield figure(f"{where}: processor for a batch", more.batch_ms, less.batch_ms, "ms", against)
    each = [kept.read_seconds / kept.batches * 1000 for kept in (more, less)]
    yield figure(f"{where}: read, for a batch", *each, "ms", against)
    yield figure(f"{where}: memory while it is read", more.read_peak, 1.0, "", "the run itself")


def _around(large: SemanticModel, small: SemanticModel, against: str) -> Iterator[str]:
    """What comes before a run and after it."""
    costs = []
    for model in (large, small):
        batches = [part.batch for part in begin(model, tables_to_draft(model), Answers()).parts]
        started = time.process_time()
        exact = cost_of(model, batches, PROVIDER, values=False)
        middle = time.process_time()
        about = cost_of(model, batches, PROVIDER, values=False, sample=WRITTEN_DOWN)
        costs.append((middle - started, time.process_time() - middle, exact.prompt_tokens, about.prompt_tokens))
    (all_of_it, sampled, exact_tokens, about_tokens), (_, less, _, _) = costs
    yield figure("cost: all batches", all_of_it * 1000, less * 1000, "ms", f"{WRITTEN_DOWN} of {against}")
    yield figure(
        "cost: some batches, as the page tells it", sampled * 1000, less * 1000, "ms", f"{WRITTEN_DOWN} of {against}"
    )
    yield figure("cost: tokens told from some", about_tokens, exact_tokens, "", "told from all")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, nargs=2, default=(300, 3000), metavar=("SMALL", "LARGE"))
    parser.add_argument("--only", choices=("file", "workspace", "cost"), default="")
    parser.add_argument("--words", action="store_true")
    options = parser.parse_args()
    for line in measure(*options.tables, only=options.only, measures=not options.words):
        print(line, flush=True)


if __name__ == "__main__":
    main()
