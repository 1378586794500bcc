"""Whom one may name, and who may be given something."""

from dataclasses import replace

import pytest

from governance.people import Person, Role
from governance.refusals import HasLeft, NotAPerson, NotThisVendors, ReadsOnly, UnknownAddress, UnknownPerson
from handlers.kit.finding import by_address, does_more_than_read, here, may_come, may_own, mentioned
from handlers.kit.requests import Place
from handlers.kit.words import Mention
from tests.acquainted import Acquainted, asked, channel_of
from tests.cast import MONDAY, PARLEY, VERA


def refused(kind: type[Exception], deed: object, *arguments: object) -> str:
    with pytest.raises(kind) as found:
        deed(*arguments)  # type: ignore[operator]
    return str(found.value)


# --- the vendor nobody needs to name ---------------------------------------------------------------------------------------


def test_the_channels_vendor_is_understood_or_else_the_askers_own(acquainted: Acquainted) -> None:
    helix, orion, uow = acquainted.helix, acquainted.orion, acquainted.uow
    assert here(asked(acquainted.bob, channel_of(helix)), uow) == helix
    assert here(asked(acquainted.bob), uow) is None
    assert here(asked(acquainted.vera), uow) == helix
    assert here(asked(acquainted.vera, Place(channel="C0ANY")), uow) == helix
    assert here(asked(acquainted.omar), uow) == orion
    assert here(asked(acquainted.bob, channel_of(orion)), uow) == orion


def test_the_channel_of_another_vendor_tells_a_vendors_person_nothing(acquainted: Acquainted) -> None:
    assert here(asked(acquainted.vera, channel_of(acquainted.orion)), acquainted.uow) is None
    assert here(asked(acquainted.charlie, channel_of(acquainted.orion)), acquainted.uow) is None


# --- people ------------------------------------------------------------------------------------------------------------------


def test_whoever_is_picked_from_slacks_list_is_found(acquainted: Acquainted) -> None:
    assert mentioned(acquainted.uow, Mention(VERA)) == acquainted.vera


def test_who_cannot_be_meant_is_refused_by_name(acquainted: Acquainted) -> None:
    uow = acquainted.uow
    said = refused(UnknownPerson, mentioned, uow, Mention("U0WHO", "wim"))
    assert said == ('I do not know anyone called "wim". Write @ and pick the person from Slack\'s list.')
    assert '"U0WHO"' in refused(UnknownPerson, mentioned, uow, Mention("U0WHO"))
    uow.people.meet(PARLEY, None, "Parley", Role.STRANGER)
    assert "Parley" in refused(NotAPerson, mentioned, uow, Mention(PARLEY))
    uow.people.meet("U0BOT", None, "Build bot", Role.STRANGER)
    uow.people.learn("U0BOT", MONDAY, {"is_bot": True})
    assert "Build bot" in refused(NotAPerson, mentioned, uow, Mention("U0BOT"))
    uow.people.set_left(acquainted.vera.id, MONDAY)
    assert refused(HasLeft, mentioned, uow, Mention(VERA)).startswith("Vera Novak has left Slack.")


def named_by_mail(its: Acquainted, name: str, role: Role, vendor: int | None) -> Person:
    address = f"{name.lower()}@mail.example"
    return its.uow.people.by_id(
        its.uow.people.add(name=name, mail=address, role=role, vendor=vendor, zone=None, confirmed_at=MONDAY)
    )


def test_an_address_names_only_whom_the_asker_may_know_of(acquainted: Acquainted) -> None:
    ours = named_by_mail(acquainted, "Olga", Role.MEMBER, None)
    theirs = named_by_mail(acquainted, "Tim", Role.VENDOR_MEMBER, acquainted.helix.id)
    named_by_mail(acquainted, "Pia", Role.VENDOR_MEMBER, acquainted.orion.id)
    by_vera = asked(acquainted.vera)
    both = by_address(by_vera, acquainted.uow, ["Olga@Mail.example", "TIM@mail.example"])
    assert sorted(its.id for its in both) == sorted([ours.id, theirs.id])
    for unknown in ("pia@mail.example", "nobody@mail.example"):
        with pytest.raises(UnknownAddress, match=unknown):
            by_address(by_vera, acquainted.uow, ["olga@mail.example", unknown])
    assert len(by_address(asked(acquainted.bob), acquainted.uow, ["pia@mail.example"])) == 1
    assert by_address(by_vera, acquainted.uow, []) == []


# --- who may be given something ------------------------------------------------------------------------------------------------


def test_people_of_both_sides_come_to_a_vendors_matters_and_nobody_else(acquainted: Acquainted) -> None:
    for person in (acquainted.bob, acquainted.vera):
        assert may_come(person, acquainted.helix) is person
        assert may_own(person, acquainted.helix) is person
    assert may_come(acquainted.bob, None) is acquainted.bob
    for person, vendor in ((acquainted.omar, acquainted.helix), (acquainted.charlie, acquainted.helix)):
        for deed in (may_come, may_own):
            said = refused(NotThisVendors, deed, person, vendor)
            assert said.startswith("This person ")
            assert "Helix Clinical" in said
    assert " this matter" in refused(NotThisVendors, may_come, acquainted.vera, None)


def test_a_stranger_is_named_to_the_sponsor_and_a_vendors_person_to_nobody(acquainted: Acquainted) -> None:
    charlie, omar, helix = acquainted.charlie, acquainted.omar, acquainted.helix
    assert refused(NotThisVendors, may_come, charlie, helix, acquainted.bob).startswith("Charlie Reyes ")
    assert refused(NotThisVendors, may_own, charlie, helix, acquainted.bob).startswith("Charlie Reyes ")
    assert refused(NotThisVendors, may_come, charlie, helix, acquainted.vera).startswith("This person ")
    assert refused(NotThisVendors, may_come, omar, helix, acquainted.bob).startswith("This person ")


def test_nothing_is_given_to_whoever_only_reads(acquainted: Acquainted) -> None:
    auditor = replace(acquainted.bob, role=Role.QUALITY)
    assert may_come(auditor, acquainted.helix) is auditor
    assert "Bob Tran" in refused(ReadsOnly, may_own, auditor, acquainted.helix)
    assert "Bob Tran" in refused(ReadsOnly, does_more_than_read, auditor)
    for person in (acquainted.bob, acquainted.vera, acquainted.charlie):
        assert does_more_than_read(person) is person
