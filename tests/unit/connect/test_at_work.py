"""The end of the process, and statements that engines are still at work on."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time

import pytest

from lunara.connect.at_work import AtWork
from lunara.connect.warehouse import CancelToken


def test_a_process_that_ends_stops_its_statements_first() -> None:
    script = """
    import threading, time
    from lunara.connect.flight import Flight

    begun, told = threading.Event(), threading.Event()

    def work(flight):
        begun.set()
        flight.token.wait(30)
        time.sleep(0.2)  # an engine takes its time to stop
        print("stopped in its engine", flush=True)

    Flight.started(work)
    begun.wait(10)
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "stopped in its engine\n", "")


def test_what_begins_while_the_process_ends_is_stopped_at_once() -> None:
    at_work, token = AtWork(), CancelToken()
    assert at_work.stop(0)
    with at_work(token):
        assert token.cancelled


def test_an_engine_that_does_not_stop_holds_the_end_only_so_long() -> None:
    at_work, token, other = AtWork(), CancelToken(), CancelToken()
    token.on_cancel(lambda: time.sleep(0.5))  # it is slow to hear of it
    with at_work(token), at_work(other):
        assert not at_work.stop(0.1)
        assert other.wait(5)
    assert at_work.stop(5)


def test_a_token_of_two_statements_is_at_work_until_both_have_ended() -> None:
    at_work, token = AtWork(), CancelToken()
    with at_work(token):
        with at_work(token):
            pass
        assert not at_work.stop(0.05)
        assert token.wait(5)
    assert at_work.stop(0)


def test_a_stop_that_fails_leaves_nothing_behind() -> None:
    at_work, token = AtWork(), CancelToken()
    token.on_cancel(lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    assert at_work.stop(0)
    with pytest.raises(ZeroDivisionError), at_work(token):
        pass
    assert at_work.stop(0)


def test_a_statement_that_has_ended_is_not_stopped() -> None:
    at_work, token = AtWork(), CancelToken()
    with pytest.raises(ValueError, match="done"), at_work(token):
        raise ValueError("done")
    assert at_work.stop(0)
    assert not token.cancelled
