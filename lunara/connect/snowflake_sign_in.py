"""Ways into Snowflake: a key pair, a token, a password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lunara.errors import InvalidInput


def sign_in(config: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, Any]:
    """The driver's options for the chosen way in. Raises InvalidInput when its secret is missing or no key."""
    way = config.get("sign_in") or "key pair"
    needed = {"key pair": "private_key", "password": "password"}.get(way, "token")
    given = secrets.get(needed, "")
    if not given.strip():
        raise InvalidInput(
            f"The {needed.replace('_', ' ')} is missing.", f"It is needed to sign in with {way}.", field=needed
        )
    if way == "key pair":
        return {"authenticator": "SNOWFLAKE_JWT", "private_key": _key(given, secrets.get("passphrase", ""))}
    if way == "password":
        return {"password": given}
    return {"authenticator": "oauth" if way == "oauth" else "PROGRAMMATIC_ACCESS_TOKEN", "token": given.strip()}


def _key(pem: str, passphrase: str) -> bytes:
    """The private key as the driver takes it. Raises InvalidInput that tells nothing of the key."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    text = "\n".join(line.strip() for line in pem.strip().splitlines()) + "\n"
    try:
        key = serialization.load_pem_private_key(text.encode(), passphrase.encode() or None)
    except TypeError:
        wrong = "needs its passphrase" if not passphrase else "has no passphrase"
        raise InvalidInput(f"The private key {wrong}.", "Correct the passphrase.", field="passphrase") from None
    except (ValueError, UnsupportedAlgorithm):
        raise InvalidInput(
            "The private key cannot be read.",
            "Paste the whole PEM text, from -----BEGIN to END-----; if it has a passphrase, that may be wrong.",
            field="private_key",
        ) from None
    if not isinstance(key, RSAPrivateKey):
        raise InvalidInput(
            "The private key is not an RSA key.", "Snowflake takes RSA keys of 2048 bits and more.", field="private_key"
        )
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
