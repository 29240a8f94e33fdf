"""What can be wrong, by whose doing. Each message says what was seen, what was expected, what to do."""


class MootError(Exception):
    """The root of every error that moot raises on purpose."""


class SpecError(MootError, ValueError):
    """What was asked for cannot be: an unknown name, an empty panel, a rule that the question cannot feed."""


class ProtocolError(MootError):
    """A protocol broke the contract of the floor."""


class AgentError(MootError):
    """An agent said what nobody may say; at the table it becomes an `invalid` outcome, never a crash."""


class JournalError(MootError):
    """A journal is empty, cut off, of another version, or not what was written."""
