"""What goes wrong with Snowflake, by its error numbers, in words."""

from __future__ import annotations

from lunara.connect import servers
from lunara.errors import ConnectFailed, LunaraError, WarehouseFailed

_PASSWORD_WRONG = frozenset({390100, 390102, 390103})
_KEY_WRONG = frozenset({390144, 394300, 394304})
_TOKEN_WRONG = frozenset({390303, 390318, 390195, 394400})
_MFA = frozenset({390127, 390129, 390197, 394501, 394502, 394503, 394507, 394508, 394509, 394510, 394511})
_NOT_FROM_HERE = frozenset({390420, 390422, 390429, 390430})
_BARRED = frozenset({390101, 390106, 390114, 390115, 390201, 390202})
_SESSION_OVER = frozenset({390104, 390110, 390111, 390112, 390113, 390114, 390115, 390195, 390318})


def not_connected(number: int, words: str, *, account: str, host: str, user: str, role: str) -> ConnectFailed:
    """Why there is no session, by the driver's error number and words."""
    low = words.lower()
    if number in _PASSWORD_WRONG:
        return servers.password_wrong(user)
    if number in _KEY_WRONG or "jwt token is invalid" in low:
        return ConnectFailed(
            f"Snowflake does not take the key for {user}.",
            f"Check the account and the user, and that its public key is the user's RSA_PUBLIC_KEY (DESC USER {user}).",
            code="password_wrong",
        )
    if number in _MFA or "multi-factor" in low or "mfa" in low:
        return ConnectFailed(
            f"Snowflake asks {user} for a second factor, which a program does not have.",
            "Make the user one of TYPE = SERVICE with a key pair, or use a programmatic access token.",
            code="second_factor",
        )
    if number in _TOKEN_WRONG:
        return ConnectFailed(
            f"The token for {user} is wrong or has expired.", "Enter a new one.", code="password_wrong"
        )
    if number in _NOT_FROM_HERE or "not allowed to access snowflake" in low:
        return servers.not_let_in(host, user)
    if number in (390189, 390190) or ("role" in low and "not granted" in low):
        return ConnectFailed(
            f"The role {role} is not granted to {user}.",
            f"An administrator can: GRANT ROLE {role} TO USER {user};",
            code="not_let_in",
        )
    if number in _BARRED:
        return ConnectFailed(
            f"Snowflake does not let {user} in: {_said(words)}", "Ask an administrator.", code="not_let_in"
        )
    if "404" in low or "403" in low or "name or service not known" in low or "failed to resolve" in low:
        return ConnectFailed(
            f"There is no Snowflake account {account}.",
            "It is the name before .snowflakecomputing.com, such as myorg-myaccount or xy12345.eu-central-1.",
            code="host_unknown",
        )
    if "certificate" in low or "ssl" in low or "ocsp" in low or "revoked" in low:
        return ConnectFailed(
            f"The certificate of {host} could not be checked.",
            "Check the clock of Lunara's server and its list of authorities, and that nothing between opens the line.",
            code="encryption",
        )
    if number in (250001, 250003) or "timed out" in low or "unreachable" in low or "max retries" in low:
        return ConnectFailed(
            f"{host} cannot be reached.",
            "Check the account, and that Lunara's server may connect to it.",
            code="no_answer",
        )
    return ConnectFailed(f"{host} did not accept the connection: {_said(words)}", "Check account, user and sign-in.")


def failed(number: int, state: str, words: str, *, user: str, warehouse: str, seconds: float) -> LunaraError:
    """What Snowflake said of a statement."""
    said = _said(words)
    if number in (630, 629) or "reached its statement or warehouse timeout" in words:
        return servers.ran_too_long(seconds)
    if number in (604, 625) or state == "57014":
        return servers.stopped_on_the_server()
    if (
        number in _SESSION_OVER
        or state.startswith("08")
        or number in range(250000, 252000)
        or number in range(290000, 300000)
    ):
        return servers.connection_lost()
    if number == 606:
        named = f"the warehouse {warehouse}" if warehouse else "no warehouse"
        return WarehouseFailed(
            f"Snowflake has no warehouse to run this with ({named} is set for this source).",
            "Name one under Warehouse that the role may use: GRANT USAGE ON WAREHOUSE … TO ROLE …;",
            code="no_warehouse",
        )
    if number in (90073, 90030, 90064) or "resource monitor" in words.lower() or "suspended" in words.lower():
        return WarehouseFailed(
            f"The warehouse does not run: {said}",
            "An administrator can resume it or raise its quota.",
            code="suspended",
        )
    if number == 3001:
        return servers.not_granted(user, said.rstrip("."))
    if number in (2003, 2043):
        return WarehouseFailed(
            f"Snowflake does not find it, or {user} may not see it: {said}",
            "Check the name; Snowflake says the same of what is not granted to the role.",
            code="not_found_or_granted",
        )
    if number in (300002, 300005) or "out of memory" in words.lower():
        return servers.out_of_memory(said)
    return servers.cannot_run(said)


def _said(words: str) -> str:
    """Snowflake's sentence without numbers, in one line."""
    text = " ".join(words.split())
    start = text.find("): ") if text[:6].isdigit() else -1
    text = text[start + 3 :] if 0 <= start < 60 else text
    return text[:500].rstrip(". ") + "."
