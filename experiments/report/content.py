"""What a report says, from its data: each sentence, table and chart once."""

from collections.abc import Iterator
from shlex import quote

from ..comparison import LEVEL
from ..page import clean, document
from ..page.document import Entry, Says
from ..page.movers import MEANING, in_all, shares
from ..page.words import ARGUMENT, capital, counted, own, size
from ..table import named
from .blocks import Code, Fold, Part, Piece
from .claims import ALPHA
from .figures import arms, causes, differences, frontier, rounds
from .report import Report
from .talks import TURBULENT, TYPICAL

CLAIMS = 12
"""How many comparisons are told in sentences."""
SEATS = 200
"""Up to how many seats who moved whom is drawn."""
LONG = 100_000
"""How many bytes of a spec are shown."""


def parts(said: Report) -> tuple[Part, ...]:
    """Return the sections of a report in the order in which a page tells them."""
    return (
        Part("Result", tuple(_result(said)), said.headline, _meaning(said)),
        Part("Arms", tuple(arms(said.comparison))),
        Part("Differences", tuple(differences(said.comparison))),
        Part("Cost and accuracy", tuple(frontier(said.comparison))),
        Part("Round by round", tuple(rounds(said))),
        Part("Flips by cause", tuple(causes(said.comparison))),
        Part("Influence", tuple(_influence(said))),
        Part("Talks", tuple(_talks(said))),
        Part("To run it again", tuple(_again(said))),
    )


def lead(said: Report) -> Iterator[Says]:
    """Yield the lines under the title."""
    found = said.comparison
    if found.about:
        yield Says(clean(found.about, ARGUMENT))
    compared, questions = counted(len(found.rows), "arm"), counted(found.questions, "question")
    each, talks = counted(found.replicates, "talk"), counted(found.talks, "talk")
    yield Says(
        f"{compared}, {questions}, {each} each: {found.held} of {talks} held. Compared in "
        f"{named(found.primary)}. Seed {found.seed}."
    )


def _result(said: Report) -> Iterator[Piece]:
    for text in said.warnings:
        yield Says(text, tone="alarm")
    # what is the headline is not said again
    rest = said.claims
    if rest and rest[0].text == said.headline:
        yield from (Says(text, tone="lack") for text in rest[0].caveats)
        rest = rest[1:]
    for claim in rest[:CLAIMS]:
        yield Says(claim.text)
        yield from (Says(text, tone="lack") for text in claim.caveats)
    if len(rest) > CLAIMS:
        shown = sum(claim.shown for claim in rest[CLAIMS:])
        yield Says(
            f"And {len(rest) - CLAIMS} more comparisons, {shown} of which show a difference: see below."
        )


def _meaning(said: Report) -> str:
    """Say what p and the brackets are."""
    if not said.claims or said.comparison.questions == 1:
        return ""
    family = counted(len(said.claims), "comparison")
    return (
        f"A difference is claimed if its p, of sign flips by question and corrected for {family} (Holm), is "
        f"at most {ALPHA}. Brackets: {LEVEL:.0%} intervals that hold together."
    )


def _influence(said: Report) -> Iterator[Piece]:
    drawn = [talk for talk in said.talks if {TYPICAL, TURBULENT} & set(talk.why)]
    if drawn:
        yield Says(MEANING)
    for talk in drawn:
        influence = talk.facts.influence
        drawing = in_all(influence)
        picture = (drawing,) if len(influence.seats) <= SEATS else ()
        why = " and ".join(why for why in talk.why if why in (TYPICAL, TURBULENT))
        head = f"{capital(why)}: {counted(talk.changes, 'change')}"
        note = f"{own(talk.arm)}, trial {talk.trial}"
        yield Entry(head, (*picture, *shares(drawing.edges)), note=note)
    if not drawn:
        yield Says(_unread(said) or "Nobody changed in any talk.")


def _talks(said: Report) -> Iterator[Piece]:
    if not said.talks:
        yield Says(_unread(said) or "No talk was held to its end.")
    for talk in said.talks:
        note = f" {talk.note}" if talk.note else ""
        summary = (
            f"{capital('; '.join(talk.why))}: {own(talk.arm)} on {own(talk.question)}, talk "
            f"{talk.replicate}, {counted(talk.changes, 'change')}; {talk.verdict or 'no verdict'}.{note}"
        )
        yield Fold(summary, document(talk.facts))
    if said.talks:
        yield Says(
            "A typical talk has the median number of changes in the arm whose seats change most; the most "
            "turbulent has the most of all."
        )


def _unread(said: Report) -> str:
    return "" if said.journals == "full" else 'No transcripts were kept: set journals = "full" in the spec.'


def _again(said: Report) -> Iterator[Piece]:
    file = said.name or "experiment.toml"
    promise = said.comparison.promise
    until = "" if promise is None else f" --until {quote(promise.wanted.typed)}"
    trust = "".join(f" --trust {quote(module)}" for module in said.trust)
    yield Code(f"moot run {file}{trust}{until} --out again")
    if not said.name:
        beside = "files and modules" if said.trust else "files"
        yield Says(f"{file} is the spec below; the {beside} that it names lie beside it.")
    whole = said.comparison.held == said.comparison.talks
    again = "Digest, which comes out again" + " where no more was asked before" * bool(until)
    yield Says(said.comparison.digest, again if whole else "Digest so far")
    with_ = ", ".join(f"{clean(name)} {clean(str(told))}" for name, told in said.made_with.items() if told)
    if with_:
        yield Says(f"{with_}.", "Run with")
    if size(said.spec) <= LONG:
        yield Fold("The spec", (Code(said.spec),))
    else:
        yield Says(f"The spec has {len(said.spec):,} characters, too many to be shown here.")
