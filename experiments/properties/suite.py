"""The tests that all plug-ins inherit, one's own and the bundled: protocols, rules, agents, dynamics."""

import json
import pickle
import unittest
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any, ClassVar, NoReturn

from hypothesis.errors import Flaky

from ...protocols.rules.axioms import declared
from ...sim import Rule, SpecError
from ...sim.errors import headline
from ...sim.value import Kind, Value
from ..catalogue import typed
from .cases import EndlessError
from .catalogue import PROPERTIES, named
from .counting import RECOUNTED
from .matrices import declared_broken
from .property import Broken, Property, called
from .search import checked, falsify
from .story import story
from .targets import target as found

TOP = "put its class at the top of a module"
OUTSIDE = (
    "It draws on something outside: draw from `floor.random` or `turn.random`, read the time from "
    "`floor.now` or `turn.now`, and keep nothing from one talk to the next."
)
ENDS = "Let it stop by itself, as after so many rounds: `for _ in floor.rounds(self.rounds)`."
SAME = ("same-seed-same-digest", "same-in-another-process", RECOUNTED.name)
HARDER = 50
"""How many times as many cases are tried of what is declared to be broken: the first ends the search."""


class Suite:
    """The tests of one plug-in. Derive from it in a file of tests, and pytest finds them.

    >>> class TestLoudest(Suite):
    ...     target = "debate"
    ...     breaks = {"right-majority-kept", "evidence-outweighs-order"}

    It pickles, prints, comes back from its spec, and keeps every bundled property that applies to it, but
    for those that it is declared to break: these are shown to be broken, so that no declaration is a lie.
    What holds on average is left to `falsify`: it is found out of a plug-in, and no promise that it makes.

    Attributes:
        target: what is tried: a value, a class that can be built without arguments, or a name.
        breaks: the names of the properties that it breaks; as a mapping, each with a case that shows it,
            or None. A bundled rule has what it declares, too. What breaks an axiom may break its variants.
        examples: how many cases are tried of each property; fifty times as many of what it breaks.
        seed: fixes which.

    Raises:
        SpecError: where the class is made: the target is not known, or cannot be built, or what it is
            declared to break is no property, or none of it.
    """

    target: ClassVar[Any] = None
    breaks: ClassVar[Collection[str] | Mapping[str, Any]] = ()
    examples: ClassVar[int] = 100
    seed: ClassVar[int] = 0
    tried: ClassVar[Any]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.target is None:
            return
        cls.tried = found(cls.target)
        if not isinstance(cls.tried, Value):
            raise SpecError(
                f"{called(cls.tried)} is no protocol, rule or agent: give one, its class or its name"
            )
        broken = _broken(cls.tried, cls.breaks)
        for name, claim in PROPERTIES.items():
            why = claim.applies(cls.tried)
            if name in broken and why:
                raise SpecError(f"{called(cls.tried)} cannot break {name}: {why}")
            if name in broken:
                _give(cls, f"breaks {name}", claim, partial(Suite.shows, claim=claim, case=broken[name]))
            elif (
                not why and claim.average is None and not any(name.startswith(f"{one}-of-") for one in broken)
            ):
                _give(cls, name, claim, partial(Suite.keeps, claim=claim))

    def test_pickles(self) -> None:
        """It is the same on the other side of a pickle: so it can run in other processes."""
        __tracebackhide__ = True
        try:
            again = pickle.loads(pickle.dumps(self.tried))  # noqa: S301 - of its own
        except Exception as error:  # noqa: BLE001 - whatever it raises is why
            self.fail(
                f"cannot be pickled ({headline(error)}): {TOP}, and keep to numbers, texts, tuples and "
                "values in its fields"
            )
        self.same(again, "pickled and unpickled")

    def test_comes_back_from_its_spec(self) -> None:
        """It is the same when it is loaded from its JSON form: a journal or a spec file can name it."""
        __tracebackhide__ = True
        kind: type[Value] = type(self.tried)
        if isinstance(self.tried, Kind):
            kind = kind.__mro__[kind.__mro__.index(Kind) - 1]
        try:
            again = kind.load(json.loads(json.dumps(self.tried.spec())), typed())
        except Exception as error:  # noqa: BLE001 - whatever it raises is why
            self.fail(f"does not come back from its spec ({headline(error)}): {TOP}")
        self.same(again, "loaded from its spec")

    def test_prints(self) -> None:
        """What is printed of it names it and shows its fields."""
        __tracebackhide__ = True
        printed, kind = repr(self.tried), type(self.tried)
        shown = [kind.__name__, *(f"{field}=" for field in kind.model_fields)]
        hidden = [part for part in shown if part not in printed]
        if hidden:
            self.fail(f"prints as {printed:.200}, which does not show {', '.join(hidden)}")

    def same(self, again: Any, how: str) -> None:
        """Hold that it is equal to what came back, and hashes alike."""
        __tracebackhide__ = True
        if type(again) is not type(self.tried) or again != self.tried:
            self.fail(f"is not what it was: {how}, it is {again!r:.200}")
        try:
            alike = hash(again) == hash(self.tried)
        except TypeError as error:
            self.fail(f"cannot be hashed ({error}): keep to tuples where it has lists, sets or dicts")
        if not alike:
            self.fail(f"has another hash, {how}, and is equal: hash what is compared")

    def keeps(self, claim: Property) -> None:
        """Hold that it keeps a property; skipped where too few cases have to do with it."""
        __tracebackhide__ = True
        meant = f'Where that is as it should be, add "{claim.name}" to `breaks`.'
        try:
            finding = falsify(self.tried, claim, examples=self.examples, seed=self.seed)
        except SpecError as error:
            cause = error.__cause__
            if isinstance(cause, Flaky):
                self.fail(f"is not the same twice: {error}. {OUTSIDE}")
            if isinstance(cause, EndlessError):
                self.fail(f"does not end: {cause}. {ENDS}")
            self.fail(f"cannot be tried: {error}", cause)
        if finding.broken is not None:
            advice = OUTSIDE if claim.name in SAME else meant
            self.fail(f"breaks {claim.name}: {finding.broken.what}. {advice}\n{story(claim, finding)}")
        if finding.word != "holds":
            raise unittest.SkipTest(str(finding))

    def shows(self, claim: Property, case: Any = None) -> None:
        """Hold that it breaks a property, in this case or in one that is found."""
        __tracebackhide__ = True
        if case is not None:
            if not isinstance(checked(self.tried, claim, case), Broken):
                self.fail(
                    f"is declared to break {claim.name}, and the case given does not show it: {case!r:.200}"
                )
            return
        finding = falsify(self.tried, claim, examples=HARDER * self.examples, seed=self.seed)
        if finding.broken is None:
            self.fail(
                f"is declared to break {claim.name}, and no case was found: {finding}. Take it out of "
                "`breaks`, raise `examples`, or give a case that shows it"
            )

    def fail(self, what: str, cause: BaseException | None = None) -> NoReturn:
        """Fail, in words."""
        __tracebackhide__ = True
        raise AssertionError(f"{called(self.tried)} {what}") from cause


def suite(
    target: Any, *, breaks: Collection[str] | Mapping[str, Any] = (), examples: int = 100, seed: int = 0
) -> type[Suite]:
    """Return the tests of one plug-in: give them a name that begins with `Test`, in a file of tests.

    Args:
        target: what is tried: a value, a class that can be built without arguments, or a name.
        breaks: the properties that it breaks, which is then shown; as a mapping, each with a case, or None.
        examples: how many cases are tried of each property.
        seed: fixes which.
    """
    name = getattr(target, "__name__", None) or called(found(target))
    fields = {"target": target, "breaks": breaks, "examples": examples, "seed": seed}
    return type(f"Test{name}", (Suite,), {"__doc__": f"The tests of {name}.", **fields})


def _broken(tried: Any, breaks: Collection[str] | Mapping[str, Any]) -> dict[str, Any]:
    """Return what is declared to be broken, each with a case that shows it, or None."""
    given = breaks if isinstance(breaks, Mapping) else dict.fromkeys(sorted(breaks))
    own = {named(name).name: case for name, case in given.items()}
    said = declared(tried) if isinstance(tried, Rule) else None
    witnesses = {name: declared_broken(tried, name) for name in said.breaks} if said else {}
    return {name: known and known.case for name, known in witnesses.items()} | own


def _give(cls: type[Suite], name: str, claim: Property, test: Callable[[Suite], None]) -> None:
    """Give a suite one more test."""

    def given(self: Suite) -> None:
        __tracebackhide__ = True
        test(self)

    given.__name__ = f"test_{name}".replace("-", "_").replace(" ", "_").replace("+", "_")
    given.__doc__ = claim.statement
    setattr(cls, given.__name__, given)
