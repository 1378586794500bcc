"""What changed from version to version of minutes, by whom, when and why."""

from governance.events import MinutesRewritten
from governance.minutes import Version
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, paragraphs
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from handlers.kit.words import at_most, date_words
from handlers.minutes.content import differences
from handlers.minutes.naming import Kept
from handlers.minutes.showing import open_button
from handlers.minutes.words import named, written
from storage.unit_of_work import UnitOfWork

LONG = 300
SHOWN = 8  # versions, and changes of each


def show_versions(kept: Kept, request: Request, uow: UnitOfWork) -> Reply:
    """The newest first, each with what it changed in the one before."""
    versions = uow.minutes.versions(kept.minutes)
    people = uow.people.some({its.made_by for its in versions if its.made_by})
    past = [its.event for its in uow.history(kept.minutes.stems) if isinstance(its.event, MinutesRewritten)]
    why = {its.version: its.reason for its in past}
    pairs = list(zip(versions, [None, *versions[:-1]], strict=True))[::-1][:SHOWN]
    blocks: list[Block] = []
    for its, before in pairs:
        by = f", by {shown.person(people[its.made_by])}" if its.made_by in people and before else ""
        day = date_words(its.made_at.astimezone(request.zone).date(), request.today)
        reason = f" Because: {written(why[its.version], LONG)}" if why.get(its.version) else ""
        blocks += paragraphs([f"*Version {its.version}* {day}{by}.{reason}", *_changes(its, before)])
    return say(*paragraphs([named(kept.session, uow)]), *blocks, actions(open_button(kept.session)))


def _changes(its: Version, before: Version | None) -> list[str]:
    if before is None:
        return ["As Parley drafted it when the session ended."]
    changes = [
        f"• {written(words[:1].upper() + words[1:], LONG)}" for words in differences(before.content, its.content)
    ]
    return at_most(changes, SHOWN)
