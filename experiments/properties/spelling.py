"""Values spelt as Python code that makes them, with the imports that it needs."""

import json
import math
import sys
from typing import Any

from ...sim import SpecError
from ...sim.rule import FunctionRule
from ...sim.value import Value

WIDTH = 100
"""How long a line of code is at most, where it can be broken."""


class Spelling:
    """Spells values, and notes what has to be imported for it.

    Attributes:
        imports: the names, by module.
    """

    def __init__(self) -> None:
        self.imports: dict[str, set[str]] = {}

    def lines(self) -> list[str]:
        """Return the import statements."""
        return [
            f"from {module} import {', '.join(sorted(self.imports[module], key=_rank))}"
            for module in sorted(self.imports)
        ]

    def name(self, item: Any) -> str:
        """Return the name of a class or a function, and note where it is imported from.

        Raises:
            SpecError: it has no name at the top of a module.
        """
        module, name = getattr(item, "__module__", ""), getattr(item, "__qualname__", "")
        top = name.split(".")[0]
        if "<" in name or getattr(sys.modules.get(module), top, None) is not (item if top == name else None):
            called = name.split(".")[-1] or repr(item)
            raise SpecError(f"{called:.80} cannot be imported by name: put it at the top of a module")
        if module == "__main__":
            raise SpecError(f"{name:.80} stands in the script that was started: import it from a module")
        self.note(_shortest(module, top, item), top)
        return str(name)

    def note(self, module: str, name: str) -> None:
        """Note that a name is imported."""
        self.imports.setdefault(module, set()).add(name)

    def spell(self, item: Any, indent: int = 0, used: int = 0) -> str:
        """Return code that makes a value: of numbers, texts, tuples, values, functions.

        Args:
            item: the value.
            indent: how far lines after the first are indented.
            used: how much of the first line is taken.

        Raises:
            SpecError: something in it cannot be spelt.
        """
        if isinstance(item, str):
            return json.dumps(item, ensure_ascii=False)
        if item is None or isinstance(item, bool | int):
            return repr(item)
        if isinstance(item, float):
            return repr(item) if math.isfinite(item) else f'float("{item}")'
        if isinstance(item, tuple) and not hasattr(item, "_fields"):
            return self._call("", [("", part) for part in item], indent, used)
        if isinstance(item, tuple | Value):
            return self._decorated(item) or self._call(self.name(type(item)), _given(item), indent, used)
        return self.name(item)

    def _decorated(self, item: Any) -> str:
        """Return the name of the function whose place a rule has taken; an empty string if it has not."""
        if not isinstance(item, FunctionRule):
            return ""
        module, name = item.function.__module__, item.function.__qualname__
        if getattr(sys.modules.get(module), name, None) != item:
            return ""
        self.note(module, name)
        return name

    def _call(self, name: str, fields: list[tuple[str, Any]], indent: int, used: int) -> str:
        """Spell a call, or a tuple where there is no name: on one line, or a line for each part."""
        deeper = indent + 4
        prefixes = [f"{key}=" if key else "" for key, _ in fields]
        parts = [
            prefix + self.spell(part, deeper, deeper + len(prefix))
            for prefix, (_, part) in zip(prefixes, fields, strict=True)
        ]
        alone = "," if not name and len(parts) == 1 else ""
        short = f"{name}({', '.join(parts)}{alone})"
        if used + len(short) <= WIDTH and "\n" not in short:
            return short
        rows = "".join(f"{' ' * deeper}{part},\n" for part in parts)
        return f"{name}(\n{rows}{' ' * indent})"


def _rank(name: str) -> tuple[bool, str]:
    """Return by what names are sorted: constants first."""
    return not name.isupper(), name


def _given(item: Any) -> list[tuple[str, Any]]:
    """Return the fields of a value that are not as they would be anyway."""
    if isinstance(item, Value):
        defaults = {key: field.get_default() for key, field in type(item).model_fields.items()}
    else:
        defaults = {key: item._field_defaults.get(key, math.nan) for key in item._fields}
    found = [(key, getattr(item, key), default) for key, default in defaults.items()]
    return [(key, own) for key, own, default in found if type(own) is not type(default) or own != default]


def _shortest(module: str, name: str, item: Any) -> str:
    """Return the outermost package that has the name too: it is where others import it from."""
    parts = module.split(".")
    above = [".".join(parts[:count]) for count in range(1, len(parts))]
    return next((package for package in above if vars(sys.modules[package]).get(name) is item), module)
