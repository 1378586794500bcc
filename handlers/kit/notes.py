"""Notes as people write them: a word and a colon at the beginning of a line, and what follows until the next one."""

import re

from governance.notes import NoteKind

_WORDS = {
    "decision": NoteKind.DECISION,
    "decided": NoteKind.DECISION,
    "action": NoteKind.ACTION,
    "risk": NoteKind.RISK,
    "parked": NoteKind.PARKED,
    "park": NoteKind.PARKED,
}
_NOTE = re.compile(rf"^[ \t*_•-]*({'|'.join(_WORDS)})[*_]*\s?:[*_]*[ \t]*", re.IGNORECASE | re.MULTILINE)

_QUOTED = re.compile(r"^[ \t]*(?:>|&gt;).*$", re.MULTILINE)


def notes_in(text: str) -> list[tuple[NoteKind, str]]:
    """Each note with its text, in order. What stands before the first one is talk; what somebody quotes was said before."""
    own = _QUOTED.sub("", text)
    found = list(_NOTE.finditer(own))
    ends = [*(its.start() for its in found[1:]), len(own)][: len(found)]
    return [(_WORDS[its[1].lower()], own[its.end() : end].strip()) for its, end in zip(found, ends, strict=True)]
