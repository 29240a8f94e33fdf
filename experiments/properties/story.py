"""What breaks a property, as a story that can be read, and as a test that can be pasted."""

import re
import sys
from textwrap import fill
from typing import Any

from ...sim import SpecError
from .catalogue import PROPERTIES, named
from .hunt import Finding
from .property import Property, called
from .spelling import WIDTH, Spelling
from .targets import target as built
from .telling import once

HOME = __name__.rpartition(".")[0]
ENDS = "terminates"
"""The property of which a test ends, though what it tries may not."""
SECONDS = 10
"""After how many seconds it does."""
TIMES = 20
"""How often a test tries what comes and goes."""


def story(claim: Property | str, finding: Finding) -> str:
    """Return what was found as a story of people: the claim, what happened, and what must not be.

    Args:
        claim: the property, or the name of a bundled one.
        finding: what a search has come to.

    Raises:
        SpecError: nothing was found that breaks it.
    """
    broken = _broken(finding)
    claim = _claim(claim)
    claimed = f"It is claimed ({claim.name}): {claim.statement}"
    return "\n".join([claimed, *once(broken.story), f"But {broken.what}.", *_noted(finding)])


def as_test(target: Any, claim: Property | str, finding: Finding) -> str:
    """Return a module with a pytest test that reproduces what was found, and draws nothing.

    It fails for as long as the target breaks the property in this case; of `terminates` it ends after
    `SECONDS` even where the talk asks nobody any more (see `time_limit`). It imports `moot.properties`, which
    needs Hypothesis installed.

    Args:
        target: what was tried, as `falsify` takes it.
        claim: the property, or the name of a bundled one.
        finding: what a search has come to.

    Raises:
        SpecError: nothing was found, or the target, the property, or a part of the case has no name by which
            it can be imported.
    """
    broken = _broken(finding)
    code = Spelling()
    claim = _claim(claim)
    target = built(target, [claim])
    case = code.spell(finding.case, 4, len("    case = "))
    tried = code.spell(target, 4, len("    target = "))
    check = f"{_spelt(claim, code)}.check(target, case)"
    code.note(HOME, "Broken")
    ends = claim.name == ENDS
    if ends:
        code.note(HOME, "time_limit")
    said = [claim.statement, "", *once(broken.story), *_noted(finding)]
    words = "\n".join(fill(line, WIDTH, initial_indent="    ", subsequent_indent="    ") for line in said)
    return "\n".join(
        [
            _quoted(fill(f"{called(target)} breaks {claim.name}: {broken.what}.", WIDTH)),
            "",
            *code.lines(),
            "",
            "",
            f"def test_{_plain(called(target))}_{_plain(claim.name)}() -> None:",
            f"    {_quoted(words.strip(), last='    ')}",
            f"    target = {tried}",
            f"    case = {case}",
            *_tried(check, again=bool(finding.note), ends=ends),
            "",
        ]
    )


def _tried(check: str, *, again: bool, ends: bool) -> list[str]:
    """Return what tries the case: many times, where what breaks it comes and goes."""
    lines = [f"    outcome = {check}", "    assert not isinstance(outcome, Broken), outcome.what"]
    if ends:
        lines[:1] = [f"    with time_limit({SECONDS}):", f"    {lines[0]}"]
    return [f"    for _ in range({TIMES}):", *(f"    {line}" for line in lines)] if again else lines


def _noted(finding: Finding) -> list[str]:
    return [f"{finding.note[0].upper()}{finding.note[1:]}."] if finding.note else []


def _claim(claim: Property | str) -> Property:
    return named(claim) if isinstance(claim, str) else claim


def _broken(finding: Finding) -> Any:
    if finding.broken is None:
        raise SpecError(f"there is nothing to tell: {finding}")
    return finding.broken


def _spelt(claim: Property, code: Spelling) -> str:
    """Spell a property: a bundled one by its name, one's own by the name it has, or by what makes it."""
    if PROPERTIES.get(claim.name) is claim:
        code.note(HOME, "PROPERTIES")
        return f'PROPERTIES["{claim.name}"]'
    if place := _place(claim):
        code.note(*place)
        return place[1]
    if claim.made:
        make, *given = claim.made
        parts = [_spelt(one, code) if isinstance(one, Property) else code.spell(one) for one in given]
        return f"{code.name(make)}({', '.join(parts)})"
    raise SpecError(
        f"the property {claim.name} cannot be imported by name: put it at the top of a module, or say in "
        "`made` what makes it"
    )


def _place(claim: Property) -> tuple[str, str] | None:
    """Return the module and the name that a property has at its top; None where it has none."""
    for module in sorted({*sys.modules} - {"__main__"}):
        for name, found in [*vars(sys.modules[module]).items()]:
            if found is claim:
                return module, name
    return None


def _plain(text: str) -> str:
    """Return what is left of a text in the name of a function."""
    return re.sub(r"\W+", "_", text).strip("_").lower()


def _quoted(words: str, last: str = "") -> str:
    """Return a docstring."""
    safe = words.replace("\\", "\\\\").replace('"""', "'''")
    more = f"\n{last}" if "\n" in safe else ""
    return f'"""{safe}{more}"""' if not safe.endswith('"') or more else f'"""{safe} """'
