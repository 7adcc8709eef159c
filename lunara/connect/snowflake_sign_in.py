"""Ways into Snowflake: where an account is, how one signs in, and the session that one gets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lunara.errors import InvalidInput

# Fixed so that a statement means the same wherever it runs: what names in quotes and text dates are, weeks, no rows cut off in
# silence, bare names in PUBLIC; and what runs ends by itself when Lunara is gone.
SESSION: Mapping[str, Any] = {
    "QUERY_TAG": "lunara",
    "TIMEZONE": "UTC",
    "TIMESTAMP_TYPE_MAPPING": "TIMESTAMP_NTZ",
    "WEEK_START": 0,
    "WEEK_OF_YEAR_POLICY": 0,
    "QUOTED_IDENTIFIERS_IGNORE_CASE": False,
    "ROWS_PER_RESULTSET": 0,
    "DATE_INPUT_FORMAT": "AUTO",
    "TIMESTAMP_INPUT_FORMAT": "AUTO",
    "TIME_INPUT_FORMAT": "AUTO",
    "DATE_OUTPUT_FORMAT": "YYYY-MM-DD",
    "TIME_OUTPUT_FORMAT": "HH24:MI:SS",
    "TIMESTAMP_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM",
    "TIMESTAMP_NTZ_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3",
    "BINARY_INPUT_FORMAT": "HEX",
    "TWO_DIGIT_CENTURY_START": 1970,
    "TIMESTAMP_DAY_IS_ALWAYS_24H": False,
    "JSON_INDENT": 0,
    "ABORT_DETACHED_QUERY": True,
    "CLIENT_RESULT_CHUNK_SIZE": 48,
    "CLIENT_TELEMETRY_ENABLED": False,
    "PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": "ARROW",
}
_HOST = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9][a-z0-9-]*)*")
_DOMAINS = (".snowflakecomputing.com", ".snowflakecomputing.cn")


def server_of(account: str) -> tuple[str, int, str]:
    """Host, port and protocol of an account: always Snowflake's own domain. Raises InvalidInput for what is no account."""
    name = account.strip().lower()
    for domain in _DOMAINS:
        if name.endswith(domain):
            name, found = name.removesuffix(domain), domain
            break
    else:
        found = _DOMAINS[0]
    if not _HOST.fullmatch(name):
        raise InvalidInput(
            f"{account[:80]!r} is not the name of a Snowflake account.",
            "It is what stands before .snowflakecomputing.com in the browser: myorg-myaccount, or xy12345.eu-central-1.",
            field="account",
        )
    return name.replace("_", "-") + found, 443, "https"


def account_name(account: str) -> str:
    """What the driver calls the account: without region and domain."""
    name = account.strip().lower()
    for domain in _DOMAINS:
        name = name.removesuffix(domain)
    return name.partition(".")[0]


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
