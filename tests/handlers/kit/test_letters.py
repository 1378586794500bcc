"""Letters: what was written down once is the same mail, byte for byte, however often it is made."""

from datetime import UTC, datetime

import pytest

from governance.people import Person, Role
from handlers.kit.letters import as_mail, note

STAMP = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SENDER = "parley@northwind.example"


def vera(name: str = "Vera Novak") -> Person:
    return Person(id=1, name=name, role=Role.VENDOR_LEAD, mail="vera@helix.example")


def letter(words: str = "One\nhttps://parley.example/poll/x?a=1&b=2", about: str = "poll:1:1", **more: str) -> dict:
    return note(
        vera(more.get("name", "Vera Novak")),
        subject=more.get("subject", "Which?"),
        words=words,
        stamp=STAMP,
        about=about,
    )


def test_a_note_is_words_twice_and_nothing_to_answer_by_machine() -> None:
    mail = as_mail(letter(), SENDER)
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert (str(mail["From"]), str(mail["To"])) == (f"Parley <{SENDER}>", "Vera Novak <vera@helix.example>")
    html = mail.get_body(("html",)).get_content()
    assert '<a href="https://parley.example/poll/x?a=1&amp;b=2">https://parley.example/poll/x?a=1&amp;b=2</a>' in html


def test_the_same_note_is_the_same_mail_and_another_has_another_name() -> None:
    assert as_mail(letter(), SENDER).as_bytes() == as_mail(letter(), SENDER).as_bytes()
    names = {str(as_mail(letter(about=about), SENDER)["Message-ID"]) for about in ("poll:1:1", "poll:1:2", "poll:2:1")}
    assert len(names) == 3


@pytest.mark.parametrize("text", ["x\r\nBcc: eve@evil.example", "\x00\x07", "Zoë 📅", "", "a" * 2000])
def test_whatever_people_are_called_adds_no_header_and_breaks_nothing(text: str) -> None:
    mail = as_mail(letter(words=text, name=text, subject=text), SENDER)
    raw = mail.as_bytes()
    assert b"\r\nBcc:" not in raw.partition(b"\r\n\r\n")[0]
    assert mail["To"].addresses[0].addr_spec == "vera@helix.example"


def test_markup_in_the_words_stays_words() -> None:
    html = as_mail(letter(words="<script>alert(1)</script>"), SENDER).get_body(("html",)).get_content()
    assert "<script>" not in html


ACT = f"https://parley.example/act/{'a1' * 32}"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("One\n\n  \nTwo", "<p>One</p><p>Two</p>"),
        ("5 < 6 & 7 > 2", "<p>5 &lt; 6 &amp; 7 &gt; 2</p>"),
        ("", ""),
        (
            "see https://x.example/a?b=1&c=2 and http://y.example now",
            (
                '<p>see <a href="https://x.example/a?b=1&amp;c=2">https://x.example/a?b=1&amp;c=2</a> and '
                '<a href="http://y.example">http://y.example</a> now</p>'
            ),
        ),
        ('"><script>', "<p>&quot;&gt;&lt;script&gt;</p>"),
        (f"Accept <it>: {ACT}", f'<p><a href="{ACT}">Accept &lt;it&gt;</a></p>'),
        (f"Accept: {ACT} now", f'<p>Accept: <a href="{ACT}">{ACT}</a> now</p>'),
        (f"Accept: {ACT[:-1]}", f'<p>Accept: <a href="{ACT[:-1]}">{ACT[:-1]}</a></p>'),
    ],
)
def test_lines_are_paragraphs_and_links_can_be_pressed(words: str, shown: str) -> None:
    html = as_mail(letter(words=words or " "), SENDER).get_body(("html",)).get_content()
    assert html.strip() == f"<html><body>{shown}</body></html>"


def test_an_address_with_a_quote_in_it_stays_one_address() -> None:
    words = f'Do it: https://x.example/"onload=alert(1)//act/{"b" * 64}'
    html = as_mail(letter(words=words), SENDER).get_body(("html",)).get_content()
    assert 'href="https://x.example/&quot;onload=alert(1)//act/' in html
    assert html.count('"') == 2
