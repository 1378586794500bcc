"""Sets a PDF: `python -m handlers.kit.typesetting` reads `{"template", "data"}` as JSON and writes the PDF, in a process whose
folder is empty, so that nothing but the data can get into it."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory


def typeset(template: str, data: str) -> bytes:
    """The PDF of a Typst template that reads its data, a JSON text, with `json(bytes(sys.inputs.data))`."""
    import typst

    with TemporaryDirectory() as folder:
        source = Path(folder) / "main.typ"
        source.write_text(template, "utf-8")
        pdf: bytes = typst.compile(str(source), root=folder, sys_inputs={"data": data})
    return pdf


if __name__ == "__main__":
    task = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(typeset(task["template"], json.dumps(task["data"], ensure_ascii=False)))
