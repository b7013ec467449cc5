"""Read a SQL statement word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot.dialects.databricks import Databricks

from aerotwin.errors import AeroTwinError


@dataclass(frozen=True)
class Word:
    """A token, `text[start:end]`; `value` is upper case, or what a string or quoted name holds."""

    value: str
    start: int
    end: int
    quoted: bool


class Words:
    """A statement and how far it is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.words: list[Word] = []
        for token in Databricks().tokenize(text):
            kind = token.token_type.name
            if kind in ("STRING", "IDENTIFIER"):
                self.words.append(Word(token.text, token.start, token.end + 1, True))
                continue
            # Some pairs of words, such as PARTITIONED BY, are one token.
            for part in token.text.split():
                self.words.append(Word(part.upper(), token.start, token.end + 1, False))

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self.words)

    def peek(self, ahead: int = 0) -> str:
        """A word to come, as it is compared; empty at the end and for strings and quoted names."""
        position = self.at + ahead
        if position >= len(self.words) or self.words[position].quoted:
            return ""
        return self.words[position].value

    def accept(self, *words: str) -> bool:
        """Read these words if they come next."""
        if self._next(words):
            self.at += len(words)
            return True
        return False

    def _next(self, words: Sequence[str]) -> bool:
        return all(self.peek(i) == word for i, word in enumerate(words))

    def expect(self, *words: str) -> None:
        """Read these words. Raises AeroTwinError if others come next."""
        if not self.accept(*words):
            raise AeroTwinError(f"{' '.join(words)} is expected {self.here()}.")

    def here(self) -> str:
        """Where reading has come to, for messages."""
        if self.done:
            return "at the end of the statement"
        return f"before `{self.text[self.words[self.at].start :][:30].splitlines()[0]}`"

    def name(self) -> str:
        """Read a dotted name, as it is written. Raises AeroTwinError if none comes."""
        first = self.at
        if self.done or (not self.words[first].quoted and self.text[self.words[first].start] in "(),=;"):
            raise AeroTwinError(f"a name is expected {self.here()}.")
        self.at += 1
        while self.accept("."):
            self.at += 1
        return self.text[self.words[first].start : self.words[self.at - 1].end]

    def string(self) -> str:
        """Read a string; several in a row are one. Raises AeroTwinError if none comes."""
        found = []
        while not self.done and self.words[self.at].quoted:
            found.append(self.words[self.at].value)
            self.at += 1
        if not found:
            raise AeroTwinError(f"a string is expected {self.here()}.")
        return "".join(found)

    def group(self) -> str:
        """Read what stands in brackets, brackets left out. Raises AeroTwinError if it does not end."""
        self.expect("(")
        start = self.words[self.at - 1].end
        depth = 1
        while depth:
            if self.done:
                raise AeroTwinError("a bracket is not closed.")
            depth += {"(": 1, ")": -1}.get(self.peek(), 0)
            self.at += 1
        return self.text[start : self.words[self.at - 1].start]

    def rest(self) -> str:
        """Read all that is left."""
        start = self.words[self.at].start if not self.done else len(self.text)
        self.at = len(self.words)
        return self.text[start:].strip()

    def until(self, *ends: str) -> str:
        """Read up to one of the words, outside brackets; all that is left if none of them comes.

        An end may be several words.
        """
        if self.done:
            return ""
        phrases = [end.split() for end in ends]
        start, depth = self.words[self.at].start, 0
        while not self.done and not (depth == 0 and any(map(self._next, phrases))):
            depth += {"(": 1, ")": -1}.get(self.peek(), 0)
            self.at += 1
        return self.text[start : self.words[self.at - 1].end]
