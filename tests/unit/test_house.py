"""The rules of the house, held by tests: import order, pages, errors, markup, what is packaged, what is documented."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from lunara import errors
from lunara.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "pages").glob("*.py"))
SOURCES = sorted((ROOT / "lunara").rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "tests" / "benchmarks" / "README.md"]


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            named = node.func
            name = named.attr if isinstance(named, ast.Attribute) else named.id if isinstance(named, ast.Name) else ""
            yield name, node


def test_a_step_imports_only_earlier_steps() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_every_part_of_the_package_is_a_layer() -> None:
    layers = next(one for one in PROJECT["tool"]["importlinter"]["contracts"] if one["type"] == "layers")
    assert layers["exhaustive"]
    named = {part.strip() for line in layers["layers"] for part in line.split("|")}
    there = {
        path.stem for path in (ROOT / "lunara").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert named == there - {"__init__"}


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "sign_in.py"], ids=short)
def test_a_page_opens_with_open_page(page: Path) -> None:
    """Nothing is read or drawn before the visitor is known: only imports and the page's own URL parameters come earlier."""
    body = ast.parse(page.read_text(encoding="utf-8")).body
    assert ast.get_docstring(ast.Module(body, []))
    statements = [node for node in body[1:] if not isinstance(node, ast.Import | ast.ImportFrom)]
    for statement in statements:
        names = [name for name, _ in calls(statement)]
        if "open_page" in names:
            return
        assert names == ["query"], f"line {statement.lineno} runs before open_page"
    raise AssertionError("open_page is never called")


def test_the_sign_in_page_asks_the_workspace_for_nothing() -> None:
    tree = ast.parse((ROOT / "pages" / "sign_in.py").read_text(encoding="utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert all(str(module).startswith("lunara.ui") for module in modules), modules


def test_bans_of_the_pages_repeat_those_of_the_parent() -> None:
    """A folder's ruff.toml replaces the parent's table of banned imports, it does not add to it."""
    pages = tomllib.loads((ROOT / "pages" / "ruff.toml").read_text(encoding="utf-8"))
    lint = PROJECT["tool"]["ruff"]["lint"]
    parent = set(lint["flake8-tidy-imports"]["banned-api"]) - {"streamlit"}
    assert parent <= set(pages["lint"]["flake8-tidy-imports"]["banned-api"])
    assert pages["extend"] == "../pyproject.toml"


@pytest.mark.parametrize(
    "line", ["import duckdb", "from sqlglot import exp", "st.session_state['x'] = 1", "st.rerun()"]
)
def test_a_page_that_breaks_a_rule_is_found(tmp_path: Path, line: str) -> None:
    """The bans bite: without this, a mistake in the configuration would pass for clean pages."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--no-cache",
            "--select",
            "TID251",
            "--stdin-filename",
            "pages/bad.py",
            "-",
        ],
        cwd=ROOT,
        input=f"import streamlit as st\n\n{line}\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "TID251" in done.stdout, done.stdout + done.stderr


def test_every_error_says_what_to_do() -> None:
    """An error of ours has a hint. A wrapper that hands on another's message and hint passes both by name."""
    kinds = {
        name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.LunaraError)
    }
    bare = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (
                isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name)
            ):
                continue
            made = node.exc
            if node.exc.func.id in kinds:
                starred = any(isinstance(argument, ast.Starred) for argument in made.args)
                hint = made.args[1] if len(made.args) > 1 else None
                hint = next((keyword.value for keyword in made.keywords if keyword.arg in ("hint", None)), hint)
                if not starred and (hint is None or (isinstance(hint, ast.Constant) and not hint.value)):
                    bare.append(f"{short(path)}:{node.lineno}")
    assert bare == []


def test_no_markup_is_taken_from_data() -> None:
    """`unsafe_allow_html` is used nowhere; `st.html` only where the markup is our own file's."""
    found = []
    for path in [*SOURCES, *PAGES]:
        for name, call in calls(ast.parse(path.read_text(encoding="utf-8"))):
            unsafe = [
                keyword.arg
                for keyword in call.keywords
                if keyword.arg in ("unsafe_allow_html", "unsafe_allow_javascript")
            ]
            if unsafe or (
                name == "html" and isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "st"
            ):
                found.append(short(path))
    assert set(found) <= {"lunara/ui/look.py"}


def test_a_broad_except_raises_again_or_says_why() -> None:
    bare = []
    for path in [*SOURCES, *PAGES]:
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.ExceptHandler):
                continue
            broad = node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException")
            last = node.body[-1]
            again = isinstance(last, ast.Raise) and last.exc is None
            if broad and not again and not re.search(r"noqa: BLE001 - \w", text.splitlines()[node.lineno - 1]):
                bare.append(f"{short(path)}:{node.lineno}")
    assert bare == []


def test_no_name_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}
    assert [short(path) for path in SOURCES if path.stem in empty or path.parent.name in empty] == []


def test_data_files_belong_to_the_package() -> None:
    """What lies beside the modules is installed with them."""
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["lunara"]
    listed = subprocess.run(
        ["git", "ls-files", "lunara"], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    data = [name for name in listed.stdout.split() if not name.endswith(".py")]
    assert len(data) > 20
    assert [
        name for name in data if not any(fnmatch(name, "lunara/" + one.replace("**/", "*")) for one in patterns)
    ] == []


def test_every_command_is_documented_and_every_documented_command_exists() -> None:
    text = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    used = {command.name for command in COMMANDS}
    documented = set(re.findall(r"^#+ .*?`(?:lunara )?([a-z]+)", text, re.M)) | set(
        re.findall(r"^\| `(?:lunara )?([a-z]+)", text, re.M)
    )
    assert used - documented == set()
    said = set()
    for document in DOCUMENTS:
        said |= set(
            re.findall(r"(?:^|[`|(]|python -m )\s*lunara ([a-z]+)\b", document.read_text(encoding="utf-8"), re.M)
        )
    assert said - used == set()


def test_readme_commands_name_what_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"```bash\n(.*?)```", readme, re.S))
    assert "pip install -r requirements.txt && streamlit run Home.py" in blocks
    assert "pip install -r requirements-dev.txt && pytest" in blocks
    for line in blocks.splitlines():
        words = shlex.split(line, comments=True)
        for word in words:
            if re.fullmatch(r"[\w.-]+\.(py|txt|toml)", word):
                assert (ROOT / word).is_file(), word


@pytest.mark.skipif(shutil.which("bash") is None, reason="the lines are written for a shell")
def test_readme_s_command_line_answers(tmp_path: Path) -> None:
    """The lines of the README that a newcomer copies, run as they stand."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line for line in readme.splitlines() if line.startswith("python -m lunara")]
    assert len(lines) == 2
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for line in lines:
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PATH": path},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outcome"] == "answer"
    assert "SUM(" in json.loads(done.stdout)["sql"]


@pytest.mark.parametrize("document", [path for path in DOCUMENTS if path.is_file()], ids=short)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s#]+)[^)]*\)", document.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (document.parent / target).exists(), target


@pytest.mark.parametrize("path", [path for path in SOURCES if "docs/" in path.read_text(encoding="utf-8")], ids=short)
def test_documents_that_the_code_names_exist(path: Path) -> None:
    for named in re.findall(r"docs/[\w/.-]+\.md|docs/decisions/\d{4}", path.read_text(encoding="utf-8")):
        assert (ROOT / named).exists() or list(ROOT.glob(f"{named}-*.md")), named


def test_decisions_are_numbered_without_gaps_and_named_in_the_index() -> None:
    notes = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(name[:4]) for name in notes] == list(range(1, len(notes) + 1))
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert [name for name in notes if name not in index] == []


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert headings[0] == "Unreleased"


def test_migrations_are_numbered_without_a_gap_and_none_twice() -> None:
    numbers = [path.name.partition("_")[0] for path in sorted((ROOT / "supabase" / "migrations").glob("*.sql"))]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_the_test_command_of_the_readme_finds_the_package() -> None:
    """`pytest` alone, which does not look into the folder that it is started in, as `python -m pytest` does."""
    command = [str(Path(sys.executable).with_name("pytest")), "--collect-only", "-q", "tests/unit/test_settings.py"]
    told = subprocess.run(command, cwd=ROOT, env={"PATH": ""}, capture_output=True, text=True, timeout=120, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
