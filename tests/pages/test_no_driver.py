"""Opening pages, and the form of every kind of data source, imports no driver: each would cost a second or two."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from lunara import connect

ROOT = Path(__file__).resolve().parents[2]
# Drivers that come with Lunara, and those that the kinds declare.
DRIVERS = sorted(
    {
        "duckdb",
        "pymysql",
        "adbc_driver_postgresql",
        "google.cloud.bigquery",
        *(k.driver for k in connect.kinds() if k.driver),
    }
)
SCRIPT = """
import importlib.abc, importlib.machinery, sys, types

DRIVERS = {drivers!r}


class Pretend(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    # Every driver is installed, as far as can be seen, and says so when it is imported.
    asked = set()

    def find_spec(self, name, path=None, target=None):
        parents = {{d.rpartition(".")[0] for d in DRIVERS if "." in d}}
        if name in DRIVERS or (name in parents and name != "google" and name != "google.cloud"):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        if module.__name__ in DRIVERS:
            self.asked.add(module.__name__)


pretend = Pretend()
sys.meta_path.insert(0, pretend)
from streamlit.testing.v1 import AppTest
from lunara import connect
from lunara.settings import load_settings
from lunara.ui.connecting import offered_kinds
from lunara.workspace.store import local_principal, open_store

settings = load_settings()
project = open_store(settings, local_principal(settings)).create_project("A project")
for page in {pages!r}:
    app = AppTest.from_file("lunara/ui/shell.py", default_timeout=60)
    app.run()
    app.query_params["project"] = project.id
    app.switch_page(f"../../pages/{{page}}.py")
    app.run()
    assert not app.exception, app.exception
    if page != "connect":
        continue
    for kind in offered_kinds(settings):
        label = "Choose files" if kind.name == "files" else f"Connect {{kind.label}}"
        next(button for button in app.button if button.label == label).click()
        app.run()
        assert not app.exception, (kind.name, app.exception)
        next(button for button in app.button if button.label == "Back").click()
        app.run()
print("imported:", sorted(pretend.asked))
"""


def test_no_page_and_no_form_imports_a_driver(tmp_path: Path) -> None:
    pages = sorted(path.stem for path in (ROOT / "pages").glob("*.py") if path.stem != "sign_in")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LUNARA_")}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(drivers=DRIVERS, pages=pages)],
        env={**environment, "LUNARA_HOME": str(tmp_path), "LUNARA_REMOTE_FILES": "on"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.strip().splitlines()[-1] == "imported: []"
