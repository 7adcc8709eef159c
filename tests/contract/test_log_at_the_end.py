"""What waits to be written into the query log when a process ends is written first, before the workspace is closed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from lunara.settings import load_settings
from lunara.workspace import runtime
from lunara.workspace.store import local_principal, open_store

ROOT = Path(__file__).resolve().parents[2]
_RUN = """
import sys
from lunara.settings import load_settings
from lunara.workspace.log_writer import LOG
from lunara.workspace.query_log import QueryLine
from lunara.workspace.store import local_principal, open_store

settings = load_settings({"LUNARA_HOME": sys.argv[1]})
store = open_store(settings, local_principal(settings))
project = store.create_project("P").id
LOG._pause = 60.0
for number in range(300):
    LOG.put(store, project, lambda n=number: QueryLine(project, None, "ask", f"select {n}", "f", "done"), 10)
print(project)
"""


def test_a_process_that_ends_writes_its_lines_first(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    project = done.stdout.strip()
    settings = load_settings({"LUNARA_HOME": str(tmp_path)})
    try:
        store = open_store(settings, local_principal(settings))
        assert store.query_totals(project).queries == 300
    finally:
        runtime.uninstall(settings)
    assert "lost" not in done.stderr
