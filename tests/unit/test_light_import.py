"""Importing the package loads no driver, no provider SDK, no Streamlit: a page opens fast and a command starts fast."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import lunara

HEAVY = (
    "streamlit",
    "duckdb",
    "psycopg",
    "pandas",
    "plotly",
    "google.genai",
    "google.cloud.bigquery",
    "google.auth",
    "grpc",
    "pydantic_ai",
    "supabase",
    "pptx",
    "typst",
    "vl_convert",
    "openpyxl",
    "adbc_driver_postgresql",
)


def test_importing_every_module_outside_the_ui_loads_nothing_heavy() -> None:
    names = [
        module.name
        for module in pkgutil.walk_packages(lunara.__path__, "lunara.")
        if not module.name.startswith("lunara.ui") and module.name != "lunara.__main__"
    ]
    assert len(names) > 20
    code = (
        "import importlib, sys\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "[]", done.stdout
