"""A page of ours on the web: one look for all, readable on a telephone and by a screen reader, without script."""

from collections.abc import Mapping
from html import escape
from typing import Any

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:38rem;margin:2rem auto;padding:0 1rem;color:#1d1c1d}"
    "fieldset{border:1px solid #bbb;border-radius:8px;margin:0 0 1rem;padding:.5rem 1rem}"
    "legend{font-weight:600}label{display:inline-block;margin-right:1.25rem;padding:.25rem 0}"
    "button{font:inherit;padding:.5rem 1.5rem;border:0;border-radius:6px;background:#14655a;color:#fff}"
    ".field{margin:0 0 1rem}.field label{font-weight:600;display:block}.hint{color:#616061;margin:0}"
    "input[type=text],input[type=date],input[type=time],select,textarea{font:inherit;width:100%;box-sizing:border-box;"
    "padding:.4rem;border:1px solid #868686;border-radius:6px}.wrong{color:#b3261e;font-weight:600;margin:0}"
    ".said{background:#e6f4ea;border-radius:8px;padding:.5rem 1rem}"
)


def page(title: str, *parts: str) -> str:
    """A whole page of parts that are HTML already; the title is escaped here."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    body = f"<main><h1>{escape(title)}</h1>{''.join(parts)}</main>"
    return f'<!doctype html><html lang="en"><head>{head}<style>{_STYLE}</style></head><body>{body}</body></html>'


def paragraph(words: str, *, said: bool = False) -> str:
    """`said` sets it apart, as an answer to what was just sent."""
    return f'<p class="said" role="status">{escape(words)}</p>' if said else f"<p>{escape(words)}</p>"


def radios(name: str, legend: str, choices: list[tuple[str, str]], chosen: str | None) -> str:
    """One question with its choices as (value, words)."""
    marks = ((value, words, " checked" if value == chosen else "") for value, words in choices)
    inputs = "".join(
        f'<label><input type="radio" name="{escape(name)}" value="{escape(value)}"{mark}> {escape(words)}</label>'
        for value, words, mark in marks
    )
    return f"<fieldset><legend>{escape(legend)}</legend>{inputs}</fieldset>"


def entry(name: str, label: str, shape: Mapping[str, Any], *, hint: str = "", error: str = "") -> str:
    """One field with its label. `shape`: its `type` (text, date, time, choice), how it starts, whether something is needed."""
    marks = f' id="{escape(name)}" name="{escape(name)}"{" required" if shape.get("needed") else ""}'
    wrong = f'<p class="wrong" role="alert">{escape(error)}</p>' if error else ""
    below = f'<p class="hint">{escape(hint)}</p>' if hint else ""
    control = _control(marks, shape)
    return f'<div class="field"><label for="{escape(name)}">{escape(label)}</label>{wrong}{control}{below}</div>'


def _control(marks: str, shape: Mapping[str, Any]) -> str:
    start, most = str(shape.get("start", "")), shape.get("most", 3000)
    if shape["type"] == "choice":
        options = "".join(
            f'<option value="{escape(value)}"{" selected" if value == start else ""}>{escape(words)}</option>'
            for value, words in [("", ""), *shape["choices"]]
        )
        return f"<select{marks}>{options}</select>"
    if shape.get("lines"):
        return f'<textarea{marks} rows="4" maxlength="{most}">\n{escape(start)}</textarea>'
    limit = f' maxlength="{most}"' if shape["type"] == "text" else ""
    return f'<input type="{shape["type"]}"{marks}{limit} value="{escape(start)}">'


def hidden(name: str, value: str) -> str:
    """What travels with a form and comes back."""
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'


def form(submit: str, *parts: str) -> str:
    """Sent to the page's own address."""
    return f'<form method="post">{"".join(parts)}<button>{escape(submit)}</button></form>'


GONE = page("This page is not there", paragraph("The link is not valid, or what it was for is over."))
