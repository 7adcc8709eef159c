"""Files on their way from a browser to this server's disk: who may send what, how much at once, and what becomes of it.

    LUNARA_HOME/uploads/<organization id>/incoming/<this process>/<random>

A page asks for a ticket for each chosen file; `lunara.ui.upload_route` takes the file's bytes with it and writes them as they
come, so that memory does not grow with a file's size. What a file was called never becomes part of a path. A file stays until
it is read, removed, or forgotten with the tab that it was chosen in; what a server that died has left goes when the next
one starts.
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import secrets
import shutil
import threading
import time
import weakref
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal

from starlette.concurrency import run_in_threadpool

from lunara.connect.ingestion import ENDINGS, UploadedFile
from lunara.errors import Cancelled, InvalidInput, LunaraError, NotPermitted, Unavailable
from lunara.ui.components.text import file_size
from lunara.workspace.locks import FileLock

INCOMING = "incoming"
BLOCK = 1024 * 1024
TICKET_SECONDS = KEEP_SECONDS = 3600.0
IDLE_SECONDS = 60.0
WAIT_SECONDS = 600.0
AT_ONCE, AT_ONCE_IN_ALL = 6, 24
FILES_PENDING = 200
# How many files of the largest size may wait in one organization.
LARGEST_PENDING = 4
CUT = "The connection was cut before the whole file had arrived."

Status = Literal["expected", "arriving", "arrived", "failed", "removed"]


@dataclass(frozen=True)
class Chosen:
    """A file as a page says it was chosen. `failed`: the browser has given up sending it."""

    id: str
    name: str
    size: int
    failed: bool = False


@dataclass(eq=False)
class Delivery:
    """One file that a page may send. `error` says why it has failed, `final` that it would fail again."""

    id: str
    name: str
    size: int
    status: Status = "expected"
    error: str = ""
    final: bool = False
    ticket: str = field(default="", repr=False)
    path: Path | None = None
    touched: float = 0.0

    @property
    def pending(self) -> bool:
        """Whether it counts against what may wait in an organization."""
        return self.status in ("expected", "arriving", "arrived")


@dataclass(eq=False)
class Batch:
    """The files chosen in one tab by one person, whose cookies have that `seal`. Forgotten with its last reference.

    `endings` are those of the files that it takes, `most` the bytes of the largest (None: as many as the server takes).
    """

    organization: str
    seal: str = field(repr=False)
    root: Path
    endings: tuple[str, ...] = ENDINGS
    most: int | None = None
    deliveries: dict[str, Delivery] = field(default_factory=dict)

    @property
    def files(self) -> list[UploadedFile]:
        """What has arrived, in the order chosen."""
        arrived = [one for one in list(self.deliveries.values()) if one.status == "arrived"]
        return [UploadedFile(one.name, one.path) for one in arrived if one.path is not None]

    @property
    def on_its_way(self) -> bool:
        """Whether a file is still to arrive."""
        return any(one.status in ("expected", "arriving") for one in list(self.deliveries.values()))


@dataclass(frozen=True)
class _Open:
    """What a ticket opens."""

    seal: str
    organization: str
    delivery: Delivery
    path: Path


class Inbox:
    """What is on its way to this process. Safe to use from script threads and from the server's event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tickets: dict[str, _Open] = {}
        self._held: dict[str, list[Delivery]] = {}
        self._forgotten: deque[dict[str, Delivery]] = deque()
        self._folders: dict[Path, tuple[Path, FileLock]] = {}

    def batch(
        self, organization: str, seal: str, root: Path, *, endings: tuple[str, ...] = ENDINGS, most: int | None = None
    ) -> Batch:
        """An empty batch; `root` is the organization's folder for uploads."""
        made = Batch(organization, seal, root, endings, most)
        # A finalizer runs wherever the last reference goes, also inside this lock: it only takes note.
        weakref.finalize(made, self._forgotten.append, made.deliveries).atexit = False
        return made

    def expect(self, batch: Batch, chosen: Sequence[Chosen], most: int) -> None:
        """Make `batch` hold what was chosen: a ticket for each new file of at most `most` bytes, or why it is refused;
        what is not chosen any more is removed.
        """
        self.sweep()
        wanted = {one.id: one for one in chosen}
        for id, delivery in list(batch.deliveries.items()):
            if id not in wanted:
                self._remove([batch.deliveries.pop(id)])
            elif wanted[id].failed and delivery.status in ("expected", "arriving"):
                self._end(delivery, "failed", CUT)
        for one in chosen:
            if one.id not in batch.deliveries:
                batch.deliveries[one.id] = delivery = Delivery(one.id, one.name, one.size, touched=self._clock())
                try:
                    self._offer(batch, delivery, most)
                except LunaraError as error:
                    delivery.status, delivery.error = "failed", str(error)
                    delivery.final = isinstance(error, InvalidInput)

    def refuse(self, delivery: Delivery, because: str) -> None:
        """Let go of a file that has arrived and is not what it is wanted for; it is not asked for again."""
        self._end(delivery, "failed", because)
        delivery.final = True

    def drop(self, batch: Batch) -> None:
        """Remove everything that the batch holds; what is arriving is cut off."""
        self._remove(list(batch.deliveries.values()))
        batch.deliveries.clear()

    def _offer(self, batch: Batch, delivery: Delivery, most: int) -> None:
        ending = PurePosixPath(delivery.name.replace("\\", "/")).suffix.lower()
        if ending not in batch.endings:
            raise InvalidInput(
                f"Files ending in {ending or 'nothing'} are not taken.", f"Known are {', '.join(batch.endings)}."
            )
        if delivery.size == 0:
            raise InvalidInput("The file is empty.", "Choose one that has something in it.")
        largest = most if batch.most is None else min(most, batch.most)
        if delivery.size > largest:
            raise InvalidInput(
                f"The file has {file_size(delivery.size)}; at most {file_size(largest)} are taken.",
                "Split it, or load it into a database and connect that."
                if batch.most is None
                else "Leave out the rest.",
            )
        with self._lock:
            held = [one for one in self._held.get(batch.organization, []) if one.pending]
            self._held[batch.organization] = held
            if len(held) >= FILES_PENDING or sum(one.size for one in held) + delivery.size > LARGEST_PENDING * most:
                raise Unavailable("Too many files of your organization wait to be read.", "Read or remove some first.")
            try:
                folder = self._folder(batch.root)
                free = shutil.disk_usage(folder).free
            except OSError as error:
                raise _cannot_save(error) from error
            if free < delivery.size:
                raise Unavailable(
                    "The file does not fit on the server's disk.", "An administrator can free some space there."
                )
            delivery.path = path = folder / f"{secrets.token_hex(16)}{ending}"
            delivery.ticket = secrets.token_urlsafe(32)
            held.append(delivery)
            self._tickets[_hash(delivery.ticket)] = _Open(batch.seal, batch.organization, delivery, path)

    def _folder(self, root: Path) -> Path:
        """This process's folder there, with a lock that says that the process lives."""
        known = self._folders.get(root)
        if known is not None and known[0].is_dir():
            return known[0]
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = root / INCOMING / secrets.token_hex(8)
        folder.mkdir(parents=True, mode=0o700)
        lock = FileLock(folder / "lock")
        if not lock.try_acquire():
            raise OSError(f"{folder} is taken")
        self._folders[root] = (folder, lock)
        return folder

    async def take(self, ticket: str, seal: str, chunks: AsyncIterator[bytes]) -> None:
        """Write what comes to the disk of the delivery that the ticket was given for. A ticket opens once.

        When it fails in any way, also when the sender goes away, nothing of it stays. Raises NotPermitted for a ticket that
        is not known, used, too old or somebody else's; InvalidInput when more or less comes than was said; Cancelled when
        the page has removed it meanwhile; Unavailable when the disk is full or too much comes at once.
        """
        opened = self._use(ticket, seal)
        delivery, error = opened.delivery, CUT
        try:
            await self._await_turn(opened)
            await self._write(opened, chunks)
            error = ""
        except LunaraError as told:
            error = str(told)
            raise
        except OSError as problem:
            refusal = _cannot_save(problem)
            error = str(refusal)
            raise refusal from problem
        finally:
            with self._lock:
                arrived = delivery.status == "arriving" and not error
                if delivery.status in ("expected", "arriving"):
                    delivery.status, delivery.error = ("arrived" if arrived else "failed"), error
                delivery.touched = self._clock()
            if not arrived:
                _unlink(delivery)

    def _use(self, ticket: str, seal: str) -> _Open:
        self.sweep()
        with self._lock:
            opened = self._tickets.get(_hash(ticket))
            if opened is None or opened.delivery.status != "expected" or not secrets.compare_digest(opened.seal, seal):
                raise NotPermitted("This file was not asked for, or it was asked for too long ago.", "Choose it again.")
            del self._tickets[_hash(ticket)]
            return opened

    async def _await_turn(self, opened: _Open) -> None:
        """Wait until few enough files come in; nothing is read meanwhile, so the sender waits too."""
        deadline = self._clock() + WAIT_SECONDS
        while True:
            with self._lock:
                coming = {name: [one for one in held if one.status == "arriving"] for name, held in self._held.items()}
                here = len(coming.get(opened.organization, ()))
                if opened.delivery.status != "expected":
                    raise Cancelled("The file was removed while it arrived.", "Choose it again.")
                if here < AT_ONCE and sum(map(len, coming.values())) < AT_ONCE_IN_ALL:
                    opened.delivery.status = "arriving"
                    return
            if self._clock() > deadline:
                raise Unavailable("Too many files arrive at once.", "Try again in a few minutes.")
            await asyncio.sleep(0.1)

    async def _write(self, opened: _Open, chunks: AsyncIterator[bytes]) -> None:
        delivery, came, block = opened.delivery, 0, bytearray()
        handle = os.open(opened.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as target:
            try:
                while chunk := await asyncio.wait_for(anext(chunks, b""), IDLE_SECONDS):
                    came += len(chunk)
                    if came > delivery.size:
                        raise InvalidInput(
                            f"More came than the {file_size(delivery.size)} that the file had.", "Choose it again."
                        )
                    if delivery.status != "arriving":
                        raise Cancelled("The file was removed while it arrived.", "Choose it again.")
                    block += chunk
                    if len(block) >= BLOCK:
                        await run_in_threadpool(target.write, block)
                        block = bytearray()
            except TimeoutError:
                raise Unavailable("Nothing came for a minute, so the upload was ended.", "Try again.") from None
            await run_in_threadpool(_finish, target, block)
        if came < delivery.size:
            raise InvalidInput("The file did not arrive whole.", "Choose it again.")

    def sweep(self) -> None:
        """Remove what was forgotten with its tab, and what nobody has used or read for an hour."""
        while self._forgotten:
            self._remove(list(self._forgotten.popleft().values()))
        with self._lock:
            horizon = self._clock() - KEEP_SECONDS
            held = [one for deliveries in self._held.values() for one in deliveries]
            old = [one for one in held if one.touched < horizon and one.status in ("expected", "arrived")]
        for delivery in old:
            self._end(delivery, "failed", "The file was not read for an hour and is no longer here. Choose it again.")

    def close(self) -> None:
        """Remove everything that is here: the server ends."""
        with self._lock:
            folders, self._folders = list(self._folders.values()), {}
            for held in self._held.values():
                for delivery in held:
                    delivery.status = "removed"
            self._held, self._tickets = {}, {}
        for folder, lock in folders:
            lock.release()
            shutil.rmtree(folder, ignore_errors=True)

    def _remove(self, deliveries: Iterable[Delivery]) -> None:
        for delivery in deliveries:
            self._end(delivery, "removed", "")

    def _end(self, delivery: Delivery, status: Status, error: str) -> None:
        with self._lock:
            arriving = delivery.status == "arriving"
            delivery.status, delivery.error = status, error
            self._tickets.pop(_hash(delivery.ticket), None)
            for held in self._held.values():
                if delivery in held:
                    held.remove(delivery)
        if not arriving:  # else whoever writes it sees it, stops, and removes it
            _unlink(delivery)


INBOX = Inbox()


def sweep_left_over(uploads: Path) -> None:
    """Remove what processes that no longer live have left under LUNARA_HOME/uploads."""
    for folder in uploads.glob(f"*/{INCOMING}/*"):
        lock = FileLock(folder / "lock")
        try:
            if folder.is_dir() and lock.try_acquire():
                lock.release()
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue  # not ours to look into


def _finish(target: BinaryIO, block: bytearray) -> None:
    target.write(block)
    target.flush()


def _cannot_save(problem: OSError) -> Unavailable:
    if problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Unavailable("The file does not fit on the server's disk.", "An administrator can free some space there.")
    return Unavailable("The file cannot be saved on the server.", "An administrator can look at its log and its disk.")


def _unlink(delivery: Delivery) -> None:
    if delivery.path is not None:
        with suppress(OSError):  # what cannot be deleted now goes when the next server starts
            delivery.path.unlink(missing_ok=True)


def _hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode("utf-8", "surrogateescape")).hexdigest()
