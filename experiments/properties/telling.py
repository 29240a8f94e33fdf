"""A talk told as a story of people: seat by seat, round by round."""

from itertools import groupby

from ...sim import Ask, Evidence, Journal, Missing, Question, Said, Stance
from ...sim.rule import listed


def told(journal: Journal, evidence: tuple[tuple[str, Evidence], ...] = ()) -> tuple[str, ...]:
    """Tell a talk, line by line: who sits there, what each was told alone, what each said in each ask.

    Args:
        journal: the record of the talk.
        evidence: what nature told each.
    """
    opening = [f"{listed(journal.seats)} {are(len(journal.seats))} asked: {asked(journal.question)}"]
    given = [f"{seat} knows {spelt(one.stance)}" for seat, one in evidence if one.stance is not None]
    if given:
        opening.append(f"At first {listed(given)}.")
    return (*opening, *(_ask(ask, outcomes, journal.seats) for ask, outcomes in journal.asks()))


def asked(question: Question) -> str:
    """Spell a question, with what may be answered and the truth where it is known."""
    may = f" ({' or '.join(question.options)})" if question.options else ""
    if question.range is not None:
        may = f" (from {question.range[0]:g} to {question.range[1]:g})"
    truth = "" if question.answer is None else f" The truth is {spelt(question.answer)}."
    return f"{question.text}{may}{truth}"


def are(count: int) -> str:
    """Return the verb for so many."""
    return "is" if count == 1 else "are"


def spelt(stance: Stance | None) -> str:
    """Spell a stance."""
    if isinstance(stance, tuple):
        return " and ".join(map(spelt, stance))
    if stance is None:
        return "nothing"
    return f"{stance:.6g}" if isinstance(stance, float) else stance


def _ask(ask: Ask, outcomes: list[Said | Missing], seats: tuple[str, ...]) -> str:
    """Tell one ask: who said the same in a row is told together."""
    when = f"Round {ask.round}, {ask.phase}" if ask.round else ask.phase.capitalize()
    parts = []
    for what, group in groupby(outcomes, key=_said):
        names = [seats[one.place] for one in group]
        parts.append(f"{listed(names)}: {what}")
    return f"{when}: {'; '.join(parts)}."


def _said(outcome: Said | Missing) -> str:
    if isinstance(outcome, Missing):
        return outcome.outcome
    stance = outcome.reply.stance
    aside = [f"{spelt(other)} to {seat}" for seat, other in outcome.reply.asides if other != stance]
    return f"{spelt(stance)} ({listed(aside)})" if aside else spelt(stance)
