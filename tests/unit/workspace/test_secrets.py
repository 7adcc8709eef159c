"""Secrets of data sources: what opens them, and what must not."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunara.errors import InvalidInput
from lunara.settings import load_settings
from lunara.workspace.records import Connection, ProviderAccount
from lunara.workspace.secrets import KeyRing, load_keys

OLD, NEW = os.urandom(32), os.urandom(32)
GIVEN = Connection("postgres", {"host": "db"}, {"password": "x"})


@given(st.dictionaries(st.text(), st.text()), st.dictionaries(st.text(), st.text()), st.text(), st.text(), st.text())
def test_what_is_sealed_opens_for_the_same_ids_and_kind_alone(
    config: dict[str, str], secrets: dict[str, str], organization: str, source: str, kind: str
) -> None:
    ring = KeyRing([NEW])
    given_ = Connection(kind, config, secrets)
    sealed = ring.seal(given_, organization, source)
    assert ring.open(sealed, organization, source, kind) == given_
    for wrong in (
        (organization + "x", source, kind),
        (organization, source + "x", kind),
        (organization, source, kind + "x"),
    ):
        with pytest.raises(InvalidInput):
            ring.open(sealed, *wrong)


def test_the_parts_of_what_it_is_bound_to_do_not_run_together() -> None:
    ring = KeyRing([NEW])
    with pytest.raises(InvalidInput):
        ring.open(ring.seal(Connection("b:c", {}, {}), "o", "a"), "o", "a:b", "c")


def test_two_seals_of_one_value_differ() -> None:
    ring = KeyRing([NEW])
    assert ring.seal(GIVEN, "o", "d") != ring.seal(GIVEN, "o", "d")


def test_rotation_opens_the_old_and_seals_with_the_new() -> None:
    sealed = KeyRing([OLD]).seal(GIVEN, "o", "d")
    both = KeyRing([NEW, OLD])
    assert both.open(sealed, "o", "d", "postgres") == GIVEN
    assert both.newest != sealed.split(".")[1]
    again = both.seal(GIVEN, "o", "d")
    assert both.newest == again.split(".")[1] and KeyRing([NEW]).open(again, "o", "d", "postgres") == GIVEN
    with pytest.raises(InvalidInput, match="not set any more") as caught:
        KeyRing([NEW]).open(sealed, "o", "d", "postgres")
    assert "earlier key" in caught.value.hint


@given(st.integers(min_value=0))
def test_a_changed_ciphertext_does_not_open(position: int) -> None:
    ring = KeyRing([NEW])
    prefix, key, body = ring.seal(Connection("postgres", {}, {"password": "hunter2"}), "o", "d").split(".")
    raw = bytearray(base64.b64decode(body))
    raw[position % len(raw)] ^= 1
    with pytest.raises(InvalidInput) as caught:
        ring.open(f"{prefix}.{key}.{base64.b64encode(raw).decode()}", "o", "d", "postgres")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "v2", "v2..", "v1.a.b", "hunter2", "v2.aaaaaaaa.!!!"])
def test_nonsense_is_refused_in_words(text: str) -> None:
    with pytest.raises(InvalidInput):
        KeyRing([NEW]).open(text, "o", "d", "postgres")


ACCOUNT = ProviderAccount("openai", "sk-0123456789abcdef", "https://llm.example.com/v1")


def test_a_providers_key_opens_for_its_organization_alone() -> None:
    ring = KeyRing([NEW])
    sealed = ring.seal_provider(ACCOUNT, "o")
    assert ring.open_provider(sealed, "o") == ACCOUNT
    with pytest.raises(InvalidInput, match="does not belong to this organization"):
        ring.open_provider(sealed, "p")
    with pytest.raises(InvalidInput):
        ring.open(sealed, "o", "d", "openai")
    with pytest.raises(InvalidInput):
        ring.open_provider(ring.seal(GIVEN, "o", "d"), "o")


def test_a_providers_key_under_an_app_key_that_is_gone_is_told() -> None:
    sealed = KeyRing([OLD]).seal_provider(ACCOUNT, "o")
    assert KeyRing([NEW, OLD]).open_provider(sealed, "o") == ACCOUNT
    with pytest.raises(InvalidInput, match="LUNARA_SECRET_KEY that is not set any more") as caught:
        KeyRing([NEW]).open_provider(sealed, "o")
    assert "earlier LUNARA_SECRET_KEY" in caught.value.hint and "sk-" not in str(caught.value)


def test_a_providers_key_shows_in_no_repr_and_short_ones_not_even_their_end() -> None:
    assert "sk-" not in repr(ACCOUNT) and ACCOUNT.ending == "cdef"
    assert ProviderAccount("openai", "short-key").ending == ""


def test_the_embedded_key_is_made_once_and_private(tmp_path: Path) -> None:
    settings = load_settings({"LUNARA_HOME": str(tmp_path)})
    sealed = load_keys(settings).seal(GIVEN, "o", "d")
    assert load_keys(settings).open(sealed, "o", "d", "postgres") == GIVEN
    path = tmp_path / "workspace" / "secret.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["secret.key"]


@pytest.mark.parametrize(
    "environ", [{"LUNARA_DATABASE_URL": "postgresql://x"}, {"SUPABASE_URL": "https://x", "SUPABASE_KEY": "k"}]
)
def test_other_modes_need_a_key_and_say_how_to_make_one(tmp_path: Path, environ: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match="LUNARA_SECRET_KEY") as caught:
        load_keys(load_settings({"LUNARA_HOME": str(tmp_path), **environ}))
    assert "base64" in caught.value.hint and not (tmp_path / "workspace").exists()


@pytest.mark.parametrize("key", ["short", base64.b64encode(b"x" * 31).decode(), "not base64 at all!"])
def test_a_malformed_key_is_refused_without_showing_it(tmp_path: Path, key: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        load_keys(load_settings({"LUNARA_HOME": str(tmp_path), "LUNARA_SECRET_KEY": key}))
    assert key not in str(caught.value)


def test_keys_show_in_no_repr() -> None:
    assert base64.b64encode(NEW).decode() not in repr(KeyRing([NEW])) and repr(NEW) not in repr(KeyRing([NEW]))
