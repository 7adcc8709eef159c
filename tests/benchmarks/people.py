"""People who open pages of the running app, each signed in by a cookie of their own: `python -m tests.benchmarks.people`.

They are a process of their own, so that the stand-ins of Supabase and the people do not wait for one another. Each reads its
pages over the web socket of Streamlit's front end, and looks through every byte for what belongs to another organization.
"""

from __future__ import annotations

import dataclasses
import json
import re
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.benchmarks.live import Visitor

PASSWORD = "Passw0rd!"
_TOKEN = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


@dataclass(frozen=True)
class Who:
    """Somebody to sign in: `own` are the words that only their organization has, some of which each page shows."""

    email: str
    own: tuple[str, ...]
    dashboard: str


@dataclass
class Told:
    """What came of it: seconds by page in the order of the rounds, what went wrong, and what was seen of other organizations."""

    signing_in: list[float] = field(default_factory=list)
    home: list[list[float]] = field(default_factory=list)
    dashboard: list[list[float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    bytes: int = 0


def sign_in(url: str, email: str, password: str = PASSWORD) -> str:
    """Sign in as the page's form does; the cookies as a header. Raises httpx.HTTPStatusError when it is refused."""
    with httpx.Client(base_url=url, timeout=60) as client:
        client.get("/").raise_for_status()
        form = client.cookies["lunara_form"]
        heard: list[bytes] = []
        with Visitor(url, cookie=f"lunara_form={form}", hear=lambda _, raw: heard.append(raw)) as page:
            page.rerun()
        words = {found.decode() for raw in heard for found in _TOKEN.findall(raw)}
        answers = [
            client.post(
                "/api/auth/login",
                json={"email": email, "password": password},
                headers={"X-Lunara": "1", "X-Lunara-Form": word, "Origin": url},
            )
            for word in sorted(words)
        ]
        good = next((one for one in answers if one.is_success), answers[0])
        good.raise_for_status()
        return f"lunara_form={form}; lunara_session={client.cookies['lunara_session']}"


def sign_out(url: str, cookie: str) -> None:
    """Sign out as the page's button does."""
    heard: list[bytes] = []
    with Visitor(url, cookie=cookie, hear=lambda _, raw: heard.append(raw)) as page:
        page.rerun()
    for word in {found.decode() for raw in heard for found in _TOKEN.findall(raw)}:
        headers = {"X-Lunara": "1", "X-Lunara-Form": word, "Origin": url, "Cookie": cookie}
        if httpx.post(f"{url}/api/auth/logout", json={}, headers=headers, timeout=60).is_success:
            return
    raise AssertionError("nobody was signed out")


def visit(url: str, people: Sequence[Who], rounds: int, charts: int, held: float) -> Told:
    """All sign in, and all at once open Home, and then their dashboard, in new tabs each round; the last tabs are kept `held`
    seconds."""
    told, cookies, lock = Told(), dict[str, str](), threading.Lock()
    everything = {word: who.own for who in people for word in who.own}

    def listener(who: Who, seen: set[str]) -> Callable[[ForwardMsg, bytes], None]:
        foreign = [word for word, own in everything.items() if own != who.own]

        def hear(_: ForwardMsg, raw: bytes) -> None:
            seen.update(word for word in who.own if word.encode() in raw)
            for word in foreign:
                if word.encode() in raw:
                    with lock:
                        told.foreign.append(f"{who.email} saw {word}")
            with lock:
                told.bytes += len(raw)

        return hear

    def begin(who: Who) -> float:
        start = time.perf_counter()
        cookies[who.email] = sign_in(url, who.email)
        return time.perf_counter() - start

    tabs: list[Visitor] = []

    def opened(who: Who, page: str, query: str, wanted: int) -> float:
        seen: set[str] = set()
        start = time.perf_counter()
        tab = Visitor(url, page, query, cookie=cookies[who.email], hear=listener(who, seen))
        with lock:
            tabs.append(tab)
        tab.watch(wanted)
        taken = time.perf_counter() - start
        if tab.errors:
            raise AssertionError(f"{who.email} was told {tab.errors}")
        if not seen:
            raise AssertionError(f"{who.email} saw nothing of their own on {page or 'Home'}")
        return taken

    told.signing_in = _at_once(people, begin, told.errors)
    for _ in range(rounds):
        for tab in tabs:
            tab.close()
        tabs.clear()
        told.home.append(_at_once(people, lambda who: opened(who, "", "", 0), told.errors))
        told.dashboard.append(_at_once(people, lambda who: opened(who, "build", who.dashboard, charts), told.errors))
    time.sleep(held)
    for tab in tabs:
        tab.close()
    return told


def _at_once(people: Sequence[Who], work: Callable[[Who], float], errors: list[str]) -> list[float]:
    """`work` of all of them, begun at the same moment; what it took those whom it did not fail."""
    begin, taken = threading.Barrier(len(people)), list[float]()

    def one(who: Who) -> None:
        begin.wait(60)
        try:
            taken.append(work(who))
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}"[:300])

    threads = [threading.Thread(target=one, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def main() -> None:
    """Read whom and where as JSON, and print what came of it."""
    given = json.load(sys.stdin)
    people = [Who(one["email"], tuple(one["own"]), one["dashboard"]) for one in given.pop("people")]
    print(json.dumps(dataclasses.asdict(visit(people=people, **given))))


if __name__ == "__main__":
    main()
