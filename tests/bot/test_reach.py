"""The README's table of every act, every door and each side is walked: with the payloads Slack sends for each person."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product

import pytest

from bot.reach import SPONSORS_ONLY, TYPED, Way, reach
from bot.readme import README
from governance.events import Door
from governance.notes import NoteKind
from governance.people import ALLOWED, MANAGERS, VENDORS, Act, Person, Role, who_can
from handlers import registry
from storage.unit_of_work import unit_of_work
from tests.bot.test_strangers import deliver
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, HELIX, HELIX_TEAM, NORTHWIND, ORION, ORION_TEAM, VERA
from tests.running import Running

Json = dict
# Who is what: Bob becomes each of the sponsor's roles in turn, Vera each of the vendor's, and nobody knows Charlie.
PEOPLE = {
    Role.ADMINISTRATOR: BOB,
    Role.VENDOR_MANAGER: BOB,
    Role.EXECUTIVE: BOB,
    Role.MEMBER: BOB,
    Role.QUALITY: BOB,
    Role.VENDOR_LEAD: VERA,
    Role.VENDOR_MEMBER: VERA,
    Role.STRANGER: CHARLIE,
}
TEAM = {BOB: NORTHWIND, VERA: HELIX_TEAM, CHARLIE: ORION_TEAM}
PLACE = {BOB: HELIX, VERA: HELIX, CHARLIE: ORION}
# A part of a command asks for more than the rest: lines that, in a channel, ask for that part.
PARTS = {
    (Act.SUBSCRIBE_DIGESTS, "digest subscribe weekly friday 9:00"),
    (Act.KEEP_PEOPLE, f"vendor people <@{VERA}> member"),
    (Act.AGREE_KPIS, "sla catalogue enrol K14"),
    (Act.KEEP_MINUTES, "session minutes S-1 send"),
    (Act.KEEP_BODIES, "session body set up"),
}


def table() -> dict[Act, dict[str, str]]:
    """The table as it stands in the README: for each act its cells by the words above them."""
    _, _, rest = README.read_text().partition("<!-- doors -->\n")
    head, _, *rows = (
        [cell.strip() for cell in line.strip("|\n").split("|")] for line in rest.partition("<!-- end -->")[0].splitlines()
    )  # fmt: skip
    return {Act(row[0]): dict(zip(head[1:], row[1:], strict=True)) for row in rows}


TABLE = table()


def is_theirs(role: Role, act: Act) -> bool:
    """Whether the table gives an act to a role, by its second and third column."""
    words = TABLE[act]["vendor"] if role in VENDORS else TABLE[act]["sponsor"]
    if role is Role.STRANGER or not words:
        return act is Act.READ_HELP
    fits = {
        "all": True,
        "all but quality": role is not Role.QUALITY,
        "managers": role in (Role.ADMINISTRATOR, Role.VENDOR_MANAGER),
        "account lead": role is Role.VENDOR_LEAD,
    }
    return fits[words]


@pytest.fixture
def helix(with_helix: Running) -> Running:
    """Everybody has been heard of."""
    for person in (BOB, VERA, CHARLIE):
        with_helix.say("help", by=person, via="direct")
    return with_helix


def become(parley: Running, role: Role) -> str:
    """Makes the person for a role have it; their Slack user."""
    user = PEOPLE[role]
    if role is not Role.STRANGER:
        workspace = parley.parley.house.workspace
        assert workspace
        with unit_of_work(parley.database, workspace, at=parley.watch(), door=Door.IMPORT) as uow:
            person = uow.people.by_slack(user)
            assert person
            uow.people.recognise(person.id, role, person.vendor_id)
    return user


def no(act: Act) -> str:
    return f"You cannot {act} here."


def records(parley: Running) -> int:
    with parley.database.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM journal").scalar() or 0)


# --- the table itself ------------------------------------------------------------------------------------------------


def test_every_act_stands_in_the_table_and_the_roles_are_those_of_the_permission_table() -> None:
    assert set(TABLE) == set(Act)
    for act, role in product(Act, Role):
        assert is_theirs(role, act) == (role in ALLOWED[act]), (act, role)


def test_whatever_a_vendor_may_do_is_reached_without_a_slash_command_or_a_messages_menu() -> None:
    for act, cells in TABLE.items():
        doors = {way for way in Way if "V" in cells[way]}
        assert doors.isdisjoint(SPONSORS_ONLY), act
        assert bool(doors) == bool(ALLOWED[act] & VENDORS), act


def test_whoever_has_no_slack_answers_by_mail_what_is_asked_of_them() -> None:
    asked = {Act.KEEP_ACTIONS, Act.ANSWER_FOR_ONESELF, Act.AGREE_KPIS, Act.REPORT_RESULTS, Act.ANSWER_RESULTS}
    asked |= {Act.ANSWER_BREACHES, Act.ANSWER_CREDITS, Act.KEEP_RISKS, Act.ESCALATE_ACTIONS}
    asked |= {Act.NOTE_IN_SESSIONS, Act.KEEP_MINUTES, Act.KEEP_BODIES}  # what is decided by mail, minutes, charters
    asked |= {Act.KEEP_OWN_SETTINGS}  # that they do not leave, where somebody said so
    assert {act for act in Act if Way.LINK in reach(registry())[act]} == asked


# --- walking it ------------------------------------------------------------------------------------------------------

ROLES = pytest.mark.parametrize("role", Role)
WAYS = {Way.SLASH: "slash", Way.MENTION: "mention", Way.DIRECT: "direct"}


# Of the sponsor's roles those that differ are walked through each door, the others through one.
WALKS = [
    (role, way) for role, way in product(Role, TYPED) if way is Way.SLASH or role not in MANAGERS | {Role.EXECUTIVE}
]


@pytest.mark.parametrize(("role", "way"), WALKS)
def test_what_is_typed_is_done_or_refused_as_the_table_says(helix: Running, role: Role, way: Way) -> None:
    by = become(helix, role)
    if way in SPONSORS_ONLY and TEAM[by] != NORTHWIND:
        assert "/vendor is not a valid command" in helix.say("vendor status", by=by, at=PLACE[by])
        return
    for its in registry().commands.values():
        told = helix.say(its.name, by=by, at=PLACE[by], via=WAYS[way])
        assert "went wrong" not in told, its
        assert told.startswith(no(its.act)) is not is_theirs(role, its.act), (its, told)
        assert is_theirs(role, its.act) or who_can(its.act, Person(id=0, name="", role=role)) in told, (its, told)


@ROLES
def test_a_part_of_a_command_that_asks_for_more_is_refused_by_itself(helix: Running, role: Role) -> None:
    by = become(helix, role)
    for act, line in sorted(PARTS):
        told = helix.say(line, by=by, at=PLACE[by], via="mention")
        assert told.startswith("You cannot") is not is_theirs(role, act), (line, told)
        assert role is Role.STRANGER or is_theirs(role, act) or no(act) in told, (line, told)


@ROLES
def test_a_button_of_any_age_is_checked_when_it_is_pressed(helix: Running, role: Role) -> None:
    by = become(helix, role)
    for its in registry().buttons.values():
        told = _told(helix, by, click(helix, by, its.name))
        assert (no(its.act) in told) is not is_theirs(role, its.act), (its.name, told)


@ROLES
def test_a_form_of_any_age_is_checked_when_it_is_sent(helix: Running, role: Role) -> None:
    by = become(helix, role)
    for its in registry().forms.values():
        if is_theirs(role, its.act):
            continue  # what it does is its own test's
        before = records(helix)
        told = _told(helix, by, submission(helix, by, its.name))
        assert no(its.act) in told, (its.name, told)
        assert records(helix) == before, its.name


@ROLES
def test_a_file_an_emoji_and_a_messages_menu_are_asked_like_everything_else(helix: Running, role: Role) -> None:
    by, before = become(helix, role), records(helix)
    told = helix.send_file(by, "results.csv", "kpi,period,value\nK14,2026-10,95\n")
    assert (no(Act.SEND_FILES) in told) is not is_theirs(role, Act.SEND_FILES), told
    posted = helix.sandbox.message(by, HELIX, "Please send the plan").ts if by != CHARLIE else None
    if posted and not is_theirs(role, Act.KEEP_ACTIONS):
        helix.sandbox.react(by, HELIX, posted, "pushpin")
        helix.settle()
        assert records(helix) == before
    if TEAM[by] == NORTHWIND and posted:
        told = helix.shortcut(by, HELIX, posted)
        assert (no(Act.KEEP_ACTIONS) in told) is not is_theirs(role, Act.KEEP_ACTIONS), told


NOTES = {
    NoteKind.DECISION: "we use the new form",
    NoteKind.ACTION: f"<@{VERA}> call the depot by friday",
    NoteKind.RISK: "the depot closes",
    NoteKind.PARKED: "lunch",
}


@ROLES
def test_a_note_in_the_thread_of_a_session_is_asked_like_everything_else(helix: Running, role: Role) -> None:
    helix.say(f"session schedule Helix today 15:00 <@{ALICE}> <@{VERA}>", by=ALICE, at=HELIX)
    helix.clock_moves(datetime(2026, 11, 23, 14, 0, tzinfo=UTC))
    helix.say("session start", by=ALICE, at=HELIX)
    thread = next(its["ts"] for its in helix.sandbox.messages(HELIX) if "It is held in the thread" in str(its))
    by = become(helix, role)
    for number, (kind, its) in enumerate(registry().notes.items()):
        before = list(_screens(helix, by)), records(helix)
        helix.sandbox.event(_said(by, f"{kind}: {NOTES[NoteKind(kind)]}", thread, number))
        helix.settle()
        told = "".join(screen for screen in _screens(helix, by) if screen not in before[0])
        # Whoever is not in the channel reads nothing there, and what they say changes nothing.
        assert role is Role.STRANGER or (no(its.act) in told) is not is_theirs(role, its.act), (kind, told)
        assert "went wrong" not in told
        assert is_theirs(role, its.act) or records(helix) == before[1], kind


def _said(by: str, words: str, thread: str, number: int) -> Json:
    """A message in the channel, as Slack tells of one: whoever wrote it, with the team they are of."""
    place = {"channel": HELIX, "channel_type": "channel", "thread_ts": thread, "ts": f"{thread[:-1]}{number}"}
    return {"type": "message", "user": by, "team": TEAM[by], "user_team": TEAM[by], "text": words} | place


@ROLES
def test_home_has_the_parts_that_are_theirs(helix: Running, role: Role) -> None:
    by = become(helix, role)
    home = helix.home(by)
    assert ("Helix Clinical" in home) is is_theirs(role, Act.SEE_STATUS), home
    assert ("Change my settings" in home) is is_theirs(role, Act.KEEP_OWN_SETTINGS), home


# --- what Slack sends ------------------------------------------------------------------------------------------------


def click(parley: Running, by: str, name: str) -> Json:
    """A press on a button in an old message of the channel: the person's own team, and where the app is installed."""
    message = parley.sandbox.messages(HELIX)[-1]
    return {
        "type": "block_actions",
        "user": {"id": by, "team_id": TEAM[by]},
        "team": {"id": NORTHWIND, "domain": "northwind"},
        "container": {"type": "message", "message_ts": message["ts"], "channel_id": PLACE[by], "is_ephemeral": True},
        "channel": {"id": PLACE[by]},
        "trigger_id": f"7.7.{name}",
        "actions": [
            {"type": "button", "block_id": "b", "action_id": name, "value": "1", "action_ts": f"9.{len(name)}"}
        ],
    }


def submission(parley: Running, by: str, name: str) -> Json:
    """A form that somebody has kept open: Slack says where the app is installed in the view."""
    words = {"reason": {"reason": {"type": "plain_text_input", "value": "because"}}}
    view = {"type": "modal", "id": f"V{name}", "hash": "1", "callback_id": name, "private_metadata": "{}"}
    view |= {"state": {"values": words}, "app_installed_team_id": NORTHWIND, "blocks": [], "team_id": TEAM[by]}
    user = {"id": by, "team_id": TEAM[by]}
    return {"type": "view_submission", "team": {"id": TEAM[by]}, "user": user, "view": view}


def _told(parley: Running, by: str, payload: Json) -> str:
    """Everything they read of it: in the form, in the channel or directly."""
    before = list(_screens(parley, by))
    answer = deliver(parley, payload)
    assert answer.status_code < 300, payload
    return "\n".join([answer.text, *(its for its in _screens(parley, by) if its not in before)])


def _screens(parley: Running, by: str) -> Iterator[str]:
    yield from (json.dumps(its) for its in parley.sandbox.ephemerals(by))
    yield from (json.dumps(its) for its in parley.sandbox.messages(DIRECT[by]))
