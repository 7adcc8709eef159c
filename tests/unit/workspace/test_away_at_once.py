"""A workspace that goes away under many at once: none waits for long, and all have it again."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lunara.errors import Unavailable
from lunara.settings import load_settings
from lunara.workspace import runtime
from lunara.workspace.outage import trouble_of
from lunara.workspace.store import local_principal, open_store


def test_an_embedded_server_that_is_killed_is_there_again_for_all(tmp_path: Path) -> None:
    settings = load_settings({"LUNARA_HOME": str(tmp_path / "home")})
    try:
        store = open_store(settings, local_principal(settings))
        store.create_project("Shop")
        server = runtime.runtime(settings)._server
        assert server is not None
        pid = server._running_pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + 45

        def read(_: int) -> tuple[str, float]:
            longest = 0.0
            while True:
                began = time.monotonic()
                try:
                    found = store.list_projects()
                except Unavailable as error:
                    assert trouble_of(error) is not None, error.details
                    assert time.monotonic() < until
                    longest = max(longest, time.monotonic() - began)
                    time.sleep(0.1)
                    continue
                return found[0].project.name, max(longest, time.monotonic() - began)

        with ThreadPoolExecutor(20) as pool:
            ended = list(pool.map(read, range(20)))
        assert {name for name, _ in ended} == {"Shop"}
        assert max(seconds for _, seconds in ended) < 30
    finally:
        runtime.uninstall(settings)


def test_who_comes_to_a_workspace_that_never_answered_does_not_wait_for_all_before_them(tmp_path: Path) -> None:
    url = "postgresql://a:b@127.0.0.1:1/x"
    settings = load_settings({"LUNARA_HOME": str(tmp_path), "LUNARA_DATABASE_URL": url})

    def come(_: int) -> str | None:
        with pytest.raises(Unavailable) as told:
            runtime.runtime(settings)
        return trouble_of(told.value)

    began = time.monotonic()
    with ThreadPoolExecutor(50) as pool:
        assert list(pool.map(come, range(50))) == ["away"] * 50
    assert time.monotonic() - began < 15
