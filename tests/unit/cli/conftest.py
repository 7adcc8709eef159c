"""What tests of the command line share: the sample shop on disk, and ways to run a command."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lunara.cli.main import main
from lunara.connect.sample import make_sample
from lunara.semantic.sample import sample_model_text

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Shop:
    """The sample on disk: SOURCE and MODEL of commands."""

    source: str
    model: str
    folder: Path


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self) -> dict[str, Any]:
        """The one JSON object on stderr."""
        told: dict[str, Any] = json.loads(self.err)
        assert {"error", "message", "hint"} <= set(told)
        assert "Traceback" not in self.err
        return told


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    folder = tmp_path_factory.mktemp("cli shop")
    path = make_sample(folder / "shop.duckdb", today=date(2026, 11, 22), scale=0.02)
    model = folder / "shop.yaml"
    model.write_text(sample_model_text(), encoding="utf-8")
    return Shop(f"duckdb://{path}", str(model), folder)


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in this process."""
    monkeypatch.setenv("LUNARA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("GEMINI_API_KEY", raising=False)

    def go(*arguments: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        code = main(list(arguments))
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode("utf-8"), err.decode("utf-8"))

    return go


@pytest.fixture
def process(tmp_path: Path) -> Run:
    """Run a command as a process of its own, as a person does, from another folder."""

    def go(*arguments: str, stdin: bytes = b"", environment: dict[str, str] | None = None) -> Ran:
        own = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("LUNARA_", "GEMINI_", "PYTHONIOENCODING"))
        }
        done = subprocess.run(
            [sys.executable, "-m", "lunara", *arguments],
            input=stdin,
            capture_output=True,
            timeout=120,
            cwd=tmp_path,
            env={**own, "PYTHONPATH": str(ROOT), "LUNARA_HOME": str(tmp_path / "home"), **(environment or {})},
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return go
