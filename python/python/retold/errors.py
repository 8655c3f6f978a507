"""One exception for each kind of error, all of them :class:`RetoldError`."""

__all__ = [
    "RetoldError",
    "SettingsError",
    "InputError",
    "IoError",
    "BudgetError",
    "LockedError",
    "DamagedError",
]


class RetoldError(Exception):
    """What went wrong, told to a person: what was expected, what was found, what to do."""


class SettingsError(RetoldError, ValueError):
    """A setting is out of range or contradicts another.

    >>> retold.dedup([], threshold=1.5)
    Traceback (most recent call last):
    ...
    retold.errors.SettingsError: the threshold is a similarity from 0.1 to 1 (higher = stricter), not 1.5
    """


class InputError(RetoldError, ValueError):
    """A document or file does not hold what it should.

    >>> retold.dedup([{"text": "One story."}, {"body": "Another."}])
    Traceback (most recent call last):
    ...
    retold.errors.InputError: document 1 has no field `text`
    """


class IoError(RetoldError, OSError):
    """The system refused to read, write or start what was needed."""


class BudgetError(RetoldError):
    """More would be removed than was allowed; nothing was written."""


class LockedError(RetoldError):
    """An index is written by another process, or was opened for reading.

    >>> import tempfile
    >>> path = tempfile.mkdtemp()
    >>> retold.Index.create(path).close()
    >>> retold.Index.open_reader(path).remove("a")
    Traceback (most recent call last):
    ...
    retold.errors.LockedError: the index was opened for reading; open it for writing to change it
    """


class DamagedError(RetoldError):
    """A file of an index is not as it was written."""
