"""The one gate: who is let in to a handler, and what whoever is not reads."""

from dataclasses import replace

import pytest

from bot.entering import enter, gate
from governance.people import Act, Person
from governance.refusals import (
    NotConfirmed,
    NotConfirmedYet,
    NotIntroduced,
    NotKnownYet,
    NotSetUp,
    NotYours,
    Refusal,
)
from handlers.kit.blocks import section
from handlers.kit.entering import check_known
from handlers.kit.feature import Command
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from storage.unit_of_work import UnitOfWork
from tests.acquainted import Acquainted, asked
from tests.cast import MONDAY

ANSWER = say(section("Done."))


def entry(act: Act, *, before_setup: bool = False) -> Command:
    """A command that answers whoever gets in, with the request and the unit of work it was called with."""

    def handler(request: Request, uow: UnitOfWork) -> Reply:
        assert request.key == "asked"
        assert uow.workspace.name == "Northwind Bio"
        return ANSWER

    return Command(noun="thing", verb="do", usage="", summary="", act=act, handler=handler, before_setup=before_setup)


def refused(kind: type[Refusal], its: Acquainted, person: Person, act: Act = Act.SEE_STATUS) -> str:
    with pytest.raises(kind) as found:
        enter(entry(act), asked(person), its.uow)
    return str(found.value)


def not_set_up(its: Acquainted) -> UnitOfWork:
    return replace(its.uow, workspace=replace(its.uow.workspace, administrator=None))


def test_whoever_may_gets_the_handlers_own_answer(acquainted: Acquainted) -> None:
    for person in (acquainted.alice, acquainted.bob, acquainted.vera):
        assert enter(entry(Act.SEE_STATUS), asked(person), acquainted.uow) is ANSWER
    assert enter(entry(Act.READ_HELP), asked(acquainted.charlie), acquainted.uow) is ANSWER


def test_nobody_gets_in_before_there_is_an_administrator_but_who_becomes_one(acquainted: Acquainted) -> None:
    its = not_set_up(acquainted)
    with pytest.raises(NotSetUp):
        enter(entry(Act.SEE_STATUS), asked(acquainted.alice), its)
    assert enter(entry(Act.SET_UP, before_setup=True), asked(acquainted.alice), its) is ANSWER


def test_the_gate_opens_with_the_first_administrator(acquainted: Acquainted) -> None:
    gate(acquainted.uow, before_setup=False)
    gate(acquainted.uow, before_setup=True)
    gate(not_set_up(acquainted), before_setup=True)
    with pytest.raises(NotSetUp):
        gate(not_set_up(acquainted), before_setup=False)


def test_who_waits_to_be_confirmed_does_nothing_meanwhile(acquainted: Acquainted) -> None:
    assert refused(NotConfirmedYet, acquainted, acquainted.nina) == (
        "Bob Tran confirms who works for Helix Clinical, and you are next. Until then I hold what you ask me for."
    )


def test_who_was_refused_does_nothing_not_even_as_a_member(acquainted: Acquainted) -> None:
    acquainted.uow.people.refuse(acquainted.nina.id, acquainted.helix.id)
    said = refused(NotConfirmed, acquainted, acquainted.again(acquainted.nina), Act.READ_HELP)
    assert said == (
        "Bob Tran has told me that you do not work for Helix Clinical. If that is a mistake, your company's account lead "
        "can ask Bob Tran."
    )
    still_theirs = replace(acquainted.vera, refused_for=acquainted.orion.id)
    assert "you do not work for Orion Labs" in refused(NotConfirmed, acquainted, still_theirs)


def test_who_is_confirmed_is_let_in(acquainted: Acquainted) -> None:
    acquainted.uow.people.confirm(acquainted.nina.id, acquainted.helix.id, acquainted.uow.at, acquainted.bob.id)
    assert enter(entry(Act.SEE_STATUS), asked(acquainted.again(acquainted.nina)), acquainted.uow) is ANSWER


def test_a_vendor_that_is_only_rehearsed_with_is_told_so(acquainted: Acquainted) -> None:
    assert refused(NotIntroduced, acquainted, acquainted.omar) == (
        "Alice Moreau is still getting me ready for Orion Labs and introduces me soon. Nothing is asked of you until then."
    )
    acquainted.uow.vendors.introduce(acquainted.orion.id, acquainted.uow.at)
    assert enter(entry(Act.SEE_STATUS), asked(acquainted.omar), acquainted.uow) is ANSWER


def test_whoever_may_not_reads_what_they_cannot_do_and_who_can(acquainted: Acquainted) -> None:
    assert refused(NotYours, acquainted, acquainted.vera, Act.SEE_VENDORS) == (
        "You cannot see the list of vendors here. The sponsor's people can; please ask them."
    )
    assert refused(NotYours, acquainted, acquainted.charlie, Act.SEE_ACTIONS) == (
        "You cannot see action items here. The people named by the sponsor's account lead can; please ask them."
    )


def test_who_only_reads_is_told_of_those_who_do(acquainted: Acquainted) -> None:
    auditor = replace(acquainted.bob, role="quality")
    assert refused(NotYours, acquainted, auditor, Act.KEEP_ACTIONS) == (
        "You cannot add or close action items here. The account leads and their teams can; please ask them."
    )


def test_what_is_asked_without_an_act_is_asked_by_those_who_are_known(acquainted: Acquainted) -> None:
    acquainted.uow.people.confirm(acquainted.nina.id, acquainted.helix.id, MONDAY, None)
    for person in (acquainted.alice, acquainted.vera, acquainted.again(acquainted.nina), acquainted.charlie):
        check_known(person, acquainted.uow)
    for person, kind in ((acquainted.nina, NotConfirmedYet), (acquainted.omar, NotIntroduced)):
        with pytest.raises(kind):
            check_known(person, acquainted.uow)
    acquainted.uow.people.refuse(acquainted.nina.id, acquainted.helix.id)
    with pytest.raises(NotConfirmed):
        check_known(acquainted.again(acquainted.nina), acquainted.uow)


def test_while_slack_has_not_said_who_somebody_is_they_are_asked_to_try_again(acquainted: Acquainted) -> None:
    unknown = replace(acquainted.charlie, slack_team=None)
    assert refused(NotKnownYet, acquainted, unknown, Act.READ_HELP) == (
        "Slack did not answer when asked who you are. Nothing was done; please try again in a minute."
    )
    check_known(replace(unknown, slack_user=None), acquainted.uow)
