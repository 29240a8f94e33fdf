from math import prod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Conformist, Stubborn
from moot.experiments.arms import Arms, labels, scanned
from moot.experiments.catalogue import stored
from moot.experiments.design import called
from moot.experiments.panels import Seating
from moot.experiments.plan import plan
from moot.experiments.sources.synthetic import Synthetic
from moot.experiments.spec import FOLDER, Spec, anchored, change_files, read_spec
from moot.protocols import Debate, Poll, Relay
from moot.sim import Ring, SpecError, Star

NAMES = stored()
QUESTIONS = {"use": "synthetic", "count": 3}
SIX = {"agent": "conformist", "count": 6}


def spec(**arms: Any) -> Spec:
    return Spec.load({"questions": QUESTIONS, "arms": {"protocol": "poll", "panel": SIX} | arms}, NAMES)


def told(**arms: Any) -> list[str]:
    return [arm.label for arm in spec(**arms).arms.combined()]


def problem(data: dict[str, Any]) -> str:
    with pytest.raises(SpecError) as caught:
        Spec.load(data, NAMES, where="x.toml")
    said = str(caught.value)
    assert "\n" not in said
    return said


@given(
    st.dictionaries(
        st.sampled_from("abcd"), st.lists(st.integers(), min_size=1, max_size=3, unique=True), max_size=4
    )
)
def test_lists_are_scanned_into_every_combination(fields: dict[str, list[int]]) -> None:
    values = list(scanned(fields))
    assert len(values) == prod(map(len, fields.values()))
    assert all(value[key] in items for value in values for key, items in fields.items())
    assert values == sorted(values, key=lambda value: [fields[key].index(value[key]) for key in fields])


@given(st.lists(st.integers() | st.lists(st.integers())))
def test_a_list_in_a_list_is_a_constant(inner: list[Any]) -> None:
    assert list(scanned([inner])) == [inner]
    assert list(scanned({"key": [inner]})) == [{"key": inner}]


def test_arms_are_named_by_what_differs() -> None:
    both = ["poll", {"use": "debate", "rounds": [1, 2]}]
    assert told() == ["poll · plurality"]
    assert told(protocol=both) == ["poll", "debate rounds=1", "debate rounds=2"]
    assert told(protocol=["poll", "debate"], topology=["complete", {"use": "ring", "reach": [1, 2]}]) == [
        "poll · complete",
        "poll · ring reach=1",
        "poll · ring reach=2",
        "debate · complete",
        "debate · ring reach=1",
        "debate · ring reach=2",
    ]
    rewired = {"use": "rewired", "of": ["ring", {"use": "random-regular", "degree": [2, 3]}]}
    assert told(topology=["ring", rewired]) == [
        "ring",
        "rewired ring",
        "rewired random-regular degree=2",
        "rewired random-regular degree=3",
    ]
    assert told(panel={"agent": ["conformist", {"use": "conformist", "steepness": 2}], "count": 4}) == [
        "conformist steepness=4.5",
        "conformist steepness=2.0",
    ]
    assert told(panel={"agent": "conformist", "count": [4, 6]}) == [
        "conformist count=4",
        "conformist count=6",
    ]
    sure = [{"use": "conformist", "confidence": 0.5}, "conformist"]
    assert told(panel={"agent": sure, "count": 4}) == [
        "conformist confidence=0.5",
        "conformist confidence=none",
    ]
    assert told(panel="conformist") == told(panel={"agent": "conformist"})
    assert told(panel=[{"file": "some/where/a.toml"}, SIX]) == ["a.toml", "conformist"]


def test_a_panel_is_called_by_its_label() -> None:
    seats = [[{"name": "Ada", "agent": "conformist", "count": 3}]]
    panels = [{"label": "three", "seats": seats}, {"label": "one of five", "agent": "random", "count": [5]}]
    assert told(panel=panels) == ["three", "one of five"]
    assert told(panel=[panels[0], {"agent": "random", "count": 5}]) == ["three", "random"]
    assert told(panel={"label": "n", "agent": "random", "count": [2, 3]}) == ["n #1", "n #2"]


def test_names_tell_values_apart_even_where_their_words_do_not() -> None:
    one, other = (Seating(seats=({"name": name, "agent": Stubborn()},)) for name in "AB")  # type: ignore[arg-type] # pydantic makes seats of mappings
    assert labels([one, other]) == ("stubborn (A)", "stubborn (B)")
    long = [
        Seating(seats=({"name": "A" * 80 + end, "agent": Stubborn()},))  # type: ignore[arg-type] # as above
        for end in "BC"
    ]
    assert [label[-3:] for label in labels(long)] == [" #1", " #2"]


def test_seats_are_told_by_what_sits_there() -> None:
    def seats(*groups: dict[str, Any]) -> Seating:
        return Seating.load({"seats": list(groups)}, NAMES)

    six = {"name": "Ada", "agent": "conformist", "count": 6}
    five = six | {"count": 5}
    odd = {"name": "Bo", "agent": {"use": "stubborn", "stance": "x"}}
    even = {"name": "Bo", "agent": {"use": "stubborn", "stance": "y"}}
    assert labels([seats(six), seats(five, odd)]) == ("6 conformist", "5 conformist + stubborn")
    assert labels([seats(five, odd), seats(five, even)]) == (
        "5 conformist + stubborn stance=x",
        "5 conformist + stubborn stance=y",
    )
    single = [{"name": name, "agent": "random"} for name in "AB"]
    assert labels([seats(*single), seats(five), Seating(file="there/a.toml")]) == (
        "2 random",
        "5 conformist",
        "a.toml",
    )
    assert labels([Poll(), Relay(rounds=2), Debate()]) == ("poll", "relay", "debate")


def test_a_spec_is_the_same_as_a_value_and_as_a_file() -> None:
    made = Spec(
        questions=Synthetic(count=3),
        arms=Arms(
            protocol=(Poll(), Debate(rounds=1)),
            panel=(Seating(agent=Conformist(), count=6),),
            topology=(Ring(), Star(hub="Seat-1")),
        ),
    )
    read = spec(
        protocol=["poll", {"use": "debate", "rounds": 1}], topology=["ring", {"use": "star", "hub": "Seat-1"}]
    )
    assert made == read
    assert hash(made) == hash(read)


seatings = st.one_of(
    st.builds(Seating, agent=st.just(Conformist()), count=st.integers(1, 9)),
    st.builds(
        lambda names: Seating.load({"seats": [{"name": name, "agent": "stubborn"} for name in names]}, NAMES),
        st.lists(st.sampled_from("ABC"), min_size=1, unique=True),
    ),
)
protocols = st.one_of(st.just(Poll()), st.builds(Debate, rounds=st.integers(1, 5)))


@given(
    st.lists(protocols, min_size=1, max_size=3, unique=True),
    st.lists(seatings, min_size=1, max_size=3, unique=True),
    st.integers(1, 9),
)
def test_a_spec_comes_back_from_its_json(protocols: list[Any], panels: list[Any], replicates: int) -> None:
    made = Spec(
        questions=Synthetic(count=2, accuracy=(0.5, 0.6)),
        arms=Arms(protocol=tuple(protocols), panel=tuple(panels)),
        replicates=replicates,
    )
    assert Spec.load(made.spec(), NAMES) == made
    assert len({arm.label for arm in made.arms.combined()}) == len(protocols) * len(panels)


ARMS = {"protocol": "poll", "panel": SIX}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"arms": ARMS}, "'questions' is missing"),
        ({"questions": QUESTIONS}, "'arms' is missing"),
        ({"questions": QUESTIONS, "arms": ARMS, "replicate": 3}, "did you mean 'replicates'"),
        ({"questions": QUESTIONS | {"cuont": 3}, "arms": ARMS}, "unknown key 'cuont': did you mean 'count'"),
        ({"questions": {"use": "synthetik", "count": 3}, "arms": ARMS}, "did you mean 'synthetic'"),
        (
            {"questions": {"use": "recorded-table", "file": "x", "columns": {"glod": "y"}}, "arms": ARMS},
            "unknown key 'glod': did you mean 'gold'? in columns",
        ),
        ({"questions": QUESTIONS, "arms": ARMS | {"protocl": "poll"}}, "did you mean 'protocol'? in arms"),
        (
            {"questions": QUESTIONS, "arms": ARMS | {"panel": {"agnt": "silent"}}},
            "did you mean 'agent'? in arms.panel",
        ),
        (
            {
                "questions": QUESTIONS,
                "arms": ARMS | {"panel": {"seats": [[{"name": "A", "agnt": "silent"}]]}},
            },
            "did you mean 'agent'? in arms.panel.0.seats.0",
        ),
        (
            {"questions": QUESTIONS, "arms": ARMS | {"protocol": {"use": "debate", "ruonds": 2}}},
            "protocol debate: unknown key 'ruonds': did you mean 'rounds'",
        ),
        ({"questions": QUESTIONS, "arms": ARMS, "replicates": 0}, "replicates"),
        ({"questions": QUESTIONS, "arms": ARMS, "seed": True}, "seed"),
        ({"questions": QUESTIONS, "arms": ARMS, "seed": [1, 2]}, "lists are scanned only under [arms]"),
        (
            {"questions": QUESTIONS, "arms": ARMS | {"protocol": ["poll", {"use": "debate", "rounds": []}]}},
            "an empty list",
        ),
        ({"questions": QUESTIONS | {"difficulty": 0.4, "accuracy": [0.5]}, "arms": ARMS}, "give one of them"),
        ({"questions": "synthetik", "arms": ARMS}, "did you mean 'synthetic'"),
        ({"questions": QUESTIONS | {"optoins": 3}, "arms": ARMS}, "did you mean 'options'"),
        ({"questions": QUESTIONS, "arms": ARMS | {"protocl": "poll"}}, "did you mean 'protocol'"),
        ({"questions": QUESTIONS, "arms": ARMS | {"protocol": "pol"}}, "did you mean 'poll'"),
        ({"questions": QUESTIONS, "arms": ARMS | {"rule": "plurlity"}}, "did you mean 'plurality'"),
        ({"questions": QUESTIONS, "arms": ARMS | {"rule": []}}, "an empty list leaves nothing to compare"),
        ({"questions": QUESTIONS, "arms": ARMS | {"protocol": ["poll", "Poll"]}}, "stands twice"),
        (
            {"questions": QUESTIONS, "arms": ARMS | {"protocol": {"use": "debate", "round": 2}}},
            "unknown key 'round': did you mean 'rounds'",
        ),
        (
            {"questions": QUESTIONS, "arms": ARMS | {"panel": {"seats": [{"name": "A", "agent": "random"}]}}},
            r"written [[...]]",
        ),
        ({"questions": QUESTIONS, "arms": ARMS | {"protocol": "os:getcwd"}}, "--trust os"),
        ({"questions": QUESTIONS, "arms": []}, "arms"),
    ],
)
def test_what_is_no_spec_says_why_in_one_line(data: dict[str, Any], expected: str) -> None:
    said = problem(data)
    assert expected in said
    assert said.startswith("x.toml: ")


def test_files_in_a_spec_are_relative_to_it(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(
        """
        [questions]
        use = "recorded-table"
        file = "answers.jsonl"
        [arms]
        protocol = "poll"
        panel = [{ file = ["a.toml", "b.toml"] }, { agent = "recorded" }]
        """
    )
    read = read_spec(str(tmp_path / "x.toml"), stored())
    assert read.questions.spec()["file"] == str(tmp_path / "answers.jsonl")
    assert [panel.file for panel in read.arms.panel] == [
        str(tmp_path / "a.toml"),
        str(tmp_path / "b.toml"),
        None,
    ]
    assert anchored({"questions": {"file": 3}}, tmp_path) == {"questions": {"file": 3}}
    assert anchored([{"file": "x"}], tmp_path) == [{"file": "x"}]


def test_a_field_that_is_called_file_and_is_no_path_stays_as_it_is(tmp_path: Path) -> None:
    table, seats = {"use": "recorded-table", "file": "t.csv", "where": {"file": "a/b"}}, {"file": "p.toml"}
    written = {
        "questions": table,
        "arms": {
            "protocol": {"use": "mine:Talk", "file": "x"},
            "panel": [seats, {"file": ["q.toml", "r.toml"]}],
        },
    }
    at = tmp_path
    assert anchored(written, at) == {
        "questions": table | {"file": str(at / "t.csv")},
        "arms": {
            "protocol": {"use": "mine:Talk", "file": "x"},
            "panel": [{"file": str(at / "p.toml")}, {"file": [str(at / "q.toml"), str(at / "r.toml")]}],
        },
    }
    assert change_files(anchored(written, at), called) == written


def test_every_bundled_spec_can_be_read_by_name() -> None:
    names = [path.stem for path in FOLDER.glob("*.toml")]
    assert "first-look" in names
    for name in names:
        assert read_spec(name.upper().replace("-", "_"), stored()).title
    with pytest.raises(SpecError, match="did you mean 'first-look'"):
        read_spec("frist-look", stored())
    with pytest.raises(SpecError, match=r"cannot read none\.toml"):
        read_spec("none.toml", stored())


@pytest.mark.parametrize("words", [("x", "x", "x #2"), ("x", "x [isolated]")])
def test_two_arms_of_one_name_are_refused_before_anything_is_held(words: tuple[str, ...]) -> None:
    panels = tuple(Seating(agent=Conformist(), count=i, label=word) for i, word in enumerate(words, 2))
    spec = Spec(
        questions=Synthetic(count=2),
        arms=Arms(protocol=(Debate(),), panel=panels),
        controls=("isolated",),
    )
    with pytest.raises(SpecError, match=r"two arms are named '.*': give a panel another label"):
        plan(spec, stored())
