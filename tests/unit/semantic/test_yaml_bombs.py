"""YAML that builds objects, or grows when it is read, is refused in a moment."""

from __future__ import annotations

import time

import pytest

from lunara.errors import InvalidInput
from lunara.semantic.yaml import load_model


@pytest.mark.parametrize("levels", [12, 60])
def test_aliases_of_aliases_do_not_grow_without_end(levels: int) -> None:
    lines = ['l0: &l0 ["x", "x", "x", "x", "x", "x", "x", "x", "x"]']
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, levels)]
    started = time.process_time()
    with pytest.raises(InvalidInput):
        load_model("name: bomb\n" + "\n".join(lines))
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    "text",
    [
        "name: !!python/object/apply:os.system ['true']",
        "name: !!python/name:os.system ''",
        "!!python/object:lunara.settings.Settings {home: x}",
        "a: &a [*a]",
        "name: x\nname: y",
    ],
)
def test_yaml_makes_no_objects(text: str) -> None:
    with pytest.raises(InvalidInput):
        load_model(text)


def test_a_plain_alias_may_be_used() -> None:
    model = load_model(
        "name: x\ntables:\n- name: a\n  source: a\n  synonyms: &s [one, two]\n- name: b\n  source: b\n  synonyms: *s\n"
    )
    assert model.tables[0].synonyms == model.tables[1].synonyms == ("one", "two")
