"""Models as YAML: what people read, review and keep in git. Errors say the line, the column and the nearest name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from lunara.errors import InvalidInput
from lunara.semantic.mistakes import Mistake, Path, counted, mistakes
from lunara.semantic.model import SemanticModel

MAX_CHARACTERS = 20_000_000
MAX_PARTS = 1_000_000
MAX_DIGITS = 1_000


def load_model(text: str) -> SemanticModel:
    """Read a model from YAML (or JSON, which is YAML too).

    Raises InvalidInput with one line for each mistake; `details["problems"]` lists them as
    `{"line", "column", "path", "message"}` (counted from 1), `line` and `column` those of the first.
    """
    data, places = parse_document(text)
    if not isinstance(data, dict):
        raise InvalidInput(
            "The file is not a semantic model: it does not begin with fields.", "See docs/semantic-model.md."
        )
    try:
        return SemanticModel.model_validate(data)
    except ValidationError as error:
        problems = [_problem(mistake, places) for mistake in mistakes(error, data)]
        problems.sort(key=lambda p: (p["line"], p["column"]))
        lines = [f"line {p['line']}, column {p['column']}: {p['message']}" for p in problems]
        raise InvalidInput(
            f"The model has {counted(lines)}.",
            "Correct these places and load it again.",
            line=problems[0]["line"],
            column=problems[0]["column"],
            problems=problems,
        ) from error


def item_places(text: str) -> dict[str, tuple[int, int]]:
    """The line and column of the name of each item of a model that `load_model` reads, by the paths that `validate_model`
    gives: `orders`, `orders.revenue`, `relationships.orders_customer`, `average_order_value`. Of two with one path the first.
    """
    data, places = parse_document(text)
    found: dict[str, tuple[int, int]] = {}

    def note(prefix: str, path: Path, items: Any) -> None:
        for number, item in enumerate(items or ()):
            place: Path = (*path, number, "name")
            while place not in places:  # what a merge key brings stands elsewhere
                place = place[:-1]
            found.setdefault(f"{prefix}{item['name']}", places[place])

    note("", ("tables",), data.get("tables"))
    for number, table in enumerate(data.get("tables") or ()):
        for kind in ("dimensions", "measures"):
            note(f"{table['name']}.", ("tables", number, kind), table.get(kind))
    note("relationships.", ("relationships",), data.get("relationships"))
    note("", ("measures",), data.get("measures"))
    return found


def dump_model(model: SemanticModel) -> str:
    """The model as YAML; reading it back gives an equal model. Fields at their defaults are left out."""
    return dump_document(model.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def dump_document(data: Any) -> str:
    """Plain data as YAML that people read: in its own order, short lists on one line, long texts in blocks."""
    import yaml

    return yaml.dump(data, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=110, default_flow_style=False)


def _dumper() -> Any:
    import yaml

    class Dumper(yaml.SafeDumper):
        def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
            return super().increase_indent(flow, False)

    def text(dumper: Any, value: str) -> Any:
        style = None
        if any(character in value for character in "\x85\u2028\u2029\r\ufeff"):
            style = '"'  # line ends that only some readers take for one
        elif "\n" in value and all(line == line.rstrip() for line in value.split("\n")):
            style = "|"
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    def short_list(dumper: Any, value: Sequence[Any]) -> Any:
        flat = all(not isinstance(item, dict | list) and "\n" not in str(item) for item in value)
        nested = all(isinstance(item, list) and all(not isinstance(x, dict | list) for x in item) for item in value)
        return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=flat or nested)

    def mapping(dumper: Any, value: dict[str, Any]) -> Any:
        small = set(value) <= {"kind", "currency", "decimals", "unit"}
        return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=small)

    Dumper.add_representer(str, text)
    Dumper.add_representer(list, short_list)
    Dumper.add_representer(dict, mapping)
    return Dumper


def parse_document(text: str) -> tuple[Any, dict[Path, tuple[int, int]]]:
    """The data of one YAML or JSON document, and the line and column of everything in it.

    Dates stay text: a model holds no dates, and a sample value of 2025-01-01 is what was written. Keys stay text too: YAML 1.1
    takes the `on` of a join for true. Raises InvalidInput, with line and column where there is one.
    """
    import yaml

    if len(text) > MAX_CHARACTERS:
        raise InvalidInput("The file is larger than 20 MB.", "Check that it is a model.")

    # libyaml where PyYAML was built with it, which all its wheels are: a fifth of the time
    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            self.flatten_mapping(node)
            for key, _ in node.value:
                if isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:null":
                    key.tag = "tag:yaml.org,2002:str"
            made: dict[Any, Any] = super().construct_mapping(node, deep=deep)
            return made

    def bounded(loader: Any, node: Any) -> Any:
        # YAML 1.1 has numbers to the base of 60, and one of a million digits takes hours.
        if len(str(node.value)) > MAX_DIGITS:
            raise yaml.constructor.ConstructorError(None, None, "a number has too many digits", node.start_mark)
        its = base.construct_yaml_int if node.tag.endswith(":int") else base.construct_yaml_float
        return its(loader, node)

    for kind in ("int", "float"):
        Loader.add_constructor(f"tag:yaml.org,2002:{kind}", bounded)
    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    try:
        loader = Loader(text)
        try:
            root = loader.get_single_node()
            if root is None:
                raise InvalidInput("The file is empty.", "A model begins with its name and tables.", line=1, column=1)
            places: dict[Path, tuple[int, int]] = {}
            for number, (path, mark) in enumerate(_marks(root, (), set())):
                if number > MAX_PARTS:
                    raise InvalidInput(
                        "The file grows far beyond its size when its aliases are written out.",
                        "Write models without aliases of aliases.",
                        line=mark.line + 1,
                        column=mark.column + 1,
                    )
                places[path] = (mark.line + 1, mark.column + 1)
            return loader.construct_document(root), places
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        raise InvalidInput(
            f"The file is not valid YAML: line {line}, column {column}: {error.problem or 'it cannot be read'}.",
            "Check the indentation and quotes there.",
            line=line,
            column=column,
        ) from error
    except yaml.YAMLError as error:
        raise InvalidInput(
            "The file is not valid YAML: it holds a character that YAML does not allow.", "Save it as UTF-8 text."
        ) from error
    except (RecursionError, ValueError) as error:
        raise InvalidInput(
            "The file cannot be read as a model: it is nested too deeply or holds a bad value.",
            "Compare it with a model that Lunara has drafted.",
        ) from error


def _marks(node: Any, path: Path, above: set[int]) -> Iterator[tuple[Path, Any]]:
    import yaml

    yield path, node.start_mark
    if id(node) in above:
        raise InvalidInput(
            "The file refers to itself by an alias.", "Write it out.", line=node.start_mark.line + 1, column=1
        )
    inside = above | {id(node)}
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                line, column = key.start_mark.line + 1, key.start_mark.column + 1
                raise InvalidInput(
                    f'Line {line}, column {column}: "{name}" is written twice.', "Keep one.", line=line, column=column
                )
            seen.add(name)
            yield (*path, name, "<key>"), key.start_mark
            yield from _marks(value, (*path, name), inside)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _marks(item, (*path, number), inside)


def _problem(mistake: Mistake, places: dict[Path, tuple[int, int]]) -> dict[str, Any]:
    path = mistake.path
    place = places.get((*path, "<key>")) if mistake.key else places.get(path)
    line, column = place or places.get(path[:-1]) or (1, 1)
    return {"line": line, "column": column, "path": mistake.written, "message": str(mistake)}
