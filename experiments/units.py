"""Figures as people read them, and as machines do."""


def clock(seconds: float) -> str:
    """Spell a time.

    >>> clock(5), clock(65), clock(7325)
    ('5 s', '1 min 05 s', '2 h 02 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"


def weight(size: float) -> str:
    """Spell a number of bytes.

    >>> weight(700), weight(81_000), weight(3_400_000), weight(120_000_000_000)
    ('1 kB', '81 kB', '3.4 MB', '120 GB')
    """
    for unit, name in ((1e9, "GB"), (1e6, "MB")):
        if size >= unit:
            return f"{size / unit:.{1 if size < 10 * unit else 0}f} {name}"
    return f"{max(1, round(size / 1e3))} kB"


def rounded(value: float) -> float:
    """Round a figure for a machine to nine digits: the last ones differ between versions of scipy."""
    return round(value, 9) + 0.0
