"""A file that has files in it, one of them a PDF that is set in a process of its own when it is sent; without others, the PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """The files of a ZIP by name (none: the PDF is sent as it is), and what its PDF says: a Typst `template` of ours, and `data` (JSON) it reads.

    What people wrote stands in the data alone, where Typst takes it for text and never for a command.
    """

    files: Mapping[str, bytes]
    pdf: str
    template: str
    data: Mapping[str, Any]
