"""The fuzzer of the guard's text runs for some seconds where atheris is installed (lane `atheris`)."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not installed: `.ci/lanes run atheris`")
def test_nothing_is_found_in_some_seconds(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.fuzz.guard_text",
            "-max_total_time=20",
            "-max_len=400",
            f"-artifact_prefix={tmp_path}/",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:]
    assert "Done" in done.stderr
