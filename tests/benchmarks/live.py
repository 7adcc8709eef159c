"""What the benchmarks of the running app share: servers, a client of Streamlit's own protocol, the sample, and figures."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse, ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

from tests.browser.conftest import free_port

Hear = Callable[[ForwardMsg, bytes], None]
ROOT = Path(__file__).resolve().parents[2]
XSRF = "_streamlit_xsrf"
SCRIPTS = Path(__file__).resolve().parent / "scripts"


@dataclass(frozen=True)
class Server:
    """A running Streamlit server."""

    url: str
    process: subprocess.Popen[bytes]
    started: float

    def memory_mb(self) -> float:
        """Megabytes of this process (PSS: its own, plus its share of what it shares); without what it started. Linux only."""
        summary = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in summary.splitlines() if line.startswith("Pss:")) / 1000


@contextmanager
def serving(
    arguments: Sequence[str],
    home: Path,
    *,
    cwd: Path = ROOT,
    environ: Mapping[str, str] | None = None,
    wait: bool = True,
) -> Iterator[Server]:
    """`python -m streamlit <arguments>` with `home` as LUNARA_HOME on a free port; `wait` until it is healthy."""
    port = free_port()
    log = home / f"server-{port}.log"
    private = ("LUNARA_", "SUPABASE_", "GEMINI_", "STREAMLIT_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(private)}
    env |= {"LUNARA_HOME": str(home), "PYTHONPATH": str(ROOT), **(environ or {})}
    command = [sys.executable, "-m", "streamlit", *arguments, "--server.port", str(port), "--server.headless", "true"]
    with log.open("wb") as sink:
        started = time.monotonic()
        process = subprocess.Popen(
            command, cwd=cwd, env=env, stdout=sink, stderr=subprocess.STDOUT, start_new_session=True
        )
        server = Server(f"http://localhost:{port}", process, started)
        try:
            if wait:
                wait_until_healthy(server)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(20)


def wait_until_healthy(server: Server, seconds: float = 90.0) -> None:
    """Until the server answers; raises RuntimeError when it ended or does not answer in `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise RuntimeError("the server ended")
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server did not answer")


class Visitor:
    """One browser tab without the browser: a session over the web socket that the front end uses.

    A rerun is timed from the request to the script's end as the front end hears of it. Streamlit collects garbage after that
    message and before the next run, so in back-to-back reruns each one pays for the collection of the one before. As the
    front end does, it tells which large messages it still holds, and gets references to those.
    """

    def __init__(
        self,
        url: str,
        page: str = "",
        query: str = "",
        *,
        cookie: str = "",
        hear: Hear | None = None,
        session: str = "",
    ) -> None:
        """`cookie` is the header that a browser would send; `hear` is told every message as it came; `session` is the id of one
        to take up again.
        """
        given = dict(one.partition("=")[::2] for one in cookie.split("; "))
        proof = given.get(XSRF, "none")
        self._socket = connect(
            url.replace("http", "ws", 1) + "/_stcore/stream",
            # as the front end does: what it speaks, the word against foreign sites, the session
            subprotocols=["streamlit", proof, *([session] if session else [])],  # type: ignore[list-item]
            origin=url if cookie else None,  # type: ignore[arg-type]
            additional_headers={"Cookie": cookie} if cookie else None,
            max_size=None,
            compression=None,
            open_timeout=60,
        )
        self.session = ""
        self._page, self._query, self._hash, self._hear = page, query, "", hear
        self._kept: dict[str, bool] = {}
        self._again: dict[str, float] = {}
        self.charts = self.bytes = 0
        self.errors: list[str] = []

    def __enter__(self) -> Visitor:
        return self

    def close(self) -> None:
        """Close the tab."""
        self._socket.close()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._socket.close()

    def rerun(self, timeout: float = 90.0, *, widgets: Sequence[WidgetState] = (), fragment: str = "") -> float:
        """Run the page's script, or one fragment of it; seconds. `charts`, `bytes` and `errors` are of this run.

        `widgets` are what somebody has typed or pressed.
        """
        ask = BackMsg()
        if fragment:
            ask.rerun_script.fragment_id, ask.rerun_script.is_auto_rerun = fragment, True
        ask.rerun_script.widget_states.widgets.extend(widgets)
        ask.rerun_script.query_string = self._query
        if self._hash:
            ask.rerun_script.page_script_hash = self._hash
        else:
            ask.rerun_script.page_name = self._page
        ask.rerun_script.cached_message_hashes.extend(self._kept)
        self.charts = self.bytes = 0
        self.errors = []
        start = time.perf_counter()
        self._socket.send(ask.SerializeToString())
        while True:
            message = self._next(timeout)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.session = message.new_session.initialize.session_id
                self._hash = message.new_session.page_script_hash
            elif kind == "navigation":
                self._hash = message.navigation.page_script_hash
            elif kind == "delta":
                element = message.delta.new_element.WhichOneof("type")
                self.charts += element == "plotly_chart"
                if message.hash and message.metadata.cacheable:
                    self._kept[message.hash] = element == "plotly_chart"
                if element in ("exception", "alert"):
                    self.errors.append(str(message.delta.new_element)[:300])
            elif kind == "auto_rerun":
                self._again[message.auto_rerun.fragment_id] = message.auto_rerun.interval
            elif kind == "stop_auto_rerun":
                for fragment_id in message.stop_auto_rerun.fragment_ids:
                    self._again.pop(fragment_id, None)
            elif kind == "ref_hash":
                self.charts += self._kept[message.ref_hash]
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return time.perf_counter() - start

    def operation(self, request: BackendOperationRequest, timeout: float = 30.0) -> BackendOperationResponse:
        """What the server answers to something that is asked for outside of a run: a part of a table, a file."""
        ask = BackMsg()
        ask.backend_operation_request.CopyFrom(request)
        ask.backend_operation_request.session_id = request.session_id or self.session
        self._socket.send(ask.SerializeToString())
        while True:
            message = self._next(timeout)
            if message.WhichOneof("type") == "backend_operation_response":
                return message.backend_operation_response

    def _next(self, timeout: float) -> ForwardMsg:
        raw = self._socket.recv(timeout=timeout)
        assert isinstance(raw, bytes)
        self.bytes += len(raw)
        message = ForwardMsg.FromString(raw)
        if self._hear is not None:
            self._hear(message, raw)
        return message

    def hear(self, hear: Hear) -> None:
        """Tell somebody else from now on."""
        self._hear = hear

    def watch(self, charts: int, seconds: float = 120.0) -> float:
        """Open the page and wait as a browser does, running those fragments again that ask for it, until it has shown that many
        charts; seconds. Raises AssertionError with what it says instead.
        """
        start = time.perf_counter()
        self.rerun(seconds)
        seen = self.charts
        while seen < charts:
            if not self._again or time.perf_counter() - start > seconds:
                raise AssertionError(f"{seen} charts instead of {charts}: {self.errors}")
            fragment, interval = min(self._again.items(), key=lambda one: one[1])
            time.sleep(interval)
            self.rerun(seconds, fragment=fragment)
            seen = max(seen, self.charts)
        return time.perf_counter() - start

    def settle(self, charts: int, seconds: float = 90.0) -> None:
        """Rerun until the page shows that many charts; raises AssertionError with what it says instead."""
        deadline = time.monotonic() + seconds
        while self.rerun() and self.charts != charts:
            if time.monotonic() > deadline:
                raise AssertionError(f"{self.charts} charts instead of {charts}: {self.errors}")


@dataclass(frozen=True)
class Sample:
    """A workspace with the sample project and a dashboard of eight charts; `results` are its charts' rows as Parquet."""

    home: Path
    project: str
    artifact: str
    results: Path


@contextmanager
def sample_workspace() -> Iterator[Sample]:
    """A fresh LUNARA_HOME with the sample opened and the dashboard made, by a process of its own that has ended."""
    with tempfile.TemporaryDirectory(prefix="lunara-bench-") as folder:
        home = Path(folder)
        made = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.sample", str(home)],
            cwd=ROOT,
            env={**os.environ, "LUNARA_HOME": str(home)},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if made.returncode:
            raise RuntimeError(made.stderr[-2000:])
        ids = json.loads(made.stdout.strip().splitlines()[-1])
        yield Sample(home, ids["project"], ids["artifact"], home / "results")


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of them lie."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def figure(name: str, ours: float, reference: float, unit: str, against: str) -> str:
    """One line: our figure, the reference's, and the ratio of the two."""
    return f"{name:<46} {ours:10,.1f} {unit:<4} against {reference:10,.1f} {unit:<4} {against:<42} ratio {ours / reference:.3f}"


def milliseconds(seconds: Sequence[float]) -> float:
    """The median, in milliseconds."""
    return median(seconds) * 1000
