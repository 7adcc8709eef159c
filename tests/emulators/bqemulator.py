"""The bqemulator in a process of its own, filled with plain statements."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

START = Path(__file__).with_name("start_bqemulator.py")


@dataclass(frozen=True)
class Emulator:
    """Its REST address, the address of its Storage Read API, and its project."""

    url: str
    storage: str
    project: str

    def call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """One call of the REST API. Raises RuntimeError with what the emulator says."""
        request = urllib.request.Request(
            f"{self.url}/bigquery/v2/projects/{self.project}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as found:
                answer: dict[str, Any] = json.loads(found.read() or b"{}")
        except urllib.error.HTTPError as error:
            raise RuntimeError(error.read().decode()) from error
        return answer

    def run(self, text: str, dataset: str = "") -> list[list[Any]]:
        """Run a statement; its rows as the REST API writes them. Raises RuntimeError."""
        query: dict[str, Any] = {"query": text, "useLegacySql": False}
        if dataset:
            query["defaultDataset"] = {"projectId": self.project, "datasetId": dataset}
        job = self.call("POST", "/jobs", {"configuration": {"query": query}})
        failed = job.get("status", {}).get("errorResult")
        if failed:
            raise RuntimeError(f"{text[:200]}: {failed}")
        found = self.call("GET", f"/queries/{job['jobReference']['jobId']}?maxResults=100000")
        return [[cell["v"] for cell in row["f"]] for row in found.get("rows") or []]

    def make_dataset(self, name: str) -> None:
        """A new dataset."""
        self.call(
            "POST", "/datasets", {"datasetReference": {"projectId": self.project, "datasetId": name}, "location": "US"}
        )


@contextmanager
def emulator(python: Path, folder: Path, project: str) -> Iterator[Emulator]:
    """Started by the Python of the lane's engine; ended and forgotten afterwards."""
    ports = []
    for _ in range(2):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            ports.append(free.getsockname()[1])
    rest, grpc = ports
    with (folder / "bqemulator.log").open("w") as log:
        process = subprocess.Popen(
            [
                str(python),
                "-P",
                str(START),
                "start",
                f"--rest-port={rest}",
                f"--grpc-port={grpc}",
                f"--project={project}",
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={name: text for name, text in os.environ.items() if name != "PYTHONPATH"},
        )
    try:
        found = Emulator(f"http://127.0.0.1:{rest}", f"http://127.0.0.1:{grpc}", project)
        until = time.monotonic() + 60
        while True:
            try:
                found.call("GET", "/datasets")
                break
            except (OSError, RuntimeError):
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((folder / "bqemulator.log").read_text()[-2000:]) from None
                time.sleep(0.1)
        yield found
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
