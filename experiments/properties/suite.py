"""The tests that all plug-ins inherit, one's own and the bundled: protocols, rules, agents, dynamics."""

import json
import pickle
import re
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
from .catalogue import GROUPS, PROPERTIES, claimed, grouped, named
from .ending import EndlessError
from .hunt import checked
from .matrices import declared_broken
from .property import Broken, Property, called, refusal
from .search import falsify
from .story import story
from .targets import target as found

TOP = "put its class at the top of a module"
OUTSIDE = (
    "It draws on something outside: draw from `floor.random` or `turn.random`, read the time from "
    "`floor.now` or `turn.now`, and keep nothing from one talk to the next."
)
ENDS = "Let it stop by itself, as after so many rounds: `for _ in floor.rounds(self.rounds)`."
Claims = Collection[str | Property] | str | Property
"""Properties, by name or as they are."""
HARDER = 50
"""How many times as many cases are tried of what is declared to be broken: the first ends the search."""


class Suite:
    """The tests of one plug-in. Derive from it in a file of tests, and pytest finds them.

    >>> class TestLoudest(Suite):
    ...     target = "debate"
    ...     keeps = {"anonymity-of-places", "unanimity-preserved"}
    ...     breaks = {"right-majority-kept"}

    It pickles, prints, comes back from its spec, and keeps what whatever is plugged in owes: that it ends,
    and that the same gives the same. Beyond that it is held to what it is declared to keep, and no more. What
    it is declared to break is shown to be broken, so that no declaration is a lie.

    Attributes:
        target: what is tried: a value, a class that can be built without arguments, or a name.
        keeps: the properties that it keeps: their names, those of one's own as they are, or the names of
            groups, such as `"axioms"`. Of a group it is those that apply and that it does not break; what
            holds on average is left out of groups, and tried where it is named.
        breaks: the properties that it breaks; as a mapping, each with a case that shows it, or None. What
            breaks an axiom may break its variants. A bundled rule has what it declares, kept and broken, too.
        examples: how many cases are tried of each property; fifty times as many of what it breaks.
        seed: fixes which.

    Raises:
        SpecError: where the class is made: the target is not known, or cannot be built, or what it is
            declared to keep or break is no property, or none of it, or both are declared of one.
    """

    target: ClassVar[Any] = None
    keeps: ClassVar[Claims] = ()
    breaks: ClassVar[Claims | Mapping[Any, Any]] = ()
    examples: ClassVar[int] = 100
    seed: ClassVar[int] = 0
    tried: ClassVar[Any]
    given: ClassVar[frozenset[str]] = frozenset()
    """The names of the tests that were made for it."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        own = {*vars(cls)} | ({*dir(cls)} - cls.given)
        for name in sorted(cls.given - own):  # made for whom it derives from, who may have another target
            setattr(cls, name, None)
        if cls.target is None:
            return
        cls.tried = found(cls.target)
        if not isinstance(cls.tried, Value):
            raise SpecError(
                f"{called(cls.tried)} is no protocol, rule or agent: give one, its class or its name"
            )
        broken = _broken(cls.tried, cls.breaks)
        kept, alone = _kept(cls.tried, cls.keeps, [claim.name for claim, _ in broken])
        tests = {
            f"breaks {claim.name}": partial(Suite.shows, claim=claim, case=case) for claim, case in broken
        }
        tests |= {claim.name: partial(Suite.holds, claim=claim) for claim in kept if claim not in alone}
        tests |= {claim.name: partial(Suite.holds, claim=claim, skips=False) for claim in alone}
        made = {re.sub(r"\W", "_", f"test_{name}"): test for name, test in tests.items()}
        cls.given |= made.keys()
        for name, test in made.items():
            if name not in own:
                setattr(cls, name, _named(name, test))

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

    def holds(self, claim: Property, *, skips: bool = True) -> None:
        """Hold that it keeps a property; skipped where too few cases have to do with it, or else failed."""
        __tracebackhide__ = True
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
            self.fail(
                f"breaks {claim.name}: {finding.broken.what}. {_advice(claim)}\n{story(claim, finding)}"
            )
        if finding.word != "holds" and skips:
            raise unittest.SkipTest(str(finding))
        if finding.word != "holds":
            self.fail(
                f"is not known to keep what stands in `keeps`: {finding}. Raise `examples`, or take it out"
            )

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
    target: Any,
    *,
    keeps: Claims = (),
    breaks: Claims | Mapping[Any, Any] = (),
    examples: int = 100,
    seed: int = 0,
) -> type[Suite]:
    """Return the tests of one plug-in: give them a name that begins with `Test`, in a file of tests.

    Args:
        target: what is tried: a value, a class that can be built without arguments, or a name.
        keeps: the properties that it keeps, beside those that it owes: names, groups, or one's own.
        breaks: the properties that it breaks, which is then shown; as a mapping, each with a case, or None.
        examples: how many cases are tried of each property.
        seed: fixes which.
    """
    name = getattr(target, "__name__", None) or called(found(target))
    fields = {"target": target, "keeps": keeps, "breaks": breaks, "examples": examples, "seed": seed}
    return type(f"Test{name}", (Suite,), {"__doc__": f"The tests of {name}.", **fields})


def _broken(tried: Any, breaks: Claims | Mapping[Any, Any]) -> list[tuple[Property, Any]]:
    """Return what is declared to be broken, each with a case that shows it, or None.

    Raises:
        SpecError: something is no property, or does not apply.
    """
    said = declared(tried) if isinstance(tried, Rule) else None
    witnesses = {name: declared_broken(tried, name) for name in said.breaks} if said else {}
    cases = {name: (named(name), known and known.case) for name, known in witnesses.items()}
    for one in _each(breaks):
        claim = one if isinstance(one, Property) else named(one)
        if why := refusal(claim, tried):
            raise SpecError(f"{called(tried)} cannot break {claim.name}: {why}")
        cases[claim.name] = claim, breaks[one] if isinstance(breaks, Mapping) else None
    return [*cases.values()]


def _kept(
    tried: Any, keeps: Claims, broken: Collection[str]
) -> tuple[Collection[Property], Collection[Property]]:
    """Return what it is held to: what it owes, what it is declared to keep; and what of that by itself.

    Raises:
        SpecError: something is no property, or does not apply, or is declared to be broken, too.
    """

    def free(claim: Property) -> bool:
        return claim.name not in broken and not any(claim.name.startswith(f"{one}-of-") for one in broken)

    said = declared(tried) if isinstance(tried, Rule) else None
    due = [claim for claim in PROPERTIES.values() if claim.owed and not refusal(claim, tried)]
    due += [named(name) for name in said.keeps] if said else []
    alone: list[Property] = []
    for one in _each(keeps):
        several = (one,) if isinstance(one, Property) else grouped(one)
        those = [claim for claim in several if not refusal(claim, tried)]
        if not those and several is not GROUPS["all"]:
            claimed({str(one): several}, [tried])  # says why
        if len(several) > 1:
            due += [claim for claim in those if claim.average is None]
        elif those[0].name in broken:
            raise SpecError(f"{those[0].name} stands in `keeps` and in `breaks`: take it out of one")
        elif any(claim.name == those[0].name and claim != those[0] for claim in alone):
            raise SpecError(f"two properties in `keeps` are called {those[0].name}: give one another name")
        else:
            alone += those
    found = {claim.name: claim for claim in due if free(claim)}
    return (found | {claim.name: claim for claim in alone}).values(), alone


def _advice(claim: Property) -> str:
    """Say what to do where a property is broken."""
    if claim.name == "terminates":
        return f"Refuse in `check` what it cannot be held with. {ENDS}"
    if claim.owed and claim.kind in ("kernel", "rule"):
        return OUTSIDE
    return f'Where that is as it should be, declare "{claim.name}" in `breaks`.'


def _each(claims: Collection[Any]) -> list[Any]:
    """Return what is named, where it is one alone, too."""
    return [claims] if isinstance(claims, str | Property) else [*claims]


def _named(name: str, test: partial[None]) -> Callable[[Suite], None]:
    """Return a test of a suite as a method."""

    def given(self: Suite) -> None:
        __tracebackhide__ = True
        test(self)

    given.__name__ = name
    given.__doc__ = test.keywords["claim"].statement
    return given
