"""Which failures of the workspace pass by themselves, and which are errors of their own."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from lunara.errors import Unavailable
from lunara.workspace.outage import (
    is_turned_away,
    maybe_done,
    of_http_error,
    of_response,
    of_sqlstate,
    retry_after,
    seconds_of,
    trouble_of,
)
from lunara.workspace.tables import refusal

REQUEST = httpx.Request("GET", "https://x.supabase.co/rest/v1/projects")
HTML = {"content-type": "text/html; charset=UTF-8"}


@pytest.mark.parametrize(
    ("code", "trouble", "done"),
    [
        ("08006", "away", True), ("08001", "away", False), ("57P01", "away", True), ("57P03", "away", False),
        ("PGRST000", "away", False), ("PGRST002", "away", False), ("PGRST003", "slow", False), ("57014", "slow", False),
        ("55P03", "slow", False), ("53300", "full", False), ("53100", "full", False), ("25006", "full", False),
    ],
)  # fmt: skip
def test_a_code_of_the_database_is_a_trouble(code: str, trouble: str, done: bool) -> None:
    error = refusal(code, "said so")
    assert trouble_of(error) == trouble and maybe_done(error) is done


@pytest.mark.parametrize("code", ["42501", "23505", "PT409", "XX000", "PGRST202", "42P01", "PGRST303", "40P01", ""])
def test_what_the_database_answers_is_no_trouble(code: str) -> None:
    assert of_sqlstate(code) is None and trouble_of(refusal(code, "no")) is None


@pytest.mark.parametrize(
    ("error", "trouble", "done"),
    [
        (httpx.ConnectError("refused"), "away", False), (httpx.ConnectTimeout("x"), "away", False),
        (httpx.PoolTimeout("x"), "slow", False), (httpx.ReadTimeout("x"), "slow", True), (httpx.WriteTimeout("x"), "slow", True),
        (httpx.ReadError("reset"), "away", True), (httpx.RemoteProtocolError("cut"), "away", True),
    ],
)  # fmt: skip
def test_a_request_without_an_answer_is_a_trouble(error: httpx.HTTPError, trouble: str, done: bool) -> None:
    found = of_http_error(error)
    assert trouble_of(found) == trouble and maybe_done(found) is done


@pytest.mark.parametrize(
    ("response", "trouble", "done"),
    [
        (httpx.Response(502, headers=HTML, text="<html>Bad gateway</html>"), "away", True),
        (httpx.Response(503, text="upstream"), "away", False),
        (httpx.Response(504, text=""), "away", True),
        (httpx.Response(500, headers=HTML, text="<html>oops</html>"), "away", True),
        (httpx.Response(521, headers=HTML, text="<html>down</html>"), "away", False),
        (httpx.Response(522, headers=HTML, text="<html>timeout</html>"), "away", True),
        (httpx.Response(524, headers=HTML, text="<html>timeout</html>"), "slow", True),
        (httpx.Response(540, json={"message": "paused"}), "away", False),
        (httpx.Response(408, text=""), "slow", True),
        (httpx.Response(429, json={"message": "no"}, headers={"retry-after": "7"}), "limited", False),
        (httpx.Response(403, headers=HTML, text="<html>Just a moment...</html>"), "away", False),
        (httpx.Response(200, headers=HTML, text="<html>Welcome to the hotel</html>"), "away", True),
        (httpx.Response(503, json={"code": "PGRST001", "message": "no db"}), "away", False),
        (httpx.Response(504, json={"code": "PGRST003", "message": "pool"}), "slow", False),
        (httpx.Response(500, json={"code": "57014", "message": "timeout"}), "slow", False),
        (httpx.Response(503, json={"code": "53300", "message": "too many"}), "full", False),
    ],
)  # fmt: skip
def test_an_answer_of_another_is_a_trouble(response: httpx.Response, trouble: str, done: bool) -> None:
    response.request = REQUEST
    found = of_response(response)
    assert found is not None and trouble_of(found) == trouble and maybe_done(found) is done
    assert "<" not in found.message + found.hint


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(200, json=[]), httpx.Response(204), httpx.Response(401, json={"code": "PGRST301", "message": "JWT"}),
        httpx.Response(401), httpx.Response(403, json={"code": "42501", "message": "no"}),
        httpx.Response(409, json={"code": "23505", "message": "twice"}),
        httpx.Response(500, json={"code": "XX000", "message": "x"}),
        httpx.Response(404, json={"code": "PGRST202", "message": "x"}),
    ],
)  # fmt: skip
def test_an_answer_of_supabase_is_no_trouble(response: httpx.Response) -> None:
    response.request = REQUEST
    assert of_response(response) is None


@pytest.mark.parametrize("status", [400, 403, 406, 413, 414])
def test_a_page_that_refuses_one_request_is_about_that_request(status: int) -> None:
    found = of_response(httpx.Response(status, headers=HTML, text="<html>blocked</html>", request=REQUEST))
    assert (
        found is not None and trouble_of(found) == "away" and is_turned_away(found) and "in front of" in found.message
    )


@pytest.mark.parametrize("status", [200, 429, 500, 502, 503, 521])
def test_any_other_page_is_about_the_workspace(status: int) -> None:
    found = of_response(httpx.Response(status, headers=HTML, text="<html>down</html>", request=REQUEST))
    assert found is not None and not is_turned_away(found)


def test_a_paused_project_says_who_can_do_what() -> None:
    found = of_response(httpx.Response(540, request=REQUEST))
    assert found is not None and "paused" in found.message and "resumes" in found.hint


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0), ("0", 0.0), ("Sat, 28 Nov 2026 12:00:30 GMT", 30.0), ("Sat, 28 Nov 2026 11:00:00 GMT", 0.0),
        ("", None), ("soon", None), ("-5", None), ("1e9", None),
    ],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_moment(said: str, seconds: float | None) -> None:
    assert seconds_of(said, datetime(2026, 11, 28, 12, tzinfo=UTC)) == seconds


def test_only_a_trouble_of_the_workspace_is_one() -> None:
    assert trouble_of(Unavailable("The AI provider gave no plan.", code="rate_limited")) is None
    assert trouble_of(None) is None and trouble_of(ValueError()) is None
    limited = of_response(httpx.Response(429, request=REQUEST, headers={"retry-after": "9"}))
    assert limited is not None and retry_after(limited) == 9.0 and "9 seconds" in limited.hint
