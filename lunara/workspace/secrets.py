"""Encrypts connections of data sources, keys of AI providers and the art of decks: AES-256-GCM, several keys for rotation.

A sealed text is `v2.<key id>.<base64 of nonce and ciphertext>`. It holds the configuration (or the provider and its address)
with the secrets, so that secrets are only ever sent where they were given for: a row whose host was changed past the app still
opens as what was sealed. Whose it is is associated data (the organization's and the data source's ids and the kind; of a
provider's key the organization's id; of a picture the organization's and its own), so a ciphertext copied to another row, tenant
or driver does not open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lunara.errors import InvalidInput
from lunara.settings import Settings
from lunara.workspace.records import Connection, ProviderAccount

_PREFIX = "v2"


class _Words(NamedTuple):
    """What is said of something that does not open, and what to do about it."""

    unreadable: str
    rotated: str
    foreign: str
    again: str
    add: str


_OF_A_SOURCE = _Words(
    "The stored secrets of this data source are not readable.",
    "The stored secrets of this data source were encrypted with a key that is not set any more.",
    "The stored secrets do not belong to this data source, or were changed.",
    "Enter them again.",
    "Add the earlier key to LUNARA_SECRET_KEY (after a comma), or enter the secrets again.",
)
_OF_A_PROVIDER = _Words(
    "The stored key of the AI provider is not readable.",
    "The stored key of the AI provider was encrypted with a LUNARA_SECRET_KEY that is not set any more.",
    "The stored key of the AI provider does not belong to this organization, or was changed.",
    "An owner or admin enters it again on Settings.",
    "Add the earlier LUNARA_SECRET_KEY after the new one and a comma, or let an owner or admin enter the provider's key again.",
)
_OF_A_PICTURE = _Words(
    "The stored picture is not readable.",
    "The stored picture was encrypted with a key that is not set any more.",
    "The stored picture does not belong to this deck, or was changed.",
    "Paint it again.",
    "Add the earlier key to LUNARA_SECRET_KEY (after a comma), or paint it again.",
)


class KeyRing:
    """The app's keys, newest first: the first seals, any opens."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise InvalidInput(
                "LUNARA_SECRET_KEY is not set, so secrets of data sources and AI providers cannot be stored.",
                "Set it to base64 of 32 random bytes: "
                'python -c "import base64, os; print(base64.b64encode(os.urandom(32)).decode())"',
            )
        self._keys = [(_key_id(key), key) for key in keys]

    def __repr__(self) -> str:
        return f"KeyRing({len(self._keys)} keys)"

    def seal(self, connection: Connection, organization_id: str, data_source_id: str) -> str:
        """Encrypt `connection` for this data source of this organization."""
        plain = json.dumps({"config": dict(connection.config), "secrets": dict(connection.secrets)})
        return self._sealed(plain.encode(), _bound_to(organization_id, data_source_id, connection.kind))

    def open(self, sealed: str, organization_id: str, data_source_id: str, kind: str) -> Connection:
        """Decrypt what `seal` made for the same ids and kind.

        Raises InvalidInput when no key fits or the text was moved or changed.
        """
        held = json.loads(self._opened(sealed, _bound_to(organization_id, data_source_id, kind), _OF_A_SOURCE))
        return Connection(kind, held["config"], held["secrets"])

    def seal_provider(self, account: ProviderAccount, organization_id: str) -> str:
        """Encrypt an AI provider's key for this organization."""
        plain = json.dumps({"provider": account.provider, "base_url": account.base_url, "key": account.key})
        return self._sealed(plain.encode(), _bound_to_provider(organization_id))

    def open_provider(self, sealed: str, organization_id: str) -> ProviderAccount:
        """Decrypt what `seal_provider` made for the same organization.

        Raises InvalidInput when no key fits or the text was moved or changed.
        """
        held = json.loads(self._opened(sealed, _bound_to_provider(organization_id), _OF_A_PROVIDER))
        return ProviderAccount(held["provider"], held["key"], held["base_url"])

    def seal_picture(self, picture: bytes, organization_id: str, picture_id: str) -> str:
        """Encrypt a picture for this organization, as the one of that id."""
        return self._sealed(picture, _bound_to_picture(organization_id, picture_id))

    def open_picture(self, sealed: str, organization_id: str, picture_id: str) -> bytes:
        """Decrypt what `seal_picture` made for the same ids.

        Raises InvalidInput when no key fits or the text was moved or changed.
        """
        return self._opened(sealed, _bound_to_picture(organization_id, picture_id), _OF_A_PICTURE)

    def _sealed(self, plain: bytes, bound: bytes) -> str:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key_id, key = self._keys[0]
        nonce = os.urandom(12)
        sealed = nonce + AESGCM(key).encrypt(nonce, plain, bound)
        return f"{_PREFIX}.{key_id}.{base64.b64encode(sealed).decode()}"

    def _opened(self, sealed: str, bound: bytes, words: _Words) -> bytes:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        parts = sealed.split(".")
        if len(parts) != 3 or parts[0] != _PREFIX:
            raise InvalidInput(words.unreadable, words.again)
        key = next((key for key_id, key in self._keys if key_id == parts[1]), None)
        if key is None:
            raise InvalidInput(words.rotated, words.add)
        try:
            raw = base64.b64decode(parts[2], validate=True)
            return AESGCM(key).decrypt(raw[:12], raw[12:], bound)
        except (InvalidTag, ValueError):
            raise InvalidInput(words.foreign, words.again) from None

    def derived(self, purpose: str) -> tuple[bytes, ...]:
        """A key of its own for a purpose, of each of the app's keys, newest first; it tells nothing of them."""
        return tuple(hmac.new(key, f"lunara {purpose}".encode(), hashlib.sha256).digest() for _, key in self._keys)

    @property
    def newest(self) -> str:
        """The id of the key that seals: the second part of a sealed text."""
        return self._keys[0][0]


def load_keys(settings: Settings) -> KeyRing:
    """The keys of LUNARA_SECRET_KEY; in embedded mode, without it, the key kept in `settings.home`, made on first use.

    Raises InvalidInput when a key is malformed, or none is set in another mode.
    """
    if settings.secret_keys:
        return KeyRing([_decode(key, "LUNARA_SECRET_KEY") for key in settings.secret_keys])
    if settings.mode != "embedded":
        return KeyRing([])
    return KeyRing([_home_key(settings.home / "workspace" / "secret.key")])


def _home_key(path: Path) -> bytes:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f".secret.{os.urandom(4).hex()}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(os.urandom(32)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # never over a key that another process has just made
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            if not path.exists():
                fresh.replace(path)
        fresh.unlink(missing_ok=True)
    return _decode(path.read_text(encoding="ascii").strip(), str(path))


def _decode(text: str, origin: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise InvalidInput(f"{origin} does not hold base64 of 32 bytes.", "Give each key as base64 of 32 random bytes.")
    return key


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"lunara key id" + key).hexdigest()[:8]


def _bound_to(organization_id: str, data_source_id: str, kind: str) -> bytes:
    return json.dumps(["lunara data source", organization_id, data_source_id, kind]).encode()


def _bound_to_provider(organization_id: str) -> bytes:
    return json.dumps(["lunara provider key", organization_id]).encode()


def _bound_to_picture(organization_id: str, picture_id: str) -> bytes:
    return json.dumps(["lunara slide image", organization_id, picture_id]).encode()
