"""Where the questions of an experiment come from."""

from .source import Case, Source, check_seats

SOURCES = {
    "callable": f"{__name__}.function:Callable",
    "estimates": f"{__name__}.estimates:Estimates",
    "question-file": f"{__name__}.question_file:QuestionFile",
    "recorded-table": f"{__name__}.recorded_table:RecordedTable",
    "synthetic": f"{__name__}.synthetic:Synthetic",
}

__all__ = ["SOURCES", "Case", "Source", "check_seats"]
