"""The options of verbs that ask models: which ones, on what terms, and what is recorded."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...sim import Agent, Ask, Close, Journal, Names, SpecError
from ...sim.journal import Entry
from ..page import clean
from ..progress import Look

if TYPE_CHECKING:
    from ...agents.live import Model, Session, Terms

REVIEW = 8192
"""The tokens that a review may take, thoughts included."""

Models = Annotated[
    list[str] | None,
    typer.Option(
        "--model", metavar="NAME", help="A language model that sits down with them; once for each seat."
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        metavar="URL",
        help="Where the models are asked; else the variable OPENAI_BASE_URL says, else it is OpenAI.",
    ),
]
Key = Annotated[
    str | None,
    typer.Option(
        "--key", metavar="VARIABLE", help="The environment variable that holds the key, never the key."
    ),
]
Reviewer = Annotated[
    str | None,
    typer.Option(
        "--reviewer", metavar="NAME", help="A model that reads the finished talk and reviews it; checked."
    ),
]
MaxCalls = Annotated[
    int | None, typer.Option("--max-calls", metavar="N", help="The most calls that models may be sent.")
]
MaxTokens = Annotated[
    int | None, typer.Option("--max-tokens", metavar="N", help="The most tokens of all calls together.")
]
MaxCost = Annotated[
    str | None,
    typer.Option("--max-cost", metavar="AMOUNT", help="The most that all calls may cost; needs --prices."),
]
Prices = Annotated[
    Path | None, typer.Option("--prices", metavar="FILE", help="The price table, as in docs/live.md.")
]
AtOnce = Annotated[
    int | None, typer.Option("--at-once", metavar="N", help="The most calls at once to one endpoint.")
]
CallsPerMinute = Annotated[
    int | None,
    typer.Option("--calls-per-minute", metavar="N", help="The most calls a minute to one endpoint."),
]
TokensPerMinute = Annotated[
    int | None,
    typer.Option("--tokens-per-minute", metavar="N", help="The most tokens a minute to one endpoint."),
]
Record = Annotated[
    Path | None,
    typer.Option("--record", metavar="FILE", help="Keep each call there, and make none that is there."),
]
Replay = Annotated[
    Path | None,
    typer.Option("--replay", metavar="FILE", help="Play calls back from there, and make none."),
]
Refresh = Annotated[
    Path | None,
    typer.Option("--refresh", metavar="FILE", help="Make each call again, and replace what is there."),
]


class Following:
    """Tells how far a talk of models is: an observer, which looks at their session, too."""

    def __init__(self) -> None:
        self.session: Session | None = None
        self._at, self._asked, self._before = "", 0, 0

    def notify(self, journal: Journal, entry: Entry | Close) -> None:  # noqa: ARG002 - asks tell all
        """Take note of an ask."""
        if isinstance(entry, Ask) and self.session is not None:
            of = f"round {entry.round}: " if entry.round else ""
            self._at, self._asked = f"{of}{entry.phase}", len(entry.places)
            self._before = self.session.answered

    def look(self) -> Look:
        """Return how many of those who are asked just now have answered, and what all took."""
        if self.session is None:
            return Look("", 0, 0)
        spent = self.session.ledger.spent
        done = min(self.session.answered - self._before, self._asked)
        return Look(clean(self._at), done, self._asked, note=f"{spent.calls} calls, {spent.tokens} tokens")


def reviewer_of(name: str | None, base_url: str | None, key: str | None) -> "Model | None":
    """Return the model that reviews; None where none was named."""
    if name is None:
        return None
    from ...agents.live import Model  # noqa: PLC0415 - only wanted by those who ask models

    return Model.load({"model": name, "max_tokens": REVIEW, **_typed(base_url=base_url, key=key)})


def _typed(**given: object) -> dict[str, Any]:
    return {name: one for name, one in given.items() if one is not None}


def models_of(
    names: list[str] | None, base_url: str | None, key: str | None, known: Names, reviewer: str | None = None
) -> dict[str, Agent]:
    """Return the models that were named, by the names of seats: its own, numbered if it is twice.

    Raises:
        SpecError: an address or a key beside no model, or what is none.
    """
    models = names or []
    if not models and reviewer is None:
        for option, given in (("--base-url", base_url), ("--key", key)):
            if given is not None:
                raise SpecError(f"{option} beside no --model: name the model too")
    where = _typed(base_url=base_url, key=key)
    seats: dict[str, Agent] = {}
    for i, model in enumerate(models):
        place = f"-{models[: i + 1].count(model)}" if models.count(model) > 1 else ""
        seats[f"{model}{place}"] = Agent.load({"use": "model", "model": model, **where}, known)
    return seats


def terms_of(
    *,
    calls: int | None = None,
    tokens: int | None = None,
    cost: str | None = None,
    prices: Path | None = None,
    at_once: int | None = None,
    calls_per_minute: int | None = None,
    tokens_per_minute: int | None = None,
    record: Path | None = None,
    replay: Path | None = None,
    refresh: Path | None = None,
) -> "Terms | None":
    """Return the terms that were typed; None where none were.

    Raises:
        SpecError: they cannot be, or two files are named for the calls.
    """
    files = {"record": record, "replay": replay, "refresh": refresh}
    named = {mode: path for mode, path in files.items() if path is not None}
    if len(named) > 1:
        raise SpecError(f"{' and '.join(f'--{mode}' for mode in named)}: give one of them")
    given: dict[str, Any] = {
        "caps": _typed(calls=calls, tokens=tokens, money=cost),
        "prices": None if prices is None else str(prices),
        "limits": _typed(at_once=at_once, requests=calls_per_minute, tokens=tokens_per_minute),
    }
    for mode, path in named.items():
        given |= {"mode": mode, "cassette": str(path)}
    given = {name: one for name, one in given.items() if one}
    if not given:
        return None
    from ...agents.live import Terms  # noqa: PLC0415 - only wanted by those who ask models

    return Terms.load(given)
