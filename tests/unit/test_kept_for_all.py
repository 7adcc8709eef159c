"""Everything that this process keeps for longer than one run of a page is shared by all organizations: each such place is
found in the source and listed with what keeps them apart. A new one fails until somebody has said so."""

from __future__ import annotations

import ast
import gc
import re
from collections.abc import Callable, Iterator, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lunara.ask import model_words, paths
from lunara.ask.planners.offline import kept as lexicons
from lunara.semantic import graph
from lunara.semantic.kept import Kept
from lunara.semantic.model import SemanticModel

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "lunara").rglob("*.py"))
# Calls whose result cannot be changed, or that keep nothing of anybody: words, patterns, locks, declarations of kinds.
_FIXED = {
    "Caps", "Clock", "Command", "Context", "Counter", "Decimal", "Event", "Field", "Format", "Fraction", "IPv4Network",
    "IPv6Network", "Lead", "Limits", "Linear", "Lock", "MappingProxyType", "ModelFormat", "ParamSpec", "Path", "ProgressColumn",
    "RLock", "Reading", "SelectboxColumn", "TextColumn", "Theme", "TypeAdapter", "TypeVar", "Variant", "WarehouseFailed",
    "WarehouseKind", "_Clock", "_NullGroup", "_list", "_object", "_one_of", "array", "cast", "compile", "date", "datetime",
    "datetime64", "frozenset", "get", "getLogger", "get_args", "ip_network", "items", "join", "local", "maketrans", "max", "min",
    "namedtuple", "object", "register", "removeprefix", "replace", "resolve", "sorted", "split", "spread", "sum", "timedelta",
    "token_bytes", "tuple", "with_name", "word_set",
}  # fmt: skip

OURS = "files and tables of Lunara's own"
PURE = "what is made of its arguments alone: who has them can make it"
BY_OBJECT = "by the model object itself, which belongs to one organization"
BY_WORD = "by a word that one browser has"
BY_OWNER = "its keys begin with the organization"
COUNTS = "numbers by address and account; nothing of theirs is given out"
OF_PROCESS = "of the process, and nothing of anybody's"

HELD = {
    "lunara/ask/describe.py:_LABELS": BY_OBJECT,
    "lunara/ask/drafting/index.py:_KEPT": BY_OBJECT,
    "lunara/ask/evaluate.py:NO_EXAMPLES": "nothing: what is empty, and read alone",
    "lunara/ask/model_words.py:_KEPT": BY_OBJECT,
    "lunara/ask/planners/offline/fields.py:_MEASURES": BY_OBJECT,
    "lunara/ask/planners/offline/lexicon.py:_SAMPLED": BY_OBJECT,
    "lunara/ask/planners/offline/plain/abbreviated.py:_SHORT": BY_OBJECT,
    "lunara/ask/planners/offline/plain/forms.py:_FIELDS": BY_OBJECT,
    "lunara/ask/planners/offline/plain/keys_said.py:_OWN": BY_OBJECT,
    "lunara/ask/planners/offline/plain/keys_said.py:_SHORT": BY_OBJECT,
    "lunara/ask/planners/offline/plain/stages.py:_ENDED": BY_OBJECT,
    "lunara/ask/planners/offline/plain/turned_names.py:_NAMES": BY_OBJECT,
    "lunara/ask/paths.py:_KEPT": BY_OBJECT,
    "lunara/ui/last_seen.py:_answers": f"{BY_OWNER}, then the person and their role",
    "lunara/ui/last_seen.py:_people": "by a sign-in that the caller has verified",
    "lunara/ui/outbox.py:OUTBOX": BY_OWNER,
    "lunara/ui/patience.py:_asking": OF_PROCESS,
    "lunara/ui/sign_in/activity.py:STANDING": "times by person and sign-in",
    "lunara/ui/sign_in/failures.py:FAILURES": COUNTS,
    "lunara/ui/sign_in/way_back.py:_ways": BY_WORD,
    "lunara/ui/sign_in/way_back.py:_wishes": BY_WORD,
    "lunara/workspace/breaker.py:_breakers": "by the workspace's address: whether it answers",
    "lunara/workspace/breaker.py:_until": "of one request's context",
    "lunara/workspace/secrets.py:_OF_A_PICTURE": OURS,
    "lunara/workspace/secrets.py:_OF_A_PROVIDER": OURS,
    "lunara/workspace/secrets.py:_OF_A_SOURCE": OURS,
    "lunara/ask/planners/background.py:_loop": OF_PROCESS,
    "lunara/ask/planners/offline/kept.py:_KEPT": BY_OBJECT,
    "lunara/ask/planners/offline/operators.py:OPS": OURS,
    "lunara/ask/planners/offline/plain/things_said.py:_SAME": OURS,
    "lunara/ask/planners/offline/words.py:_RELATED": OURS,
    "lunara/cli/sources.py:_RECORDS": "of the command line, which has one person",
    "lunara/connect/at_work.py:at_work": OF_PROCESS,
    "lunara/connect/postgres_session.py:_connecting": OF_PROCESS,
    "lunara/connect/run.py:SLOTS": BY_OWNER,
    "lunara/connect/run.py:_cache": BY_OWNER,
    "lunara/connect/run.py:_flights": BY_OWNER,
    "lunara/connect/databricks_line.py:_connection_kind": OURS,
    "lunara/guard/reading.py:_NO_PARENS": OURS,
    "lunara/guard/prove.py:_proven_long": PURE,
    "lunara/guard/prove.py:_proven_short": PURE,
    "lunara/guard/vouched.py:_vouched": "what the settings allow, for everybody",
    "lunara/semantic/graph.py:_graphs": BY_OBJECT,
    "lunara/semantic/uses.py:_by_dialect": BY_OBJECT,
    "lunara/semantic/uses.py:_of_models": BY_OBJECT,
    "lunara/ui/cache.py:_MEMORY": BY_OWNER,
    "lunara/ui/identity.py:_asking": OF_PROCESS,
    "lunara/ui/interrupted.py:_kept": f"{BY_WORD}, and given to the same person alone",
    "lunara/ui/jobs.py:_jobs": BY_OWNER,
    "lunara/ui/model_drafts.py:DRAFTS": BY_OWNER,
    "lunara/ui/receiving.py:INBOX": "by tickets, each of one sign-in",
    "lunara/ui/sign_in/book.py:session_book": BY_WORD,
    "lunara/ui/sign_in/flows.py:_flows": BY_WORD,
    "lunara/ui/sign_in/landing.py:_arrivals": COUNTS,
    "lunara/ui/sign_in/landing.py:_attempts": COUNTS,
    "lunara/ui/sign_in/landing.py:_landings": BY_WORD,
    "lunara/ui/sign_in/mails.py:_mails": COUNTS,
    "lunara/ui/sign_in/providers.py:_begun": COUNTS,
    "lunara/ui/sign_in/routes.py:_attempts": COUNTS,
    "lunara/ui/sign_in/supabase_auth.py:_http": "connections; each request carries its own token",
    "lunara/ui/unsaved.py:UNSAVED": BY_OWNER,
    "lunara/ui/warehouses.py:POOL": BY_OWNER,
    "lunara/ui/warehouses.py:READINGS": BY_OWNER,
    "lunara/workspace/log_writer.py:LOG": "lines with the store of who asked",
    "lunara/workspace/rows.py:UNREAD": OF_PROCESS,
    "lunara/workspace/runtime.py:_runtimes": OF_PROCESS,
    "lunara/workspace/supabase.py:_clients": "by the token that the client carries",
    "lunara/workspace/supabase.py:_signing_keys": OF_PROCESS,
}
# What is kept by `ui/cache.py`: whose rows each is made of. "all" is every member of the organization.
WHOSE = {
    "ai-provider": "all: whose provider is asked, and never its key",
    "answered": "all: that a source could be reached",
    "budget": "all: limits and sums of a project",
    "budget-known": "all: whether it has limits",
    "catalog": "editors, who alone load it",
    "figure": "all: drawn from a result that the caller has",
    "figures": "all: the same rows for every member (by what the content asks for)",
    "filter-values": "all: the same rows for every member",
    "kept-answer": "one person",
    "owner": "the local owner, the only person there",
    "plan": "people of one role: by all that a provider was shown, which they were shown as well",
    "semantic-model": "all for what is published; a viewer apart for the rest",
    "slide-image": "one person",
    "slides-shown": "one person",
    "starters": "all: made of the model",
    "used": "one person",
    "values": "all: the same rows for every member",
}


@cache
def trees() -> list[tuple[str, ast.Module]]:
    """Every file of the package, parsed once for this module (see `_parsed_for_this_module`)."""
    return [(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))) for path in SOURCES]


@pytest.fixture(scope="module", autouse=True)
def _parsed_for_this_module() -> Iterator[None]:
    yield
    trees.cache_clear()


def last_name(call: ast.expr) -> str:
    found = call.func if isinstance(call, ast.Call) else call
    return found.attr if isinstance(found, ast.Attribute) else getattr(found, "id", "")


def cached_functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef, str]]:
    """Place, function and decorator of everything that keeps what it has given."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for decorator in node.decorator_list:
                    name = last_name(decorator)
                    if name in ("cache", "lru_cache", "cache_data", "cache_resource"):
                        yield f"{path}:{node.name}", node, name


def held_in_modules() -> Iterator[str]:
    """Everything at the top of a module that can be filled."""
    for path, tree in trees():
        for node in tree.body:
            if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
                continue
            target, value = node.targets[0] if isinstance(node, ast.Assign) else node.target, node.value
            empty = (isinstance(value, ast.Dict) and not value.keys) or (isinstance(value, ast.List) and not value.elts)
            fixed = isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation).startswith(("Mapping", "Final"))
            made = isinstance(value, ast.Call) and last_name(value) not in _FIXED
            if (empty or made) and not fixed:
                yield f"{path}:{ast.unparse(target)}"
        for node in ast.walk(tree):
            if isinstance(node, ast.Global):
                yield from (f"{path}:{name}" for name in node.names)
            if isinstance(node, ast.ClassDef):
                for one in node.body:
                    value = one.value if isinstance(one, ast.Assign | ast.AnnAssign) else None
                    if isinstance(value, ast.Dict) and not value.keys:
                        yield f"{path}:{node.name}.{ast.unparse(one.targets[0] if isinstance(one, ast.Assign) else one.target)}"


# What a function may not touch when what it gives is kept for whoever calls it with the same arguments.
_OF_SOMEBODY = re.compile(
    r"\b(Settings|Store|Principal|PageContext|session_state|current_\w+|open_store|store|principal|ctx|context|user|Client"
    r"|PyJWKClient|query_params|adapter|SessionBook)\b"
)


def test_everything_that_is_held_is_listed() -> None:
    functions = {place for place, node, _ in cached_functions() if _OF_SOMEBODY.search(code_of(node))}
    assert set(held_in_modules()) | functions == set(HELD)


def code_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """The function without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return "\n".join([ast.unparse(node.args), *(ast.unparse(one) for one in body)])


def test_streamlit_keeps_nothing_of_anybody() -> None:
    """Its caches are shared by all sessions: they hold declarations of components, made of Lunara's own files alone."""
    found = {place for place, _, name in cached_functions() if name.startswith("cache_")}
    assert found and all(place.endswith((":_component", "_watch")) for place in found)
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in ("cache_data", "experimental_memo", "singleton"):
                raise AssertionError(f"{path}:{node.lineno} keeps by Streamlit what belongs in ui/cache.py")


def test_every_key_begins_with_its_organization() -> None:
    found = set()
    for path, tree in trees():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) in ("cache.Key", "Key")
                and path != "lunara/ui/cache.py"
            ):
                whose, what = (ast.unparse(one) for one in node.args[:2])
                if path == "lunara/ui/last_seen.py":  # of one person, or of who is behind a sign-in
                    assert (whose, what) in {("person.organization_id", "f'seen:{name}'"), ("'people'", "'sign-in'")}
                    continue
                assert whose in ("ctx.organization.id", "organization_id", "'local'"), (
                    f"{path}:{node.lineno} is of {whose}"
                )
                found.add(ast.literal_eval(what))
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "CacheKey":
                given = {one.arg: ast.unparse(one.value) for one in node.keywords}
                assert given.get("organization_id") in ("ctx.organization.id",), f"{path}:{node.lineno}"
    assert found == set(WHOSE)


def model() -> SemanticModel:
    return SemanticModel.model_validate({"name": "shop", "tables": [{"name": "t", "source": "main.t"}]})


@pytest.mark.parametrize(
    ("kept", "make"),
    [
        (model_words._KEPT._held, model_words.words_of_model),
        (lexicons._KEPT._held, lexicons.lexicon_for),
        (paths._KEPT._held, paths.roads_of),
        (graph._graphs, graph.graph_of),
    ],
)
def test_what_is_kept_by_object_is_not_given_for_another_at_its_place(
    kept: MutableMapping[Any, Any], make: Callable[[SemanticModel], Any]
) -> None:
    """Two equal models of two organizations have each their own; and one that comes to lie where another lay does not get its."""
    mine, theirs = model(), model()
    own, other = make(mine), make(theirs)
    assert mine == theirs and own is not other and make(mine) is own
    key = next(one for one in kept if (one[0] if isinstance(one, tuple) else one) == id(mine))
    its = next(one for one in kept if (one[0] if isinstance(one, tuple) else one) == id(theirs))
    kept[key] = kept[its]
    assert make(mine) is not other


def test_what_is_kept_of_objects_goes_with_them() -> None:
    held: Kept[SemanticModel, str] = Kept()
    mine, theirs = model(), model()
    assert (held.get(mine, lambda: "mine"), held.get(theirs, lambda: "theirs")) == ("mine", "theirs")
    held._held[id(mine)] = held._held[id(theirs)]
    assert held.get(mine, lambda: "mine") == "mine"
    del theirs
    gc.collect()
    assert len(held._held) == 1
