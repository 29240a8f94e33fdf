"""The house: imports point one way, in no circle, and nothing heavy is loaded at the door."""

import ast
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import networkx as nx
import pytest

import moot

ROOT = Path(__file__).parents[1]
FLOORS = {"sim": 0, "agents": 1, "protocols": 1, "experiments": 2}  # a floor stands on those below it only
HEAVY = ("networkx", "numpy", "scipy", "rich", "typer", "structlog", "matplotlib")


class Import(NamedTuple):
    """`file` imports the module or name `target`, both dotted below moot."""

    file: str
    target: str
    level: int
    typing: bool  # under TYPE_CHECKING


def library() -> list[Path]:
    return sorted(path for folder in FLOORS for path in (ROOT / folder).rglob("*.py"))


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {dotted(path) for path in library()}


def statements(tree: ast.AST, *, typing: bool = False) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """Every import statement at any depth, and whether it stands under TYPE_CHECKING."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, typing
        else:
            guard = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
            yield from statements(node, typing=typing or guard)


def imports(path: Path) -> Iterator[Import]:
    """Every import of moot's own, at any depth of the file."""
    here = dotted(path).split(".")
    package = here if path.name == "__init__.py" else here[:-1]
    for node, typing in statements(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            module = ".".join([*base, *([node.module] if node.module else [])])
            for name in node.names:
                target = f"{module}.{name.name}".lstrip(".")
                yield Import(dotted(path), target if target in MODULES else module, node.level, typing)
        else:
            given = [name.name for name in node.names] if isinstance(node, ast.Import) else [str(node.module)]
            for module in given:
                if module.split(".")[0] == "moot":
                    yield Import(dotted(path), module.removeprefix("moot").lstrip("."), 0, typing)


ALL = [item for path in library() for item in imports(path)]


def test_the_library_is_there() -> None:
    assert {"sim.floor", "agents.plain", "protocols.debate", "experiments.deliberate"} <= MODULES
    assert len(ALL) > 50


def test_imports_point_one_way() -> None:
    upwards = [
        item
        for item in ALL
        if (one := item.file.split(".")[0]) != (other := item.target.split(".")[0])
        and FLOORS[one] <= FLOORS[other]
    ]
    assert upwards == []


def test_no_import_runs_in_a_circle_not_even_one_inside_a_function() -> None:
    graph = nx.DiGraph((item.file, item.target) for item in ALL if not item.typing)
    assert list(nx.simple_cycles(graph)) == []


def test_a_module_never_imports_its_own_package() -> None:
    assert [item for item in ALL if item.file.startswith(f"{item.target}.")] == []


def test_library_files_import_relatively() -> None:
    assert [item for item in ALL if item.level == 0] == []


def test_the_root_imports_absolutely() -> None:
    tree = ast.parse((ROOT / "__init__.py").read_text())
    assert [
        node.lineno for node, _ in statements(tree) if isinstance(node, ast.ImportFrom) and node.level
    ] == []


@pytest.mark.parametrize("path", library(), ids=dotted)
def test_no_module_is_longer_than_350_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 350


def test_the_median_module_is_at_most_150_lines() -> None:
    lengths = sorted(len(path.read_text().splitlines()) for path in library() if path.stat().st_size)
    assert lengths[len(lengths) // 2] <= 150


@pytest.mark.parametrize(
    "module",
    [
        "moot",
        "moot.sim",
        "moot.agents",
        "moot.protocols",
        "moot.experiments.deliberate",
        "moot.experiments.page",
        "moot.experiments.statistics",
    ],
)
def test_nothing_heavy_is_loaded_at_the_door(module: str) -> None:
    code = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert [name for name in HEAVY if name in json.loads(done.stdout)] == []


def test_everything_that_the_facade_promises_is_there() -> None:
    assert [name for name in moot.__all__ if not hasattr(moot, name)] == []
    with pytest.raises(AttributeError, match="module 'moot' has no attribute 'nonsense'"):
        _ = moot.nonsense


@pytest.mark.parametrize("package", ["sim", "agents", "protocols", "protocols.rules"])
def test_everything_that_a_package_promises_is_there_in_order(package: str) -> None:
    module = importlib.import_module(f"moot.{package}")
    assert [name for name in module.__all__ if not hasattr(module, name)] == []
    assert len(set(module.__all__)) == len(module.__all__)
