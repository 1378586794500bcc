"""What came in from files."""

from dataclasses import dataclass

from governance.events.base import Event


@dataclass(frozen=True, kw_only=True)
class HistoryImported(Event):
    subject_field = "workspace"
    workspace: int
    file_sha256: str
    lines: int
    used: int
    unusable: int


@dataclass(frozen=True, kw_only=True)
class FileImported(Event):
    """A table that somebody sent was imported when they confirmed it."""

    subject_field = "upload"
    upload: int
    kind: str
    file_sha256: str
    lines: int
    used: int
    unusable: int
