"""What is typed into a secret field is kept nowhere but in it: work that a sign-in ended in is put back without it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import lunara
from lunara.connect import kinds, takes_url

SECRET = "postgresql://u:S3CRET@h/d"


def _page(name: str) -> None:
    from dataclasses import replace

    import streamlit as st

    from lunara.connect import kind
    from lunara.ui import state
    from lunara.ui.components.source_form import draw_fields, draw_url

    shown = kind(name)
    shown = replace(shown, fields=tuple(replace(field, shown_with=()) for field in shown.fields))
    with st.form("form"):
        draw_url(shown, "source")
        draw_fields(shown, key="source")
        st.text_input("Open", key="open")
        st.form_submit_button("Save", key="save")
    st.session_state["seen"] = (state.typed(), state.texts())


@pytest.mark.parametrize("name", [one.name for one in kinds()])
def test_no_secret_of_a_source_is_set_aside(name: str) -> None:
    kind = next(one for one in kinds() if one.name == name)
    secret = {f"source_{field.name}" for field in kind.fields if field.secret or field.type == "password"}
    secret |= {"source_url_0"} if takes_url(name) else set()
    app = AppTest.from_function(_page, kwargs={"name": name}).run()
    inputs = {box.key: box for box in (*app.text_input, *app.text_area)}
    assert secret <= inputs.keys()
    hidden = {box.key for box in app.text_input if box.proto.type == box.proto.PASSWORD}
    assert hidden <= secret
    for key in secret:
        inputs[key].input(SECRET)
    inputs["open"].input("a sentence")
    app.button(key="save").click().run()
    assert not app.exception
    fields, texts = app.session_state["seen"]
    assert fields["open"] == "a sentence", "what is no secret is kept"
    assert not secret & fields.keys() and "S3CRET" not in str((fields, texts))


def test_every_password_field_is_drawn_by_the_one_that_keeps_it() -> None:
    drawn = []
    package = Path(lunara.__file__).parent
    for path in package.rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                drawn += [
                    (path.relative_to(package).as_posix(), function.name)
                    for call in ast.walk(function)
                    if isinstance(call, ast.Call)
                    and any(
                        word.arg == "type" and isinstance(word.value, ast.Constant) and word.value.value == "password"
                        for word in call.keywords
                    )
                ]
    assert drawn == [("ui/components/source_form.py", "hidden_input")]
