"""A page of ours on the web: one look for all, readable on a telephone and by a screen reader, without script."""

from html import escape

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:38rem;margin:2rem auto;padding:0 1rem;color:#1d1c1d}"
    "fieldset{border:1px solid #bbb;border-radius:8px;margin:0 0 1rem;padding:.5rem 1rem}"
    "legend{font-weight:600}label{display:inline-block;margin-right:1.25rem;padding:.25rem 0}"
    "button{font:inherit;padding:.5rem 1.5rem;border:0;border-radius:6px;background:#14655a;color:#fff}"
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


def form(submit: str, *parts: str) -> str:
    """Sent to the page's own address."""
    return f'<form method="post">{"".join(parts)}<button>{escape(submit)}</button></form>'


GONE = page("This page is not there", paragraph("The link is not valid, or what it was for is over."))
