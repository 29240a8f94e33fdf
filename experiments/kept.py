"""What a folder of results has found, in one call: `moot.compare`, and `moot.load` as a data frame."""

from pathlib import Path
from typing import TYPE_CHECKING

from .comparison import Comparison
from .comparison import compare as compared
from .export import frame
from .results import read
from .store import Store

if TYPE_CHECKING:
    from polars import DataFrame


def compare(folder: str | Path) -> Comparison:
    """Compare the arms of an experiment that was run, or is running; printed it is the table.

    Args:
        folder: where `moot run`, or `moot.experiment(out=...)`, keeps its results.

    Raises:
        SpecError: it holds none.
    """
    with Store(Path(folder)) as store:
        return compared(read(store))


def load(folder: str | Path) -> "DataFrame":
    """Return all that was found as a polars data frame: a row for each talk as each arm decided it.

    Its columns are `arm`, `control`, `question`, `replicate`, `digest`, `status`, `word`, `winners` (a JSON
    list), `missing` (why there is no verdict), and one for each measure; null = undefined.

    Args:
        folder: where `moot run`, or `moot.experiment(out=...)`, keeps its results.

    Raises:
        SpecError: it holds none, or polars is not installed.
    """
    with Store(Path(folder)) as store:
        return frame(store)
