"""Decisions under many rules, as a page for people."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..protocols.rules import Profile
from ..protocols.rules.margin import Margin
from ..sim import Ballots, Round, Stance, Verdict
from ..sim.rule import figure
from .decisions import Decision, Outcome, pairs, sensitivity
from .page import Grid, Line, clean, spelt
from .page.words import ARGUMENT, BRIEF, MANY, counted, listed, some

Block = Line | Grid

_ROOM = 66
"""Columns for the names over a matrix; where they need more, numbers stand there."""


def page(name: str, ballots: Ballots, made: Sequence[Decision]) -> Iterator[Block]:
    """Yield the page: who wins under each rule, how much hangs on that, what was skipped, and the pairs.

    Args:
        name: of the file.
        ballots: what was counted.
        made: the decisions.
    """
    yield Line(clean(name), style="bold")
    if ballots.question.text != Path(name).stem:
        yield Line(clean(ballots.question.text, ARGUMENT))
    yield Line(_about(ballots))
    yield Line("")
    rows = ((d.name, d.verdict) for d in made if d.verdict is not None)
    table = [(clean(rule), _elects(verdict), _remark(verdict)) for rule, verdict in rows]
    yield Grid(("rule", "gives" if ballots.question.kind == "number" else "elects", ""), tuple(table))
    yield from _hanging(made)
    yield from _notes(made)
    yield from _skipped(made)
    profile = pairs(ballots)
    if profile is not None:
        yield from _pairs(profile)


def why(decision: Decision, ballots: Ballots, margin: Margin | None) -> Iterator[Block]:
    """Yield why the winners of one rule won: in words, in figures, round by round, and by how much.

    Args:
        decision: what was decided.
        ballots: what was counted.
        margin: the margin of victory, where there is one.
    """
    yield Line("")
    if decision.verdict is None:
        yield Line(f"Why {clean(decision.name)} elects nobody", style="bold")
        yield Line(f"It was skipped: {clean(decision.skipped, ARGUMENT)}", 2)
        return
    tally = decision.verdict.tally
    yield Line(f"Why {clean(decision.name)} {_elect(tally.winners, one=True)}", style="bold")
    said = decision.rule.why(ballots, tally)
    yield Line(clean(said, 3 * ARGUMENT), 2)
    for note in tally.notes:
        if note.lower() not in said.lower():
            yield Line(f"Note: {clean(note, ARGUMENT)}.", 2)
    if tally.scores:
        ranked = sorted(tally.scores.items(), key=lambda item: -item[1])
        yield Line(f"Scores: {some(f'{listed(option)} {figure(score)}' for option, score in ranked)}.", 2)
    if tally.rounds:
        yield from _rounds(tally.rounds)
    if margin is not None:
        yield Line(f"Margin of victory: {victory(margin)}.", 2)


def victory(margin: Margin) -> str:
    """Say what the margin of victory is."""
    if margin.most is None:
        return f"no way to other winners was found; it takes {margin} replaced"
    return f"{margin} replaced {'give' if margin.most > 1 else 'gives'} other winners"


def _about(ballots: Ballots) -> str:
    cast, of = ballots.votes(ballots.cast), ballots.electorate
    votes = counted(cast, "ballot") if cast == of else f"{cast} of {of} voters cast a ballot"
    options = ballots.question.options
    if not options:
        return f"{votes}."
    return f"{votes}, {len(options)} options: {some(options, listed)}."


def _elects(verdict: Verdict) -> str:
    return some(verdict.winners, listed)


def _remark(verdict: Verdict) -> str:
    """Say what else there is to say of winners, in a word or two."""
    if not verdict.winners:
        return "" if verdict.word == "no decision" else verdict.word
    said = ["lottery" if verdict.tally.lottery else "tie"] if len(verdict.winners) > 1 else []
    if not verdict.tally.exact:
        said.append("at least these")
    if verdict.tie_break:
        picked = "breaks it not" if verdict.chosen is None else listed(verdict.chosen)
        said.append(f"{clean(verdict.tie_break)}: {picked}")
    return "; ".join(said)


def _names(winners: Sequence[Stance]) -> str:
    """Name winners in a sentence."""
    if not 2 <= len(winners) <= MANY:
        return some(winners, listed)
    *others, last = map(listed, winners)
    return f"{', '.join(others)} and {last}"


def _hanging(made: Sequence[Decision]) -> Iterator[Line]:
    """Say how many rules elect whom."""
    rules, elected = sensitivity(made)
    if rules < 2:
        return
    yield Line("")
    yield Line("How much hangs on the rule", style="bold")
    width = len(str(rules))
    for outcome, number in elected.items():
        yield Line(f"{number:>{width}} of {rules} rules {_said(outcome, one=number == 1)}", 2)


def _said(outcome: Outcome, *, one: bool) -> str:
    if outcome.lottery:
        return f"{'draws' if one else 'draw'} lots: {_names(outcome.winners)}"
    if len(outcome.winners) > 1:
        return f"{'has' if one else 'have'} a tie: {_names(outcome.winners)}"
    return _elect(outcome.winners, one=one)


def _elect(winners: Sequence[Stance], *, one: bool) -> str:
    """Say that one rule elects winners, or that several do; a number is no winner, and is given."""
    number = any(isinstance(winner, float) for winner in winners)
    return f"{'give' if number else 'elect'}{'s' if one else ''} {_names(winners)}"


def _notes(made: Sequence[Decision]) -> Iterator[Line]:
    told = [
        (note, decision) for decision in made if decision.verdict for note in decision.verdict.tally.notes
    ]
    yield from _grouped("Notes", told)


def _skipped(made: Sequence[Decision]) -> Iterator[Line]:
    # the name stands before it already
    told = [(made.skipped.removeprefix(f"{made.rule.name} "), made) for made in made if made.verdict is None]
    yield from _grouped("Skipped", told)


def _grouped(title: str, told: Sequence[tuple[str, Decision]]) -> Iterator[Line]:
    """Say what is to be said of rules, once for those of which the same is."""
    if not told:
        return
    yield Line("")
    yield Line(title, style="bold")
    names: dict[str, list[str]] = {}
    for said, decision in told:
        names.setdefault(said, []).append(clean(decision.name))
    for said, of in names.items():
        yield Line(f"{', '.join(of)}: {clean(said, ARGUMENT)}", 2)


def _pairs(profile: Profile) -> Iterator[Block]:
    """Tell how many rank one option above another, and who beats all others."""
    if len(profile.options) > MANY:
        return
    yield Line("")
    yield Line("How many rank the option on the left above the one on top", style="bold")
    names = [clean(option, BRIEF) for option in profile.options]
    above = [["" if i == j else str(n) for j, n in enumerate(row)] for i, row in enumerate(profile.pairwise)]
    yield _matrix(names, above)
    beats = [
        all(margin > 0 for j, margin in enumerate(row) if j != i) for i, row in enumerate(profile.margins)
    ]
    champion = next(
        (name for name, all_others in zip(profile.options, beats, strict=True) if all_others), None
    )
    said = (
        "No option beats every other."
        if champion is None
        else f"{listed(champion)} beats every other option."
    )
    yield Line(said, 2)


def _matrix(names: Sequence[str], cells: Sequence[Sequence[str]]) -> Grid:
    """Return figures between names; below numbers, where names would take too much room."""
    heads, sides = list(names), list(names)
    if max(map(len, names)) + sum(max(len(name), 4) + 1 for name in names) > _ROOM:
        heads = [str(number) for number, _ in enumerate(names, 1)]
        sides = [f"{head} {side}" for head, side in zip(heads, sides, strict=True)]
    return _figures(heads, sides, cells)


def _figures(heads: Sequence[str], sides: Sequence[str], cells: Sequence[Sequence[str]]) -> Grid:
    """Return a table of figures, each column flush right."""
    columns = [
        [text.rjust(max(map(len, column))) for text in column] for column in zip(heads, *cells, strict=True)
    ]
    head, *rows = zip(*columns, strict=True)
    return Grid(("", *head), tuple((side, *row) for side, row in zip(sides, rows, strict=True)))


def _rounds(rounds: Sequence[Round]) -> Iterator[Block]:
    """Tell of a count in rounds: what each option has, those that stay longest first."""
    if len(rounds) > MANY:
        for number, made in enumerate(rounds, 1):
            out = (f"{listed(option)} ({figure(made.scores[option])})" for option in made.out)
            yield Line(f"Round {number}: out {some(out)}.", 2)
        return
    stays = {option: number for number, made in enumerate(rounds) for option in made.scores}
    order = sorted(stays, key=lambda option: (-stays[option], -rounds[stays[option]].scores[option]))
    cells = [[figure(made.scores[o]) if o in made.scores else "" for made in rounds] for o in order]
    heads = [f"round {number}" for number, _ in enumerate(rounds, 1)]
    yield _figures(heads, [spelt(option, BRIEF) for option in order], cells)
