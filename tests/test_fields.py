"""What a bundled value is given to hold, seats and stances, is checked against the table where it is put."""

from collections.abc import Callable, Iterator
from typing import Any, get_args

import pytest

from moot.agents import Altafini, Colluder, DeGroot, Equivocator, Persuader, Slow, Stubborn, Sycophant, Voter
from moot.experiments.catalogue import BUNDLED
from moot.protocols import Debate, Poll
from moot.sim import (
    Agent,
    Interceptor,
    Journal,
    Lens,
    Panel,
    Protocol,
    Question,
    Said,
    Seat,
    Setting,
    SpecError,
    Stance,
    Table,
    Topology,
)
from moot.sim.names import import_path

Talk = Callable[..., Journal]
KINDS = {"agent": Agent, "protocol": Protocol, "topology": Topology, "lens": Lens, "interceptor": Interceptor}
CHOICE = Question(text="Q", options=("Tea", "Coffee"))
NUMBER = Question(text="N", range=(0.0, 1.0))
PARTS = Question(text="Both?", parts=(CHOICE, NUMBER))
NOBODY = "Zoe"

OTHER_WORDS = {
    "crashing.message": "the text of an error",
    "expert.domains": "what questions are about",
    "length.action": "block or redact",
    "moderation.base_url": "of an endpoint",
    "moderation.categories": "of a model",
    "moderation.key": "of a variable",
    "moderation.model": "a model",
    "pattern.pattern": "a regular expression",
    **{f"model.{field}": "of an endpoint, or for it" for field in ("model", "base_url", "key")},
    **{f"model.{field}": "what a model is told" for field in ("persona", "instructions")},
    **dict.fromkeys(("delphi.agreement", "delphi.concordance", "delphi.spread", "vote.share"), "a share"),
    **{f"{fault}.phases": "of a protocol" for fault in ("delay", "drop", "duplicate", "reorder", "corrupt")},
}
"""The fields of words that name neither a seat nor a stance."""

GIVEN = {
    "partition.groups": (("Ada",), (NOBODY,)),
    "judged-debate.sides": ("Ada", NOBODY),
    "edges.edges": ({"speaker": "Ada", "listener": NOBODY},),
}
"""What no field can hold alone."""


def holds_words(annotation: Any) -> bool:
    return annotation is str or any(map(holds_words, get_args(annotation)))


def fields() -> Iterator[str]:
    for kind in KINDS:
        for name, path in BUNDLED[kind].items():
            for field, info in import_path(path).model_fields.items():
                where = f"{name}.{field}"
                if where in GIVEN or (holds_words(info.annotation) and where not in OTHER_WORDS):
                    yield f"{kind} {where}"


def filled(annotation: Any) -> Any:
    """Return somebody who sits nowhere in the form of a field; as a stance it is no option."""
    if annotation is str:
        return NOBODY
    items = get_args(annotation)
    if getattr(annotation, "__origin__", None) is tuple:
        return tuple(filled(item) for item in items if item is not ...)
    return filled(next(item for item in items if holds_words(item)))


@pytest.mark.parametrize("field", list(fields()))
def test_a_field_that_names_nobody_and_no_answer_is_refused(field: str) -> None:
    kind, where = field.split()
    name, what = where.split(".")
    cls = import_path(BUNDLED[kind][name])
    value = cls(**{what: GIVEN.get(where) or filled(cls.model_fields[what].annotation)})
    agents = [value if kind == "agent" else Stubborn(), *[Stubborn()] * 4]
    seats = tuple(Seat(name=seat, agent=agent) for seat, agent in zip(["Ada", *"BCDE"], agents, strict=True))
    parts = {} if kind == "agent" else {"interceptors" if kind == "interceptor" else kind: value}
    with pytest.raises(SpecError, match=f"'{NOBODY}' is none of the") as caught:
        Table(Setting(panel=Panel(seats=seats), **({"protocol": Poll()} | parts))).check(CHOICE)
    assert "\n" not in str(caught.value)
    assert kind != "agent" or str(caught.value).startswith(f"seat 'Ada': {what}")


def test_the_fields_that_name_seats_are_among_them() -> None:
    found = set(fields())
    assert {
        "agent altafini.foes",
        "agent colluder.group",
        "agent equivocator.tells",
        "agent sycophant.prestige",
        "protocol critique.critics",
        "topology star.hub",
        "interceptor partition.groups",
    } <= found
    assert {"agent stubborn.stance", "agent persuader.target", "agent voter.start"} <= found


@pytest.mark.parametrize(
    ("agent", "question", "said"),
    [
        (DeGroot(start=3.0), NUMBER, r"start: 3\.0 is outside the range 0 to 1; give a number from 0 to 1"),
        (Stubborn(stance="Tea"), NUMBER, "stance: 'Tea' is not a number; give a number from 0 to 1"),
        (
            Persuader(target="Tee"),
            CHOICE,
            "target: 'Tee' is none of the options 'Tea', 'Coffee'; give",
        ),
        (Slow(agent=Voter(start="Tee")), CHOICE, "start: 'Tee' is none of the options"),
        (Voter(start="Tea"), PARTS, "start: part 2: 'Tea' is not a number"),
        (Stubborn(stance=("Tea", 2.0)), PARTS, "stance: part 2: 2.0 is outside the range 0 to 1"),
        (Stubborn(stance=("Tea",)), PARTS, r"stance: \('Tea',\) does not answer each of the 2 parts"),
        (Stubborn(stance=" "), Question(text="Why?"), "stance: ' ' is not a text; give a text"),
        (Equivocator(tells=(("B", "Tee"),)), CHOICE, "tells 'B': 'Tee' is none of the options"),
        (Sycophant(asker="Tee"), CHOICE, "asker: 'Tee' is none of the options"),
        (Sycophant(prestige="b"), CHOICE, r"prestige: 'b' is none of the seats A, B: did you mean 'B'\?"),
        (Colluder(group=("A", "Bob")), CHOICE, "group: 'Bob' is none of the seats A, B"),
        (Altafini(foes=("Bo",)), NUMBER, "foes: 'Bo' is none of the seats"),
    ],
)
def test_what_does_not_fit_is_told_with_its_seat_and_field(
    talk: Talk, agent: Agent, question: Question, said: str
) -> None:
    with pytest.raises(SpecError, match=f"^seat 'A': {said}"):
        talk([agent, Stubborn()], Debate(), question)


@pytest.mark.parametrize("given", [("Tea", "Coffee"), "Coffee"])
def test_of_parts_a_stance_is_one_for_each_or_one_for_all(talk: Talk, given: Stance) -> None:
    both = Question(text="Both?", parts=(CHOICE, CHOICE))
    agents = [Stubborn(stance=given), Persuader(target=given), Sycophant(asker=given), Voter(start=given)]
    journal = talk(agents, Poll(), both)
    said = [entry.reply.stance for entry in journal.entries if isinstance(entry, Said)]
    assert said == [given if isinstance(given, tuple) else (given, given)] * 4
