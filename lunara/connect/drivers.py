"""Drivers that are not installed with Lunara: loaded when a data source is opened, and asked for in one command."""

from __future__ import annotations

import importlib
import importlib.util
from types import ModuleType

from lunara.connect.warehouse import WarehouseKind
from lunara.errors import ConnectFailed


def is_installed(kind: WarehouseKind) -> bool:
    """Whether the driver of that kind can be imported here; nothing is imported for the answer."""
    if not kind.driver:
        return True
    try:
        return importlib.util.find_spec(kind.driver) is not None
    except ModuleNotFoundError:  # a package above it is missing
        return False


def install_command(kind: WarehouseKind) -> str:
    """The one command that adds the driver of that kind, for a checkout of Lunara."""
    return f'pip install ".[{kind.extra}]"'


def driver(kind: WarehouseKind, module: str = "") -> ModuleType:
    """The driver's module (or `module` of the same driver). Raises ConnectFailed `driver_missing` naming the command."""
    try:
        return importlib.import_module(module or kind.driver)
    except ImportError as error:
        if is_installed(kind):
            raise ConnectFailed(
                f"The driver for {kind.label} is installed and does not load: {error}.",
                f"Install it anew on the server: {install_command(kind)}",
                code="driver_broken",
            ) from error
        raise missing(kind) from error


def missing(kind: WarehouseKind) -> ConnectFailed:
    """The error that says which command adds the driver."""
    return ConnectFailed(
        f"{kind.label} needs its driver, which is not installed here.",
        f"On the server, in Lunara's folder: {install_command(kind)}",
        code="driver_missing",
    )
