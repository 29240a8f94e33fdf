"""Print the lines of a run as the table of the README: `python benchmarks/table.py < results.jsonl`."""

import json
import sys
from typing import Any


def row(line: dict[str, Any]) -> str:
    """Return a row; with a peer it shows how often our cost fits into theirs."""
    cost = f"{line.get('ours', '-'):,} {line['unit']}"
    beside = f"{line['ratio']:g}" if "ratio" in line else line.get("missing", "")
    least = f"{line['ratio_of_minima']:g}" if "ratio" in line else ""
    asked = [
        f"{line[limit]:,g}{'' if line[f'{limit}_met'] else ' (missed)'}" if limit in line else ""
        for limit in ("must", "reach")
    ]
    return f"| {' | '.join([line['figure'], cost, line.get('peer', ''), beside, least, *asked])} |"


print("| figure | ours | beside | ratio | of minima | must | reach |\n|---|---|---|---|---|---|---|")
for text in sys.stdin:
    found = json.loads(text)
    if "figure" in found:
        print(row(found))
