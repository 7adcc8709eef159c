"""The Model page over 500 tables of 20 columns against a bare page with all of its items in one `st.data_editor`.

    python -m tests.benchmarks.bench_model [--tables 500] [--reruns 10]

Both run in this process as AppTests, in turns, so that a busy machine slows both; times are of the processor. The promise: a
rerun of a model of 500 tables, whatever was done before it, well under a second, and one in which nothing changed no slower
than three times that of a model of 5 tables.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from lunara.semantic.review import ReviewItem, accept, edit
from lunara.settings import load_settings
from lunara.ui.model_desk import ModelDesk
from lunara.ui.model_drafts import DRAFTS
from lunara.ui.model_list import definition
from lunara.ui.warehouses import POOL
from lunara.workspace import runtime
from lunara.workspace.store import local_principal, open_store
from tests.benchmarks.live import ROOT, SCRIPTS, figure, milliseconds, percentile
from tests.benchmarks.many_tables import ManyTables, make_project

FEW = 5


class Desk:
    """The Model page of one project, as somebody works on it."""

    def __init__(self, made: ManyTables) -> None:
        self.app = AppTest.from_file(str(ROOT / "lunara" / "ui" / "shell.py"), default_timeout=60)
        self.app.run()
        self.app.query_params["project"], self.app.query_params["model"] = made.project, made.model
        self.app.switch_page("../../pages/model.py")
        self.app.run()
        assert not self.app.exception, self.app.exception
        self.number = 0

    @property
    def desk(self) -> ModelDesk:
        """What the tab remembers."""
        pages = self.app.session_state["lunara"].pages
        return next(value for value in pages.values() if isinstance(value, ModelDesk))

    def rerun(self) -> None:
        """Nothing was changed."""
        self.app.run()

    def search(self) -> None:
        """Other words are looked for."""
        self.number += 1
        next(box for box in self.app.text_input if box.label == "Search").set_value(
            ("amount", "status")[self.number % 2]
        )
        self.app.run()

    def change(self) -> None:
        """A measure is computed in another way."""
        self.number += 1
        key = self._first("measure").key
        changes = {"filter": f"{self.number} > 0"}
        self.desk.change(lambda model, review: edit(model, review, key, changes))
        self.app.run()

    def decide(self) -> None:
        """A hundred proposals are accepted."""
        waiting = [item.key for item in self.desk.items() if item.status == "proposed"][:100]
        self.desk.change(lambda model, review: accept(model, review, waiting))
        self.app.run()

    def type(self) -> None:
        """A letter is typed into the editor of a measure."""
        self.number += 1
        self.desk.open_item(self._first("measure").key)
        if not any(box.label == "Only where" for box in self.app.text_input):
            self.app.run()
        next(box for box in self.app.text_input if box.label == "Only where").set_value(f"{self.number} < 1").run()

    def _first(self, kind: str) -> ReviewItem:
        return next(item for item in self.desk.items() if item.kind == kind and item.status != "rejected")


@contextmanager
def workspace(home: Path, tables: int) -> Iterator[tuple[ManyTables, ManyTables]]:
    """A workspace in `home`, which this process's settings name while it is open, with projects of few and of many tables."""
    before = os.environ.get("LUNARA_HOME")
    os.environ["LUNARA_HOME"] = str(home)
    try:
        settings = load_settings()
        store = open_store(settings, local_principal(settings))
        yield make_project(store, home / "few.duckdb", FEW, 50), make_project(store, home / "many.duckdb", tables, 50)
    finally:
        DRAFTS.flush()
        POOL.close()
        runtime.close_all()
        if before is None:
            del os.environ["LUNARA_HOME"]
        else:
            os.environ["LUNARA_HOME"] = before


def timed(act: Callable[[], Any]) -> float:
    """Processor seconds, of all threads."""
    start = time.process_time()
    act()
    return time.process_time() - start


def measure(tables: int, reruns: int) -> list[str]:
    """Lines to print."""
    lines = []
    with tempfile.TemporaryDirectory(prefix="lunara-model-") as folder, workspace(Path(folder), tables) as (few, many):
        small, large = Desk(few), Desk(many)
        items = Path(folder) / "items.json"
        rows = [
            {"status": i.status, "label": i.label, "kind": i.kind, "table": i.parent, "definition": definition(i),
             "because": i.because, "text": i.key.lower()}
            for i in large.desk.items()
        ]  # fmt: skip
        items.write_text(json.dumps(rows), encoding="utf-8")
        os.environ["BENCH_ITEMS"] = str(items)
        bare = AppTest.from_file(str(SCRIPTS / "whole_list.py"), default_timeout=60)
        bare.run()
        taken: dict[str, list[float]] = {
            name: [] for name in ("few", "rerun", "search", "change", "decide", "type", "bare")
        }
        for _ in range(reruns):
            taken["few"].append(timed(small.rerun))
            for name in ("rerun", "search", "change", "decide", "type"):
                taken[name].append(timed(getattr(large, name)))
                large.desk.open_item("")
                large.rerun()
            taken["bare"].append(timed(bare.run))
        against = f"all {len(rows):,} in st.data_editor"
        reference = milliseconds(taken["bare"])
        for name, what in (
            ("rerun", f"model of {tables} tables, nothing changed"),
            ("search", "  other words searched"),
            ("change", "  after a measure was changed"),
            ("decide", "  after 100 proposals were accepted"),
            ("type", "  a letter typed in an editor"),
        ):
            lines.append(figure(what, milliseconds(taken[name]), reference, "ms", against))
        slowest = max(percentile(taken[name], 0.95) for name in ("rerun", "search", "change", "decide", "type"))
        lines.append(figure("  the slowest kind, percentile 95", slowest * 1000, reference, "ms", against))
        lines.append(
            figure("  nothing changed, by size", milliseconds(taken["rerun"]), milliseconds(taken["few"]), "ms",
                   f"a model of {FEW} tables")
        )  # fmt: skip
    return lines


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tables", type=int, default=500)
    parser.add_argument("--reruns", type=int, default=10)
    options = parser.parse_args()
    print("\n".join(measure(options.tables, options.reruns)), flush=True)


if __name__ == "__main__":
    main()
