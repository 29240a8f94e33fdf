"""`moot decide`: the same ballots under many rules."""

import json
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from ...protocols.rules.margin import Margin, margin
from ...sim import Ballots, Names, Rule, SpecError, Stance, TieBreak, Weight
from ..ballots import preflib, read_ballot_file
from ..decision_page import page, victory, why
from ..decisions import Decision, decisions, every_rule, on_scale
from .names import typed_names, typed_value
from .output import DONE, NOBODY_ANSWERED, emit_json, emit_page, write_new

ALL = "all"


def decide(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A journal, orders of PrefLib (.soc .soi .toc .toi), or a .csv."),
    ],
    *,
    rule: Annotated[
        list[str] | None,
        typer.Option(metavar="all|NAME", help="A rule; once for each. [default: all]"),
    ] = None,
    explained: Annotated[
        list[str] | None,
        typer.Option(
            "--why", metavar="NAME", help="Also say why this rule elects whom it elects, and how narrowly."
        ),
    ] = None,
    tie_break: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What picks one of those who tie; the tie is still told."),
    ] = None,
    quorum: Annotated[
        str,
        typer.Option(
            metavar="SHARE", help="The share of voters that must have cast a ballot, as 1/2 or 0.5."
        ),
    ] = "0",
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    write: Annotated[
        Path | None,
        typer.Option(metavar="FILE.soc|soi|toc|toi", help="Write the ballots there, as PrefLib does."),
    ] = None,
) -> int:
    """Decide the same ballots under many rules.

    Nobody is asked anything. The exit status is 3 if nobody cast a ballot.
    """
    names = typed_names(*(rule or ()), *(explained or ()), tie_break)
    explain = [Rule.load(typed_value(name), names) for name in explained or ()]
    rules = _rules(rule or [ALL], names)
    breaks = None if tie_break is None else TieBreak.load(typed_value(tie_break), names)
    share = _share(quorum)
    ballots, scales = read_ballot_file(file)
    rules, explain = (
        [on_scale(one, ballots.question, scales) for one in several] for several in (rules, explain)
    )
    made = decisions(ballots, tuple(dict.fromkeys([*rules, *explain])), quorum=share, tie_break=breaks)
    if all(decision.verdict is None for decision in made):
        raise SpecError(f"no rule can count the ballots of {file}: {made[0].name}: {made[0].skipped}")
    told = {one.name: _margin(one, ballots) for one in made if one.rule in explain}
    if write is not None:
        write_new(write, preflib(ballots, write.name))
    if as_json:
        emit_json(_record(file.name, ballots, made, told))
    else:
        blocks = [*page(file.name, ballots, made)]
        for decision in made:
            if decision.name in told:
                blocks += why(decision, ballots, told[decision.name])
        emit_page(blocks)
    return DONE if ballots.cast else NOBODY_ANSWERED


def _rules(typed: Sequence[str], names: Names) -> list[Rule]:
    found: list[Rule] = []
    for name in typed:
        found += every_rule(names) if name.lower() == ALL else [Rule.load(typed_value(name), names)]
    return found


def _share(text: str) -> Fraction:
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise SpecError(f"--quorum {text[:40]}: a share is a number from 0 to 1, such as 1/2 or 0.5")
    return share


def _margin(decision: Decision, ballots: Ballots) -> Margin | None:
    """Return the margin of victory, where there is one."""
    unsaid = decision.verdict is None or decision.verdict.word in ("no quorum", "no answer")
    if unsaid or not ballots.question.options:
        return None
    return margin(ballots, decision.rule)


def _record(
    name: str, ballots: Ballots, made: Sequence[Decision], told: Mapping[str, Margin | None]
) -> dict[str, Any]:
    """Return the decisions as JSON: exact figures as numbers, no path and no time."""
    # of a question of free text the answers that were given are the options
    free = ballots.counts() if ballots.question.kind == "text" else ()
    return {
        "file": name,
        "options": [*(ballots.question.options or map(_key, free))],
        "ballots": ballots.votes(ballots.cast),
        "rules": {decision.name: _decided(decision, ballots, told) for decision in made},
    }


def _decided(decision: Decision, ballots: Ballots, told: Mapping[str, Margin | None]) -> dict[str, Any]:
    verdict = decision.verdict
    if verdict is None:
        return {"winners": [], "tie": False, "scores": {}, "notes": [f"skipped: {decision.skipped}"]}
    notes = list(verdict.tally.notes)
    if verdict.word == "no quorum":
        notes.append(verdict.word)
    if verdict.tie_break:
        notes.append(f"tie-break {verdict.tie_break}: {verdict.chosen}")
    if decision.name in told:
        notes.append(decision.rule.why(ballots, verdict.tally))
        margin = told[decision.name]
        notes += [] if margin is None else [f"margin of victory: {victory(margin)}"]
    scores = {_key(option): _number(score) for option, score in verdict.tally.scores.items()}
    return {
        "winners": list(verdict.winners),
        "tie": len(verdict.winners) > 1 and not verdict.tally.lottery,
        "scores": scores,
        "notes": notes,
    }


def _key(stance: Stance) -> str:
    return stance if isinstance(stance, str) else json.dumps(stance, separators=(",", ":"))


def _number(score: Weight) -> int | float | None:
    """Return a score as a number of JSON, which has none for what is infinite."""
    if isinstance(score, Fraction) and score.denominator == 1:
        return int(score)
    return score if isinstance(score, int) else float(score) if math.isfinite(score) else None
