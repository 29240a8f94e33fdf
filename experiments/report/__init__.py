"""The report of an experiment: first its data, then the page that a person reads."""

from .html import html
from .report import Report, as_json, report

__all__ = ["Report", "as_json", "html", "report"]
