"""Whoever has no Slack is asked by a mail, and answers with a link that does one thing once."""

import pytest

from governance.decisions import State
from governance.events import Door
from tests.cast import ALICE, BOB
from tests.handlers.decisions.meeting import Meeting, begin
from tests.mailed import SITE, Begin, begun, link, mails, page, press, text, words


@pytest.fixture
def asked(start: Begin) -> Meeting:
    """Nina leads Helix's side and has no Slack; Alice has asked for a decision by mail."""
    its = begin(begun(start, PUBLIC_URL=SITE), present=(ALICE, BOB))
    its.parley.say(
        "session decide S-1 by mail use the new template because monitors lose an hour", by=ALICE, at="C0HELIX"
    )
    return its


def test_the_mail_says_what_is_asked_and_has_a_link_for_each_answer(asked: Meeting) -> None:
    mail = mails(asked.parley)[-1]
    assert mail["Subject"] == "Please decide by mail: D-1"
    assert words(mail).splitlines() == [
        "Please decide by mail, by Mon 30 Nov: Use the new template.",
        "Because monitors lose an hour.",
        (
            "It is D-1, asked by Alice Moreau for Joint strategy session with Helix Clinical. It is decided when enough of each "
            "company agree, a chair among them; one objection puts it on the next agenda."
        ),
        f"Agree to D-1: {SITE}{link(asked.parley, 'Agree to D-1')}",
        f"Object to D-1: {SITE}{link(asked.parley, 'Object to D-1')}",
        "",
        (
            "Each link opens a page that asks you first; nothing happens until you press the button there. It works once, until "
            "Monday 7 December, in your name, so please do not pass it on. For anything else, write to Alice Moreau "
            "(alice@northwind.example)."
        ),
    ]


def test_one_press_agrees(asked: Meeting) -> None:
    path = link(asked.parley, "Agree to D-1")
    page(asked.parley, path)
    assert asked.decision(1).state is State.CIRCULATED
    assert "Thank you. You agree to D-1: Use the new template." in text(press(asked.parley, path))
    its = asked.decision(1)
    assert its.state is State.IN_FORCE
    with asked.uow() as uow:
        given = uow.approvals.of([its.stems])[its.stems][-1]
    assert (given.name, given.door) == ("Nina Roe", Door.PAGE)


def test_an_objection_by_link_asks_why(asked: Meeting) -> None:
    path = link(asked.parley, "Object to D-1")
    assert "What speaks against it?" in text(page(asked.parley, path))
    assert "You object to D-1" in text(press(asked.parley, path, reason="our sites were not asked"))
    assert asked.decision(1).state is State.REJECTED
    result = words(mails(asked.parley)[-1])
    assert "D-1 is not decided" not in result  # she has her answer on the page
