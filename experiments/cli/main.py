"""The entry point: verbs, exit statuses, and errors in one line."""

import importlib
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import typer

from ...sim import MootError
from ...sim.errors import shown
from .output import BAD_INPUT, DONE, INTERRUPTED, Interrupted, complain, discard, emit

# what a mistyped command line raises, wherever this typer keeps it: in its own copy of click, or in click
UsageError: type[Exception] = typer.BadParameter.mro()[2]


class Verb(NamedTuple):
    """A verb: the function `name` of the module `module`, what it does, and an example."""

    module: str
    name: str
    does: str
    example: str


VERBS = {
    "ask": Verb(
        "ask",
        "ask",
        "Hold one deliberation and print its page.",
        'moot ask "Tea or coffee?" --option Tea --option Coffee',
    ),
    "show": Verb("show", "show", "Show the page of a journal.", "moot show talk.jsonl"),
    "decide": Verb(
        "decide", "decide", "Decide the same ballots under many rules.", "moot decide ballots.csv --rule all"
    ),
    "replay": Verb("replay", "replay", "Run a journal again and compare.", "moot replay talk.jsonl"),
    "run": Verb("run", "run", "Run an experiment, and compare its arms in a table.", "moot run first-look"),
    "compare": Verb(
        "compare",
        "compare",
        "Compare the arms of an experiment again.",
        "moot compare runs/first-look",
    ),
    "report": Verb(
        "report",
        "report",
        "Write the report of an experiment: one HTML page.",
        "moot report runs/first-look",
    ),
    "influence": Verb(
        "influence", "influence", "Show who moved whom.", "moot influence --recording open-llms-benefit"
    ),
    "falsify": Verb(
        "falsify",
        "falsify",
        "Look for the smallest case that breaks a property.",
        "moot falsify relay anonymity-of-places",
    ),
    "laws": Verb("laws", "laws", "Check known results, expected against measured.", "moot laws --only 21"),
    "list": Verb("listing", "listing", "List what there is of a kind.", "moot list protocols"),
}


def app_for(verb: str) -> typer.Typer:
    """Return the command line, with only the verb that was typed loaded: the others are names and a line."""
    app = typer.Typer(
        help="A laboratory for deliberation: models around a table, how they talk, how they decide.",
        epilog="Example: moot ask --recording open-llms-benefit",
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for name, known in VERBS.items():
        command: Any = _unloaded
        if name == verb:
            module = importlib.import_module(f".{known.module}", __package__)
            command = getattr(module, known.name)
        help_ = None if name == verb else known.does
        app.command(name, help=help_, epilog=f"Example: {known.example}")(command)
    return app


def _unloaded() -> None:
    """Stand for a verb that was not typed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status.

    0 done, 1 a check failed, 2 bad input, 3 nobody could answer, 130 interrupted.

    Args:
        arguments: those after the name of the program; those it was called with where none are given.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    verb = next((word for word in given if not word.startswith("-")), "")
    said = ""
    try:
        if given == ["--version"]:
            emit(f"moot {importlib.import_module('importlib.metadata').version('moot')}")
            return DONE
        status = app_for(verb)(given or ["--help"], prog_name="moot", standalone_mode=False)
    except MootError as error:
        complain(str(error))
        return BAD_INPUT
    except UsageError as error:
        complain(f"{_message(error)} (see `moot {f'{verb} ' * (verb in VERBS)}--help`)")
        return BAD_INPUT
    except BrokenPipeError:  # of the help, which is not ours to print
        discard()
        return DONE
    except (Interrupted, KeyboardInterrupt, typer.Abort) as error:
        status, said = INTERRUPTED, str(error)
    except Exception as error:  # noqa: BLE001 - a protocol or a rule is somebody's code, and may raise whatever it likes
        complain(f"{_where(error)}{type(error).__name__}: {shown(error, str)}")
        return BAD_INPUT
    if status == INTERRUPTED:
        complain(said or "interrupted")
    return status if isinstance(status, int) else DONE


def _message(error: Exception) -> str:
    said = str(getattr(error, "format_message", error.__str__)()).replace("Value error, ", "")
    return said.strip().rstrip(".")


def _where(error: Exception) -> str:
    """Say in which line of the user's own code an error was raised; if it was in ours, in which of those."""
    frames = traceback.extract_tb(error.__traceback__)
    house = Path(__file__).parents[2]
    theirs = [frame for frame in frames if house not in Path(frame.filename).resolve().parents]
    last = (theirs or frames)[-1]
    return f"{Path(last.filename).name} line {last.lineno} failed: "
