"""A driver that does not come with Lunara: what is said when it is missing, and that nothing is imported to find out."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lunara import connect
from lunara.connect.drivers import driver, install_command, is_installed, missing
from lunara.connect.warehouse import WarehouseKind
from lunara.errors import ConnectFailed
from lunara.settings import load_settings

ABSENT = WarehouseKind("frost", "Frost", "duckdb", (), ("frost",), driver="no_such_driver.connector", extra="frost")
HERE = WarehouseKind("here", "Here", "duckdb", (), ("here",), driver="wave", extra="here")


def test_a_missing_driver_is_told_with_the_one_command() -> None:
    assert not is_installed(ABSENT)
    with pytest.raises(ConnectFailed) as failed:
        driver(ABSENT)
    assert failed.value.code == "driver_missing"
    assert failed.value.message == "Frost needs its driver, which is not installed here."
    assert 'pip install ".[frost]"' in failed.value.hint


def test_looking_for_a_driver_imports_nothing() -> None:
    sys.modules.pop("wave", None)
    assert is_installed(HERE) and "wave" not in sys.modules
    assert driver(HERE).__name__ == "wave"


def test_a_driver_that_does_not_load_is_told_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "broken_driver.py").write_text("import something_else_that_is_not_there")
    monkeypatch.syspath_prepend(str(tmp_path))
    kind = WarehouseKind("broken", "Broken", "duckdb", (), (), driver="broken_driver", extra="broken")
    with pytest.raises(ConnectFailed) as failed:
        driver(kind)
    assert failed.value.code == "driver_broken" and "something_else_that_is_not_there" in failed.value.message


def test_a_source_of_a_kind_without_its_driver_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "kind", lambda name: ABSENT)
    with pytest.raises(ConnectFailed) as failed:
        connect.open_warehouse("frost", {}, {}, load_settings({}))
    assert failed.value.code == "driver_missing" and str(missing(ABSENT)) == str(failed.value)


def test_every_kind_without_its_driver_in_requirements_has_an_extra() -> None:
    text = (Path(connect.__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    for kind in connect.kinds():
        assert bool(kind.driver) == bool(kind.extra)
        if kind.extra:
            assert f"\n{kind.extra} = [" in text, f"{install_command(kind)} does nothing"


def test_the_documentation_lists_every_kind() -> None:
    text = (Path(connect.__file__).parents[2] / "docs" / "warehouses.md").read_text(encoding="utf-8")
    table = [line for line in text.splitlines() if line.startswith("| ")]
    for kind in connect.kinds():
        row = next((line for line in table if f"`{kind.url_schemes[0]}://" in line), "")
        driver = f"`{install_command(kind)}`" if kind.extra else "comes with Lunara"
        assert row.endswith(f"| {driver} |"), f"{kind.label} has no row, or not its driver: {row}"


def test_the_url_that_a_form_asks_for_can_be_read() -> None:
    for kind in connect.kinds():
        if connect.takes_url(kind.name):
            form = kind.url_form.replace(":port", ":1234").replace("…", "x")
            name, config, secrets = connect.parse_url(f"{kind.url_schemes[0]}://{form}")
            assert name == kind.name and set(config) | set(secrets) <= {field.name for field in kind.fields}


def test_a_field_that_belongs_to_a_choice_names_one_that_there_is() -> None:
    for kind in connect.kinds():
        for field in kind.fields:
            if field.shown_with:
                choice, *values = field.shown_with
                deciding = next(one for one in kind.fields if one.name == choice)
                assert values and set(values) <= set(deciding.choices) and not field.required
