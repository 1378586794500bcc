"""In a channel two companies share only its vendor exists; elsewhere everybody sees what is theirs."""

from datetime import date

import pytest

from governance.actions import ActionItem, State
from governance.people import Person
from handlers.kit.requests import Place
from handlers.kit.seeing import all_they_see, may_see, of_our_sides, sees_here, shared_with, visible_vendors
from tests.acquainted import Acquainted, asked, channel_of
from tests.cast import MONDAY

ALONE = Place(direct=True)


def item(owner: Person, vendor: int | None) -> ActionItem:
    facts = {"study_id": None, "title": "send it", "opened_by": 1, "due_on": date(2026, 12, 1), "opened_at": MONDAY}
    return ActionItem(id=1, number=1, vendor_id=vendor, owner_id=owner.id, state=State.ACCEPTED, **facts)  # type: ignore[arg-type]


def test_only_a_shared_channel_has_one_vendor(acquainted: Acquainted) -> None:
    helix = acquainted.helix
    assert shared_with(asked(acquainted.bob, channel_of(helix))) == helix.id
    assert shared_with(asked(acquainted.bob, channel_of(helix, shared=False))) is None
    assert shared_with(asked(acquainted.bob, ALONE)) is None
    assert shared_with(asked(acquainted.bob, Place(link=channel_of(helix).link))) is None


def test_the_sponsor_sees_all_vendors_but_in_a_shared_channel_its_own(acquainted: Acquainted) -> None:
    helix, orion = acquainted.helix, acquainted.orion
    for place in (ALONE, channel_of(helix, shared=False)):
        assert sees_here(helix.id, asked(acquainted.bob, place))
        assert sees_here(orion.id, asked(acquainted.bob, place))
    there = asked(acquainted.bob, channel_of(helix))
    assert [sees_here(its, there) for its in (helix.id, orion.id, None)] == [True, False, False]
    assert visible_vendors(there, acquainted.uow) == ["Helix Clinical"]
    assert visible_vendors(asked(acquainted.bob, ALONE), acquainted.uow) == ["Helix Clinical", "Orion Labs"]
    ours_alone = asked(acquainted.bob, channel_of(helix, shared=False))
    assert visible_vendors(ours_alone, acquainted.uow) == ["Helix Clinical", "Orion Labs"]


def test_a_vendors_person_sees_their_own_and_none_in_anothers_channel(acquainted: Acquainted) -> None:
    helix, orion = acquainted.helix, acquainted.orion
    for place in (ALONE, channel_of(helix)):
        asks = asked(acquainted.vera, place)
        assert [sees_here(its, asks) for its in (helix.id, orion.id, None)] == [True, False, False]
        assert visible_vendors(asks, acquainted.uow) == ["Helix Clinical"]
    astray = asked(acquainted.vera, channel_of(orion))
    assert not sees_here(helix.id, astray)
    assert not sees_here(orion.id, astray)
    assert visible_vendors(astray, acquainted.uow) == []


def test_a_stranger_sees_no_vendor_anywhere(acquainted: Acquainted) -> None:
    for place in (ALONE, channel_of(acquainted.helix)):
        asks = asked(acquainted.charlie, place)
        assert not sees_here(acquainted.helix.id, asks)
        assert visible_vendors(asks, acquainted.uow) == []


def test_an_item_is_seen_by_its_side_and_by_its_owner(acquainted: Acquainted) -> None:
    of_helix = item(acquainted.bob, acquainted.helix.id)
    assert may_see(of_helix, asked(acquainted.alice))
    assert may_see(of_helix, asked(acquainted.vera))
    assert not may_see(of_helix, asked(acquainted.omar))
    assert may_see(item(acquainted.omar, None), asked(acquainted.omar))
    assert not may_see(item(acquainted.omar, None), asked(acquainted.vera))


def test_in_a_shared_channel_an_item_of_anything_else_is_not_there_not_even_for_its_owner(
    acquainted: Acquainted,
) -> None:
    place = channel_of(acquainted.helix)
    assert may_see(item(acquainted.bob, acquainted.helix.id), asked(acquainted.bob, place))
    assert not may_see(item(acquainted.bob, acquainted.orion.id), asked(acquainted.bob, place))
    assert not may_see(item(acquainted.bob, None), asked(acquainted.bob, place))
    assert may_see(item(acquainted.bob, None), asked(acquainted.bob, channel_of(acquainted.helix, shared=False)))


@pytest.mark.parametrize("shared", [True, False])
def test_a_list_holds_what_is_theirs_where_they_ask(acquainted: Acquainted, shared: bool) -> None:
    helix, orion = acquainted.helix.id, acquainted.orion.id
    here, there = channel_of(acquainted.helix, shared=shared), channel_of(acquainted.orion, shared=shared)
    assert all_they_see(asked(acquainted.bob)).vendor is None
    assert all_they_see(asked(acquainted.bob, here)).vendor == (helix if shared else None)
    assert all_they_see(asked(acquainted.vera)).vendor == helix
    assert all_they_see(asked(acquainted.vera, here)).vendor == helix
    nothing = all_they_see(asked(acquainted.vera, there)).vendor
    assert nothing not in (None, orion)
    assert nothing == (0 if shared else helix)


def test_who_works_for_another_vendor_is_nobody_to_a_vendor_nor_in_a_shared_channel(acquainted: Acquainted) -> None:
    everybody = (acquainted.alice, acquainted.vera, acquainted.omar, acquainted.charlie)

    def known(by: Person, place: Place) -> list[bool]:
        return [of_our_sides(its, asked(by, place)) for its in everybody]

    assert known(acquainted.bob, ALONE) == [True, True, True, True]
    assert known(acquainted.bob, channel_of(acquainted.helix)) == [True, True, False, False]
    assert known(acquainted.vera, ALONE) == [True, True, False, False]
    assert known(acquainted.vera, channel_of(acquainted.helix)) == [True, True, False, False]
    assert known(acquainted.charlie, ALONE) == [True, False, False, False]
