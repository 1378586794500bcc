"""The opening script: a day between two companies, played over the wire. Every step checks what came back."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.forms import NoSuchThing
from sandbox.invites import read_invite
from sandbox.server import Sandbox
from sandbox.stage import PATIENCE, Mismatch, Stage

ALICE, BOB, VERA, CHARLIE = "U0ALICE", "U0BOB", "U0VERA", "U0CHARLIE"
HELIX, ALICES, CHARLIES = "C0HELIX", "D0ALICE", "D0CHARLIE"
AT_VERA, AT_PARLEY = "<@U0VERA|vera>", "<@U0PARLEY>"
CAUSE, PROOF = "send the root cause of the late filing", "https://helix.example/etmf/root-cause-v2"
OF_HELIX = ("eTMF", "SUSAR", "Helix Clinical:", "recovery plan", "root cause", "delegation log", "monitoring plan")
MINUTES = """Monthly call, Helix and Northwind
ACTION: Vera to post the signed delegation log by {later}
ACTION: Alice to book the site audit by {later}
ACTION: Bob to read the monitoring plan again"""

Scene = Callable[[Stage], None]


class WentWrong(Exception):
    """The step that went wrong, what was expected and what came instead."""


def play(sandbox: Sandbox, patience: float = PATIENCE) -> int:
    """Plays every scene in order, waiting `patience` seconds at most for each thing; 0 when all went as expected. Raises WentWrong at the first that did not."""
    stage, started = Stage(sandbox, patience), time.monotonic()
    for number, (title, scene) in enumerate(SCENES, 1):
        print(f"\n{number}. {title}", flush=True)
        try:
            scene(stage)
        except (Mismatch, NoSuchThing) as trouble:
            raise WentWrong(f"\nStep {number} ({title}) went wrong: {trouble}") from trouble
    print(f"\nAll {len(SCENES)} steps went as they should, in {time.monotonic() - started:.1f} seconds.")
    return 0


def status(stage: Stage) -> None:
    answer = stage.types(ALICE, HELIX, "/vendor status")
    stage.expects(answer, "Helix Clinical", "Red: eTMF filing timeliness is red", "Open breaches: 1", "Next session")
    stage.expects(answer, "5 open, 2 overdue")


def ask(stage: Stage) -> None:
    answer = stage.types(BOB, HELIX, f"/action add {AT_VERA} friday {CAUSE} #breach")
    stage.expects(answer, "Added: A-", CAUSE)
    stage.told(VERA, HELIX, CAUSE, "Asked by @Bob Tran")


def accept(stage: Stage) -> None:
    stage.clicks(VERA, _the_item(stage), "Accept")
    stage.told(VERA, HELIX, CAUSE, "Accepted.")


def done(stage: Stage) -> None:
    form = stage.opens(VERA, lambda: stage.clicks(VERA, _the_item(stage), "Done"))
    stage.closes(VERA, form, {"link": PROOF})
    stage.told(VERA, HELIX, CAUSE, "Done by @Vera Novak", "To be verified by @Bob Tran's side")


def verify(stage: Stage) -> None:
    # In the channel, where it stands at any hour; Bob himself is told when he works.
    stage.clicks(BOB, _the_item(stage), "Verify")
    stage.told(BOB, HELIX, CAUSE, "Verified.")


def pin(stage: Stage) -> None:
    ts = stage.writes(VERA, HELIX, "Site 114 has no signed delegation log yet. I will chase the coordinator.")
    offer = stage.answered(BOB, lambda: stage.reacts(BOB, HELIX, ts, "pushpin"), "Shall I make an action item")
    form = stage.opens(BOB, lambda: stage.clicks(BOB, offer, "Create action"))
    still_open = stage.submits(BOB, form, {"owner": VERA, "due": _day(-2)})
    stage.expects(str(still_open and still_open["errors"]), "has passed")
    stage.closes(BOB, form, {"owner": VERA, "due": _day(10)})
    stage.told(VERA, HELIX, "Site 114", "Asked by @Bob Tran", thread=ts)


def minutes(stage: Stage) -> None:
    form = stage.opens(ALICE, lambda: stage.types(ALICE, HELIX, "/action minutes"))
    checklist = stage.submits(ALICE, form, {"minutes": MINUTES.format(later=_day(12))})
    if checklist is None:
        raise Mismatch("a checklist of the minutes", "a closed form")
    stage.closes(ALICE, checklist, {})
    stage.told(VERA, HELIX, "added 2 actions from the minutes", "delegation log", "Book the site audit")


def mention(stage: Stage) -> None:
    said = stage.answered(VERA, lambda: stage.writes(VERA, HELIX, f"{AT_PARLEY} status"), "Helix Clinical")
    answer = stage.text(VERA, said)
    stage.expects(answer, "Red: eTMF filing timeliness is red", "8 open, 2 overdue")
    stage.expects_nothing_of(answer, "Orion", "Meridian")


def session(stage: Stage) -> None:
    before = len(stage.sandbox.mails)
    answer = stage.types(ALICE, HELIX, "/session schedule Helix next tuesday 15:00 60m")
    stage.expects(answer, "Scheduled as S-", "Joint strategy session with Helix Clinical", "60 minutes")
    stage.told(VERA, HELIX, "Joint strategy session with Helix Clinical", "Not answered: @Alice Moreau and @Vera Novak")
    stage.waits(lambda: len(stage.sandbox.mails) >= before + 2, "an invite for each of the two")
    for mail in stage.sandbox.mails[before:]:
        words = read_invite(mail) or ""
        stage.shows(f"Mail to {mail['To']}", f"{mail['Subject']}\n{words}")
        stage.expects(words, "Invitation", "15:00-16:00 Europe/Warsaw", "Alice Moreau", "Vera Novak")


def find(stage: Stage) -> None:
    answer = stage.types(ALICE, HELIX, "/session find Helix 60m")
    stage.expects(answer, "1. ", "@Vera Novak", "I cannot see")


def series(stage: Stage) -> None:
    before = len(stage.sandbox.mails)
    line = "/session schedule Helix second tuesday 15:00 30m joint operations meeting"
    stage.expects(stage.types(ALICE, HELIX, line), "Scheduled: ", "the second Tuesday of every month at 15:00")
    card = stage.told(VERA, HELIX, "Joint operations meeting with Helix Clinical", "meetings planned")
    stage.waits(lambda: len(stage.sandbox.mails) >= before + 2, "one mail for each of the two, with all of the series")
    stage.answered(VERA, lambda: stage.clicks(VERA, card, "I will come"), "Thank you. You are coming to each meeting")


def bodies(stage: Stage) -> None:
    offer = stage.answered(VERA, lambda: stage.writes(VERA, HELIX, f"{AT_PARLEY} session body"), "no governance bodies")
    stage.answered(VERA, lambda: stage.clicks(VERA, offer, "Set these up"), "4 bodies set up", "is asked to agree")
    asked = stage.told(ALICE, ALICES, "proposes how both companies meet", "may decide up to EUR 50,000")
    stage.answered(ALICE, lambda: stage.clicks(ALICE, asked, "Agree to all"), "Both companies have agreed now")


def held(stage: Stage) -> None:
    said = stage.types(ALICE, HELIX, f"/session schedule Helix {_soon(10)} 30m operational call")
    stage.expects(said, "Scheduled as S-", "Operational call with Helix Clinical")
    stage.expects(stage.types(ALICE, HELIX, f"/session start {_reference(said)}"), "is on")
    panel = stage.told(VERA, HELIX, "Operational call with Helix Clinical is on.", "No quorum yet")
    for person in (ALICE, VERA):
        stage.answered(person, lambda who=person: stage.clicks(who, panel, "Present"), "You are noted as present")  # type: ignore[misc]
    stage.writes(BOB, HELIX, f"action: {AT_VERA} train the new filing specialist by {_day(12)}", panel["ts"])
    stage.told(ALICE, HELIX, "train the new filing specialist", "noted by @Bob Tran", thread=panel["ts"])
    stage.writes(VERA, HELIX, "decision: #1 file within five days because inspectors look there first", panel["ts"])
    stage.told(ALICE, HELIX, "File within five days", "Decided by Operational call", thread=panel["ts"])
    stage.types(ALICE, HELIX, f"/session end {_reference(said)}")
    stage.told(VERA, HELIX, "Minutes of S-", "File within five days", "train the new filing", thread=panel["ts"])


def digest(stage: Stage) -> None:
    stage.expects(stage.types(ALICE, HELIX, "/digest now"), "on its way")
    message = stage.told(VERA, HELIX, "SLA digest: Helix Clinical", "Changes since", "Open breaches: 1")
    files = [block.get("slack_file", {}).get("id") for block in message["blocks"] if block["type"] == "image"]
    if not any(file in stage.sandbox.workspace.files for file in files):
        raise Mismatch("the trend picture in the digest", str([block["type"] for block in message["blocks"]]))


def doctor(stage: Stage) -> None:
    answer = stage.types(ALICE, HELIX, "/vendor doctor")
    stage.expects(answer, "Connected to Northwind Bio", "3 vendors", "Digest in #helix-northwind", "Failed")


def mistakes(stage: Stage) -> None:
    stage.expects(stage.types(BOB, HELIX, f"/action add {AT_VERA} 31 february send it"), "February")
    stage.expects(stage.types(ALICE, "C0GOV", "/vendor status Meridain Labs"), "Did you mean Meridian Labs")


def outsider(stage: Stage) -> None:
    stage.expects(stage.is_refused(VERA, HELIX, "/vendor status"), "not a valid command")


def stranger(stage: Stage) -> None:
    ts = stage.writes(CHARLIE, CHARLIES, "vendor status Helix Clinical")
    refusal = stage.told(CHARLIE, CHARLIES, "There is no vendor called", after=ts)
    ts = stage.writes(CHARLIE, CHARLIES, "status")
    own = stage.told(CHARLIE, CHARLIES, "Orion Labs", after=ts)
    stage.sandbox.open_home(CHARLIE)
    stage.waits(lambda: stage.sandbox.home(CHARLIE), "Charlie's App Home")
    home = stage.sandbox.home(CHARLIE) or {}
    for seen in (refusal, own, home):
        stage.expects_nothing_of(stage.text(CHARLIE, seen), *OF_HELIX)
    stage.expects(stage.text(CHARLIE, home), "Orion Labs")


def _the_item(stage: Stage) -> dict[str, object]:
    """The message that told of Bob's item, as it stands now."""
    told = (its for its in reversed(stage.sandbox.messages(HELIX)) if CAUSE in stage.text(VERA, its))
    return next(told) | {"channel": HELIX}


def _reference(said: str) -> str:
    """The S-3 of `Scheduled as S-3: ...`."""
    return said.partition("Scheduled as ")[2].partition(":")[0].strip("*")


def _soon(minutes: int) -> str:
    """So many minutes from now, on Alice's clock."""
    return f"{datetime.now(ZoneInfo('Europe/Warsaw')) + timedelta(minutes=minutes):%-d %b %H:%M}"


def _day(days: int) -> str:
    return str((datetime.now(UTC) + timedelta(days=days)).date())


SCENES: tuple[tuple[str, Scene], ...] = (
    ("Alice asks where Helix stands", status),
    ("Bob asks Vera for something by Friday, because of a breach", ask),
    ("Vera says yes with one click", accept),
    ("Vera is done, and shows it with a link", done),
    ("Bob has a look and agrees", verify),
    ("Bob puts a pin on what Vera writes, and is asked whether it shall be an action", pin),
    ("Alice pastes the minutes of the call", minutes),
    ("Vera, who has no slash commands here, asks how Helix stands by a mention", mention),
    ("Alice puts a session in everyone's calendar", session),
    ("Alice asks when both companies can meet", find),
    ("Alice schedules a series, and Vera comes to all of it with one click", series),
    ("Vera sets up how both companies meet, and Alice agrees with one click", bodies),
    ("A weekly call is held: who is there, what is decided, who does what, and its minutes", held),
    ("Alice wants the digest now", digest),
    ("Alice asks how Parley itself is doing", doctor),
    ("A day that does not exist, and a vendor nobody knows", mistakes),
    ("Slack offers Vera no commands of another company's app", outsider),
    ("Charlie, of another vendor, learns nothing of Helix", stranger),
)
