"""A Spark Connect server for tests: the engine itself, of the lane `spark`, on two cores and a gigabyte of this machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.lanes import Lane, not_run

TOKEN = "sesame"
# How long the server keeps a statement whose program is gone (five minutes unless it is set).
FORGOTTEN_SECONDS = 3
# A short life on few processors: one collector, quick compiling, and the classes of Spark's own jars are not proven.
JAVA = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"


@dataclass(frozen=True)
class SparkServer:
    """Where it listens. `execute` is its administrator's hand, in a session of its own."""

    port: int
    ui_port: int
    folder: Path
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End it without a word to anybody; idempotent."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def tasks(self) -> dict[int, int]:
        """How many tasks each of its jobs has begun, by the job's number."""
        (application,) = self._told("applications")
        jobs = self._told(f"applications/{application['id']}/jobs")
        return {job["jobId"]: job["numCompletedTasks"] + job["numActiveTasks"] for job in jobs}

    def execute(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements as they are; the rows of the last one."""
        from lunara.connect.spark_protocol import Address, Session, channel

        session = Session(
            channel(Address(f"127.0.0.1:{self.port}", f"127.0.0.1:{self.port}", False, True), TOKEN), "admin"
        )
        rows: list[tuple[Any, ...]] = []
        try:
            session.configure({"spark.sql.session.timeZone": "UTC", "spark.sql.variable.substitute": "false"})
            for statement in statements:
                rows = []
                for batch in session.run(session.plan(statement), str(uuid4()), 60):
                    rows += zip(*(column.to_pylist() for column in batch.columns), strict=True)
        finally:
            session.close()
        return rows

    def running(self) -> int:
        """How many jobs the engine works on, or tasks that outlived theirs, by its own lists."""
        (application,) = self._told("applications")
        about = f"applications/{application['id']}"
        tasks = sum(int(executor["activeTasks"]) for executor in self._told(f"{about}/executors"))
        return max(len(self._told(f"{about}/jobs?status=running")), tasks)

    def end_sessions(self, user: str) -> None:
        """Close every session of that user, as a server does with sessions that lay idle for long."""
        import grpc

        from lunara.connect.spark_protocol import Address, channel, messages

        proto = messages()
        page = self._read("connect/")
        line = channel(Address(f"127.0.0.1:{self.port}", f"127.0.0.1:{self.port}", False, True), TOKEN)
        stub = proto.SparkConnectServiceStub(line)
        for session in set(re.findall(r"session/\?id=([0-9a-f-]{36})", page)):
            request = proto.ReleaseSessionRequest(session_id=session, client_type="tests")
            request.user_context.user_id = user
            try:
                stub.ReleaseSession(request, timeout=5)
            except grpc.RpcError:  # another user's, or closed already
                continue
        line.close()

    def _told(self, path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self._read(f"api/v1/{path}"))
        return found

    def _read(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ui_port}/{path}", timeout=30) as answer:
            return str(answer.read().decode())


@contextmanager
def spark_server(lane: Lane, folder: Path, port: int = 0) -> Iterator[SparkServer]:
    """A server with its catalog and its tables under `folder`. Skips, naming the lane, where there is no Java."""
    if shutil.which("java") is None:
        not_run(lane, "Java is not installed: apt-get install openjdk-17-jre-headless")
    home = next((lane.engine_python.parents[1] / "lib").glob("python*/site-packages/pyspark"))
    (jar,) = (home / "jars").glob("spark-connect_*.jar")
    port, ui_port = port or _free_port(), _free_port()
    settings = {
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": port,
        # Streams are cut (every two minutes unless it is set) so that they are gone on with, and forgotten statements are found.
        "spark.connect.execute.reattachable.senderMaxStreamDuration": "3s",
        "spark.connect.execute.manager.detachedTimeout": f"{FORGOTTEN_SECONDS}s",
        "spark.connect.execute.manager.maintenanceInterval": "1s",
        "spark.ui.enabled": "true",
        "spark.ui.port": ui_port,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": 2,
        "spark.sql.warehouse.dir": folder / "warehouse",
        "spark.local.dir": folder / "local",
        # Row counts of ANALYZE TABLE are in plans only where this is set.
        "spark.sql.cbo.planStats.enabled": "true",
        # Small questions only: what compiles code for large ones costs more than it gives.
        "spark.sql.codegen.wholeStage": "false",
        "spark.log.level": "ERROR",
    }
    command = [home / "bin" / "spark-submit", "--class", "org.apache.spark.sql.connect.service.SparkConnectServer"]
    command += ["--master", "local[2]", "--driver-memory", "1g", "--driver-java-options", JAVA]
    for name, value in settings.items():
        command += ["--conf", f"{name}={value}"]
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_CONNECT_AUTHENTICATE_TOKEN": TOKEN}
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [str(part) for part in (*command, jar)],
            cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        server = SparkServer(port, ui_port, folder, process)
        try:
            _wait(process, port, folder / "log")
            yield server
        finally:
            server.kill()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"Spark did not start:\n{log.read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
