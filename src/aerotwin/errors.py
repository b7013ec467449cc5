"""The errors that are written for people."""


class AeroTwinError(Exception):
    """Something the user can mend: the message says what, where and how, and is shown without a traceback."""
