"""`erase person`: an administrator takes a person's words out of the database for good, and the record says that it was done."""

from bot.build import refuse_second
from bot.engine import forget_lanes
from bot.imports import workspace_for
from bot.keys import open_database
from bot.outbound import utc_now
from bot.settings import Settings
from governance.erasing import NobodyToErase, StillNeeded, Words, name_after
from governance.events import Door, PersonErased, TextsErased
from governance.events import Words as Text
from governance.kpis.refusals import NobodyToPropose
from governance.participants import check
from governance.people import Person
from handlers.kit.words import listing, plural
from storage.erasing import Erasing
from storage.unit_of_work import UnitOfWork, unit_of_work


def erase_person(settings: Settings, who: str, why: str, number: int | None, *, confirmed: bool) -> int:
    """Shows what there is; erases it once that is confirmed, in the administrator's name.

    An SQLite file is written anew afterwards, so nobody may serve it meanwhile. PostgreSQL may be served.
    """
    check(why)
    database = open_database(settings)
    try:
        refuse_second(database)
        workspace = workspace_for(database, number)
        with unit_of_work(database, workspace, at=utc_now(), door=Door.COMMAND_LINE) as uow:
            uow.actor = _administrator(uow)
            person = _whom(who, uow)
            its = Erasing(uow.connection, workspace, person, uow.at)
            found = its.found()
            _check(person, its, uow)
            if confirmed:
                for entry, fields in its.erase().items():
                    uow.record(TextsErased(entry=entry, fields=fields, reason=Text(why)))
                forget_lanes(uow.connection, its.lanes())
                uow.record(PersonErased(person=person.id, texts=found.texts, kept=found.kept, why=Text(why)))
        if confirmed:
            database.write_anew()
    finally:
        database.close()
    for line in _words(person, found, confirmed=confirmed):
        print(line)
    return 0


def _administrator(uow: UnitOfWork) -> Person:
    if uow.workspace.administrator is None:
        raise NobodyToPropose
    return uow.people.by_id(uow.workspace.administrator)


def _whom(who: str, uow: UnitOfWork) -> Person:
    person = uow.people.by_slack(who.strip()) or uow.people.by_mail({who.strip().lower()}).get(who.strip().lower())
    if person is None:
        raise NobodyToErase(who=who.strip())
    return person


def _check(person: Person, its: Erasing, uow: UnitOfWork) -> None:
    needed = its.needed_as()
    if person.id == uow.workspace.administrator:
        needed.insert(0, "Parley's administrator")
    if needed:
        raise StillNeeded(name=person.name, what=listing(needed))


def _words(person: Person, found: Words, *, confirmed: bool) -> list[str]:
    kept = f"{plural(found.kept, 'text')} in essential records (results, disputes, breaches, credits, risks and what puts them right)"
    if confirmed:
        return [f"Erased: {name_after(person.id)}. {plural(found.texts, 'text')} of the record went. {kept} stay."]
    lines = [f"{person.name}: {plural(found.texts, 'text')} on the record would go; {kept} would stay."]
    open_items = [f"A-{its}" for its in found.open_items]
    sessions = [f"S-{its}" for its in found.sessions]
    if open_items or sessions:
        lines.append(f"These would read (erased), though they are not over: {listing([*open_items, *sessions])}.")
    if found.owned:
        lines.append(
            f"These are theirs to do; give them to somebody first: {listing([f'A-{its}' for its in found.owned])}."
        )
    return [*lines, "Nothing is erased yet. Run it again with --confirm."]
