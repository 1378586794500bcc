"""People who come later: their Slack accounts in the sandbox, and what they do with them."""

from sandbox.cast import Person
from tests.cast import ALICE, DIRECT, GUS, HELIX_TEAM, NINA, NORTHWIND, OMAR, ORION_TEAM
from tests.running import Running

NINA_PATEL = Person(
    id=NINA, name="nina", real_name="Nina Patel", team=HELIX_TEAM, tz="Europe/London", email="nina@helix.example", dm=DIRECT[NINA]
)  # fmt: skip
OMAR_DIAZ = Person(
    id=OMAR, name="omar", real_name="Omar Diaz", team=ORION_TEAM, tz="Europe/London", email="omar@orion.example", dm=DIRECT[OMAR]
)  # fmt: skip

GUS_GREEN = Person(
    id=GUS, name="gus", real_name="Gus Green", team=NORTHWIND, tz="Europe/London", email="gus@helix.example", dm=DIRECT[GUS], guest=True
)  # fmt: skip


def hire(parley: Running, person: Person, *channels: str) -> None:
    """Gives somebody a Slack account and brings them into channels."""
    parley.sandbox.hire(person)
    for channel in channels:
        parley.sandbox.join(person.id, channel)
    parley.settle()


def changes_profile(parley: Running, person: Person) -> None:
    """Somebody is what this says from now on, and Slack tells it to whoever listens."""
    parley.sandbox.hire(person)
    profile = {"real_name": person.real_name, "email": person.email}
    user = {"id": person.id, "team_id": person.team, "name": person.name, "real_name": person.real_name}
    ours = person.team == NORTHWIND
    rank: dict[str, object] = {"is_restricted": person.guest, "is_ultra_restricted": False} if ours else {}
    enterprise = parley.sandbox.workspace.cast.teams[person.team].enterprise
    rank |= {"enterprise_user": {"enterprise_id": enterprise}} if enterprise else {}
    parley.sandbox.event({"type": "user_change", "user": user | rank | {"tz": person.tz, "profile": profile}})
    parley.settle()


# --- what there is to read ------------------------------------------------------------------------------------------

HOLD = (
    "Thank you. Alice Moreau confirms who works for Helix Clinical; I do this as soon as that has happened, and you need not "
    "ask again."
)
ASKED = (
    "@Nina Patel, who uses Helix Clinical's Slack, wants to work with me. Do they work for Helix Clinical? Until you say so, I "
    "hold what they ask me for.\n[Yes, confirm] [No]"
)


def heard(parley: Running, place: str) -> list[str]:
    return [parley.read(message) for message in parley.sandbox.messages(place)]


def press(parley: Running, label: str, by: str = ALICE) -> str:
    """Presses a button in somebody's direct conversation with Parley."""
    return parley.click(label, by=by, at=DIRECT[by])


def questions(parley: Running, place: str = DIRECT[ALICE]) -> list[str]:
    return [words for words in heard(parley, place) if "Do they work for" in words]


def events(parley: Running, name: str) -> int:
    with parley.database.read() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM journal WHERE event = '{name}'").scalar() or 0)


def held(parley: Running) -> int:
    with parley.database.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM held_acts").scalar() or 0)
