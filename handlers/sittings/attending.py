"""Who is at a session: each says so with one click, and a chair notes those who cannot, for instance people on the telephone."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from governance.bodies import SPONSOR, Attendance, Attended, Presence
from governance.decisions import Decision
from governance.decisions import State as DecisionState
from governance.events import AttendanceNoted
from governance.people import READERS, Act, Person
from governance.sittings import DecidedWithThem, NobodyToStandInFor, OnlyReads, noted
from handlers.kit import shown
from handlers.kit.blocks import Block, choice, choices, field, people_input, section
from handlers.kit.finding import may_come, mentioned
from handlers.kit.replies import Form, Reply, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.sittings import Sitting, sitting_of
from handlers.kit.words import Mention, listing
from handlers.sittings.finding import check_runs, number, that_is_on
from handlers.sittings.panel import quorum_words
from handlers.sittings.register import feature
from storage.unit_of_work import UnitOfWork

ABSENT = "absent"


@feature.button("sittings.present", act=Act.ANSWER_FOR_ONESELF)
def present(request: Request, uow: UnitOfWork) -> Reply:
    sitting, _ = that_is_on(request.ref, request, uow)
    return _myself(sitting, Presence.PRESENT, None, request, uow)


@feature.button("sittings.apology", act=Act.ANSWER_FOR_ONESELF)
def apology(request: Request, uow: UnitOfWork) -> Reply:
    sitting, _ = that_is_on(request.ref, request, uow)
    return _myself(sitting, Presence.APOLOGY, None, request, uow)


# --- in somebody's place -----------------------------------------------------------------------------------------------------


@feature.button("sittings.deputy", act=Act.ANSWER_FOR_ONESELF)
def deputy(request: Request, uow: UnitOfWork) -> Reply:
    """Whoever is the deputy of one member is there for them; who is nobody's or several people's says for whom."""
    sitting, _ = that_is_on(request.ref, request, uow)
    members = _members_for(request.by, sitting)
    named = sitting.deputises(request.by)
    if len(named) == 1:
        return _myself(sitting, Presence.DEPUTY, named[0], request, uow)
    people = [(str(who), sitting.people[who].name) for who in named or members]
    blocks = (
        field("member", "In whose place are you here?", choice(people, people[0][0] if len(people) == 1 else None)),
    )
    memo = {"of": sitting.session.reference}
    return Show(form=Form(name="sittings.deputy", title="Deputy", submit="I am here", blocks=blocks, memo=memo))


@feature.form("sittings.deputy", act=Act.ANSWER_FOR_ONESELF)
def deputy_by_form(request: Request, uow: UnitOfWork) -> Reply:
    with about("member"):
        sitting, _ = that_is_on(str(request.values.get("of")), request, uow)
        return _in_place_of(request.required("member"), sitting, request, uow)


@feature.button("sittings.stand_in", act=Act.ANSWER_FOR_ONESELF)
def stand_in(request: Request, uow: UnitOfWork) -> Reply:
    """A deputy who was called has come."""
    sitting, member = that_is_on(request.ref, request, uow)
    return _in_place_of(member, sitting, request, uow)


def _in_place_of(member: str, sitting: Sitting, request: Request, uow: UnitOfWork) -> Reply:
    found = next((who for who in _members_for(request.by, sitting) if str(who) == member), None)
    if found is None:
        raise NobodyToStandInFor(reference=sitting.session.reference)
    return _myself(sitting, Presence.DEPUTY, found, request, uow)


def _members_for(person: Person, sitting: Sitting) -> list[int]:
    """In whose place somebody can be there: those of their company whose presence counts."""
    if person.role in READERS:
        raise OnlyReads
    members = [who for who, party in sitting.counted.items() if party == person.party and who != person.id]
    if not members:
        raise NobodyToStandInFor(reference=sitting.session.reference)
    return members


# --- noting it ---------------------------------------------------------------------------------------------------------------


def _myself(sitting: Sitting, how: Presence, member: int | None, request: Request, uow: UnitOfWork) -> Reply:
    line = _line(sitting, request.by.id, how, request, member)
    after = note(sitting, [line], (), uow)
    words = {
        Presence.PRESENT: "You are noted as present",
        Presence.APOLOGY: "Your apologies are noted",
        Presence.DEPUTY: f"You are noted as present for {shown.person(sitting.people.get(member or 0))}",
    }
    return say(section(f"{words[how]} at {sitting.session.reference}. {quorum_words(after, uow)}"))


def _line(sitting: Sitting, person: int, how: Presence, request: Request, member: int | None = None) -> Attended:
    facts = {"session_id": sitting.session.id, "noted_by": request.by.id, "noted_at": request.at}
    return Attended(person_id=person, how=how, for_id=member, **facts)  # type: ignore[arg-type]  # each fits its field


def note(sitting: Sitting, lines: Iterable[Attended], gone: Collection[int], uow: UnitOfWork) -> Sitting:
    """The list is kept, and what changed in it is on the record; the session with it. Raises DecidedWithThem."""
    new = [its for its in lines if not _stands(its, sitting.attendance)]
    off = [its for its in gone if any(line.person_id == its for line in sitting.attendance.lines)]
    after = sitting_of(sitting.session, uow, noted(sitting.attendance, new, off))
    _check_decisions_stand(sitting, after, uow)
    uow.attendance.note(new)
    uow.attendance.take_off(sitting.session.id, off)
    for its in new:
        _record(sitting, its.person_id, its.how, its.for_id, uow)
    for who in off:
        _record(sitting, who, ABSENT, None, uow)
    return after


def _stands(line: Attended, attendance: Attendance) -> bool:
    """Whether it is noted so already."""
    return any(
        (its.person_id, its.how, its.for_id) == (line.person_id, line.how, line.for_id) for its in attendance.lines
    )


def _record(sitting: Sitting, person: int, how: str, member: int | None, uow: UnitOfWork) -> None:
    its = sitting.session
    uow.record(AttendanceNoted(session=its.id, vendor=its.vendor_id, person=person, how=how, for_person=member))


def _check_decisions_stand(before: Sitting, after: Sitting, uow: UnitOfWork) -> None:
    """What was decided here was decided by a quorum: nobody goes off the list whose going would leave none."""
    if after.short.is_quorate or not before.short.is_quorate:
        return
    made = [its for its in uow.decisions.of_session(before.session.id) if its.state is DecisionState.IN_FORCE]
    if made:
        raise _decided_with(before, after, made)


def _decided_with(before: Sitting, after: Sitting, made: Sequence[Decision]) -> DecidedWithThem:
    gone = (before.attendance.counted() - after.attendance.counted()) & before.counted.keys()
    names = listing([before.people[who].name for who in sorted(gone)])
    were = "was" if len(made) == 1 else "were"
    return DecidedWithThem(decisions=listing([its.reference for its in made[:5]]), were=were, people=names or "them")


# --- a chair notes others ------------------------------------------------------------------------------------------------------


@feature.button("sittings.attendance", act=Act.RUN_SESSIONS)
def who_is_here(request: Request, uow: UnitOfWork) -> Reply:
    sitting, _ = that_is_on(request.ref, request, uow)
    check_runs(sitting, request.by, "note who is at", uow)
    return Show(form=_form(sitting, uow))


def _form(sitting: Sitting, uow: UnitOfWork) -> Form:
    blocks: list[Block] = []
    for party, name, people in _sides(sitting, uow):
        if people:
            blocks += _of_one_side(party, name, people, sitting.attendance)
    blocks.append(field("guests", "Anybody else?", people_input(), hint="Whoever is not listed above.", optional=True))
    # Who was noted when the form was opened: whoever comes meanwhile is not taken off by it.
    memo = {"of": sitting.session.reference, "noted": sorted(its.person_id for its in sitting.attendance.lines)}
    return Form(name="sittings.attendance", title="Who is here", submit="Keep", blocks=tuple(blocks), memo=memo)


def _of_one_side(party: str, name: str, people: Mapping[int, Person], attendance: Attendance) -> list[Block]:
    pairs = [(str(who), its.name) for who, its in people.items()]
    there = {str(who) for who in attendance.there()}
    sorry = {str(its.person_id) for its in attendance.lines if its.how is Presence.APOLOGY}
    return [
        field(f"there:{party}", f"Here of {name}", choices(pairs, there), optional=True),
        field(f"sorry:{party}", f"Apologies of {name}", choices(pairs, sorry), optional=True),
    ]


def _sides(sitting: Sitting, uow: UnitOfWork) -> list[tuple[str, str, dict[int, Person]]]:
    """Each company with its people who are expected or have come."""
    names = ((SPONSOR, uow.workspace.name), (f"vendor:{sitting.vendor.id}", sitting.vendor.name))
    expected = sorted(sitting.people.items(), key=lambda its: (its[1].name, its[0]))
    return [(party, name, {who: its for who, its in expected if its.party == party}) for party, name in names]


@feature.form("sittings.attendance", act=Act.RUN_SESSIONS)
def who_is_here_by_form(request: Request, uow: UnitOfWork) -> Reply:
    with about("guests"):
        sitting, _ = that_is_on(str(request.values.get("of")), request, uow)
        check_runs(sitting, request.by, "note who is at", uow)
        listed = {who for _, _, people in _sides(sitting, uow) for who in people}
        there = _ticked("there", request, listed) | _guests(sitting, request, uow)
        sorry = _ticked("sorry", request, listed) - there
        gone = listed & set(request.values.get("noted") or ()) - there - sorry
        after = note(sitting, _lines(sitting, there, sorry, request, uow), gone, uow)
    return say(section(f"The list of {sitting.session.reference} is kept. {quorum_words(after, uow)}"))


def _ticked(what: str, request: Request, listed: Collection[int]) -> set[int]:
    values = (its for name, chosen in request.values.items() if name.startswith(f"{what}:") for its in chosen or ())
    return {number(its) for its in values} & set(listed)


def _guests(sitting: Sitting, request: Request, uow: UnitOfWork) -> set[int]:
    users = request.values.get("guests") or ()
    return {may_come(mentioned(uow, Mention(user)), sitting.vendor, request.by).id for user in users}


def _lines(
    sitting: Sitting, there: Collection[int], sorry: Collection[int], request: Request, uow: UnitOfWork
) -> list[Attended]:
    """Whoever is there already stays there as they are: themselves, or in somebody's place."""
    come = uow.people.some(set(there) - sitting.attendance.there())
    return [
        *(_come(sitting, come[who], request) for who in sorted(come)),
        *(_line(sitting, who, Presence.APOLOGY, request) for who in sorted(sorry)),
    ]


def _come(sitting: Sitting, person: Person, request: Request) -> Attended:
    """Whoever has no place of their own and is the deputy of one member has come in that one's place."""
    named = [] if person.id in sitting.counted or person.role in READERS else sitting.deputises(person)
    if len(named) == 1:
        return _line(sitting, person.id, Presence.DEPUTY, request, named[0])
    return _line(sitting, person.id, Presence.PRESENT, request)
