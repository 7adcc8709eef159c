"""How often sign-in may be tried: tightly by one address for one account, widely by one address and for one account.

The tight limit stops guessing from one place and is nobody else's: a stranger's wrong guesses do not make the account's
owner wait at their own address. The wide ones stop guessing from many places, or of many accounts.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

WINDOW_SECONDS = 900.0
PER_PAIR = 10
PER_ACCOUNT = 100
PER_ADDRESS = 600
REMEMBERED = 20_000

Networks = tuple[IPv4Network | IPv6Network, ...]


class Attempts:
    """Failed attempts of the last quarter of an hour. A success clears what this address failed for this account.

    Where an account has been signed in to before, its own ceiling does not hold: strangers cannot use it up for the owner.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        per_pair: int = PER_PAIR,
        per_account: int = PER_ACCOUNT,
        per_address: int = PER_ADDRESS,
    ) -> None:
        self._clock = clock
        self._most = (per_pair, per_account, per_address)
        self._lock = threading.Lock()
        self._failed: OrderedDict[str, deque[float]] = OrderedDict()
        self._known: OrderedDict[str, None] = OrderedDict()

    def begin(self, address: str, account: str) -> float:
        """0 when an attempt may be made, else how long to wait.

        It counts as failed from here on, so that many made at once are not all let through; `succeeded` and `undecided` take
        that back.
        """
        pair, by_account, by_address = names = _names(address, account)
        with self._lock:
            per_pair, per_account, per_address = self._most
            waits = [self._wait(pair, per_pair), self._wait(by_address, per_address)]
            if pair not in self._known:
                waits.append(self._wait(by_account, per_account))
            if max(waits) > 0:
                return max(waits)
            now = self._clock()
            for name in names:
                self._failed.setdefault(name, deque()).append(now)
                self._failed.move_to_end(name)
            _trim(self._failed)
        return 0.0

    def succeeded(self, address: str, account: str) -> None:
        """The attempt was right: this address's failures for this account are forgotten, and it is known from now on."""
        pair, by_account, by_address = _names(address, account)
        with self._lock:
            self._failed.pop(pair, None)
            self._take_back(by_account)
            self._take_back(by_address)
            self._known[pair] = None
            self._known.move_to_end(pair)
            _trim(self._known)

    def undecided(self, address: str, account: str) -> None:
        """Nobody could say whether the attempt was right: it counts for nothing."""
        with self._lock:
            for name in _names(address, account):
                self._take_back(name)

    def _take_back(self, name: str) -> None:
        times = self._failed.get(name)
        if times:
            times.pop()
        if not times:
            self._failed.pop(name, None)

    def _wait(self, name: str, most: int) -> float:
        times = self._failed.get(name)
        if times is None:
            return 0.0
        horizon = self._clock() - WINDOW_SECONDS
        while times and times[0] <= horizon:
            times.popleft()
        if not times:
            del self._failed[name]
            return 0.0
        return times[-most] + WINDOW_SECONDS - self._clock() if len(times) >= most else 0.0


def client_address(peer: str, forwarded: str, trusted: Networks) -> str:
    """Where a request comes from: `peer`, or what trusted proxies say of it in X-Forwarded-For.

    Each proxy appends whom it heard, so the list is read from its end for as long as a trusted proxy is speaking; what stands
    before that anybody could have written.
    """
    found = peer
    for said in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        heard = said.rpartition(":")[0] if said.count(":") == 1 else said.strip("[]")  # some write the port, too
        if not _is_trusted(found, trusted) or not _is_address(heard):
            break
        found = heard
    return found


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_trusted(address: str, trusted: Networks) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in trusted)


def _trim(kept: OrderedDict[str, deque[float]] | OrderedDict[str, None]) -> None:
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)


def _names(address: str, account: str) -> tuple[str, str, str]:
    place, who = _place(address), account.strip().casefold()
    return f"pair:{place} {who}", f"account:{who}", f"address:{place}"


def _place(address: str) -> str:
    """One connection has a whole /64 of IPv6 addresses to choose from: they count as one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((int(found) >> 64 << 64, 64)))
