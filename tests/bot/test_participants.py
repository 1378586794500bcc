"""What could name a trial participant is refused at every door, kindly, and nothing of it is kept or logged."""

import json
import logging
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from bot.schedules import import_schedule
from bot.settings import read_settings
from bot.stories import import_story
from governance.refusals import Refusal
from handlers.kit.blocks import actions, button
from storage.database import Database
from storage.schema import migrate
from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.everything import holds, kept, logged
from tests.handlers.sessions.test_adopting import invites, told
from tests.measured import REPORTS, agreed
from tests.running import Running

# Whatever stands in what is refused; none of it may be found anywhere afterwards.
CANARIES = ("Zebulon", "Quartermain", "12/03/1961", "482913774563")
NAMED = "reconcile subject 1023-004 Zebulon Quartermain, DOB 12/03/1961, MRN 482913774563"
SENTENCE = "That looks like it could name a trial participant (a medical record number). I have kept none of it."
STILL_THERE = "What you wrote still stands in Slack; please delete it there."


@pytest.fixture
def known(with_helix: Running, caplog: pytest.LogCaptureFixture) -> Running:
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    caplog.set_level(logging.DEBUG, "parley")
    caplog.clear()
    return with_helix


@pytest.fixture
def clean(known: Running, caplog: pytest.LogCaptureFixture) -> Callable[[], None]:
    def check() -> None:
        assert holds(kept(known.database), CANARIES) == []
        assert holds(logged(caplog), CANARIES) == []

    return check


def test_a_slash_command(known: Running, clean: Callable[[], None]) -> None:
    said = known.say(f"action add <@{VERA}|vera> friday {NAMED}", by=BOB, at=HELIX)
    assert said == f"{SENTENCE} Please write it without that number; a subject number alone is fine."
    assert "Nothing is open." in known.say("action list", by=ALICE, at=HELIX)
    clean()


@pytest.mark.parametrize("via", ["mention", "direct"])
def test_a_mention_and_a_direct_message_are_told_where_it_still_stands(
    known: Running, clean: Callable[[], None], via: str
) -> None:
    said = known.say(f"action add @vera friday {NAMED}", by=BOB, at=HELIX, via=via)
    assert said.startswith(SENTENCE)
    assert said.endswith(STILL_THERE)
    clean()


def test_words_that_are_no_command(known: Running, clean: Callable[[], None]) -> None:
    assert known.say(NAMED, by=BOB, at=HELIX, via="direct").startswith(SENTENCE)
    clean()


def test_the_same_line_without_it_is_taken(known: Running) -> None:
    said = known.say(f"action add <@{VERA}|vera> friday reconcile subject 1023-004", by=BOB, at=HELIX)
    assert "A-1 reconcile subject 1023-004" in said


def test_a_form_stays_open_and_says_it_under_the_field(known: Running, clean: Callable[[], None]) -> None:
    known.say("action add", by=BOB, at=HELIX)
    form = known.submit(by=BOB, title=NAMED, owner=VERA, due="2026-12-12")
    assert SENTENCE in form
    assert STILL_THERE not in form
    assert SENTENCE in form.partition("Owner")[0]
    clean()


def test_minutes_say_in_which_line_it_stands(known: Running, clean: Callable[[], None]) -> None:
    known.say("action minutes", by=BOB, at=HELIX)
    minutes = f"Joint operations\nACTION: Vera to send the list by 12 Dec\nACTION: Bob to {NAMED} by Friday\n"
    assert "(a medical record number, line 3)" in known.submit(by=BOB, minutes=minutes)
    clean()


def test_a_message_that_would_become_an_action_item(known: Running, clean: Callable[[], None]) -> None:
    message = known.sandbox.message(ALICE, HELIX, NAMED)
    ts = known.sandbox.messages(HELIX)[-1]["ts"]
    assert message is not None
    assert known.shortcut(ALICE, HELIX, ts).startswith(SENTENCE)
    clean()


def test_a_message_that_an_emoji_was_put_on(known: Running, clean: Callable[[], None]) -> None:
    known.sandbox.message(VERA, HELIX, NAMED)
    ts = known.sandbox.messages(HELIX)[-1]["ts"]
    known.told(BOB, lambda: known.sandbox.react(BOB, HELIX, ts, "pushpin"))
    assert SENTENCE in known.click("Create action", by=BOB)
    clean()


def test_a_button_from_before_that_carries_a_line(known: Running, clean: Callable[[], None]) -> None:
    line = f"action add @vera friday {NAMED}"
    pressed = actions(button("Say it again", "again", line))
    known.front.run(known.parley.client.chat_postMessage(channel=HELIX, text="Again?", blocks=[pressed]))
    assert known.click("Say it again", by=BOB, at=HELIX).startswith(SENTENCE)
    clean()


def test_a_files_name(known: Running, clean: Callable[[], None]) -> None:
    assert SENTENCE in known.send_file(BOB, "patient Zebulon Quartermain MRN 482913774563.csv", "Action,Owner,Due\n")
    clean()


TABLE = f"""Action,Assigned to,Deadline,DOB
Send the list,Vera Novak,2026-12-12,
{NAMED.replace(",", ";")},Vera Novak,2026-12-12,
Call the site,Vera Novak,2026-12-12,12/03/1961
Sign the amendment,Vera Novak,2026-12-12,
"""


def workbook(table: str) -> bytes:
    book = Workbook()
    book.active.append(["Open items"])
    for line in table.splitlines():
        book.active.append(line.split(","))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(("name", "content", "first"), [("a.csv", TABLE, 3), ("a.xlsx", workbook(TABLE), 4)])
def test_a_line_of_a_file_is_named_unusable_and_the_others_go_on(
    known: Running, clean: Callable[[], None], name: str, content: bytes | str, first: int
) -> None:
    said = known.send_file(BOB, name, content)
    assert f"{name}: 2 action items, 2 lines unusable" in said
    assert (
        f"Line {first}: it could name a trial participant (a medical record number); a subject number alone is fine"
    ) in said
    assert f"Line {first + 1}: it could name a trial participant (a date of birth)" in said
    clean()
    known.click("Confirm", by=BOB, at=DIRECT[BOB])
    assert f"Imported 2 action items from {name}. 2 lines could not be used." in known.heard(DIRECT[BOB])
    items = known.say("action list", by=BOB, at=HELIX)
    assert "Send the list" in items
    assert "Sign the amendment" in items
    clean()


def test_of_a_workbook_only_what_was_read_is_kept(known: Running, clean: Callable[[], None]) -> None:
    book = load_workbook(BytesIO(workbook("Action,Assigned to,Deadline\nSend the list,Vera Novak,2026-12-12")))
    book.active["A3"].comment = Comment(NAMED, NAMED)
    book.create_sheet("Others").append([NAMED])
    book.properties.description = NAMED
    content = BytesIO()
    book.save(content)
    assert "a.xlsx: 1 action item" in known.send_file(BOB, "a.xlsx", content.getvalue())
    with known.database.read() as connection:
        (its,) = connection.exec_driver_sql("SELECT content FROM uploads").scalars()
    with ZipFile(BytesIO(its)) as packed:
        assert holds(b"".join(map(packed.read, packed.namelist())), CANARIES) == []
    clean()
    known.click("Confirm", by=BOB, at=DIRECT[BOB])
    assert "Imported 1 action item from a.xlsx." in known.heard(DIRECT[BOB])


def test_a_file_that_names_subjects_in_two_columns(known: Running, clean: Callable[[], None]) -> None:
    table = "Action,Owner,Due,Subject,Name\nSend the list,Vera Novak,2026-12-12,1001-004,Zebulon Quartermain\n"
    said = known.send_file(BOB, "a.csv", table)
    assert "Line 2: it could name a trial participant (a name next to a subject number)" in said
    clean()


def test_a_file_whose_first_row_names_somebody(known: Running, clean: Callable[[], None]) -> None:
    assert SENTENCE in known.send_file(BOB, "a.csv", f"{NAMED}\nSend the list\n")
    clean()


def test_a_meeting_in_a_calendar_file(known: Running, clean: Callable[[], None]) -> None:
    said = known.send_file(ALICE, "m.ics", told(title="Patient Zebulon Quartermain"))
    assert "Its title looks like it could name a trial participant (a participant's name)" in said
    clean()


def test_a_meeting_in_a_mail(known: Running, clean: Callable[[], None]) -> None:
    invites(known, told(title="Subject 1023-004 Zebulon Quartermain"))
    said = known.heard(DIRECT[VERA])
    assert "I have kept nothing of a meeting you mailed me. Its title looks like it could name a trial" in said
    assert "Adopt it" not in known.heard(DIRECT[ALICE])
    clean()


def test_measurements_over_http(known: Running, clean: Callable[[], None]) -> None:
    agreed(known, **REPORTS)
    found = re.search("parley_[0-9a-f]{64}", known.say("sla token new nightly export", by=BOB, at=HELIX))
    assert found
    row = {"kpi": "K14", "period": "2026-10", "numerator": 38, "denominator": 40, "note": NAMED}
    headers = {"Authorization": f"Bearer {found[0]}", "Content-Type": "application/json"}
    body = json.dumps({"measurements": [row]})
    answer = httpx.post(f"{known.front.url}/ingest/measurements", content=body, headers=headers)
    assert answer.status_code == 422
    why = "note: it could name a trial participant (a medical record number); a subject number alone is fine"
    assert answer.json() == {"errors": [{"row": 1, "why": why}]}
    clean()


SCHEDULE = f"""
[[kpi]]
code = "V1"
name = "Visit reports on time"
question = "Are reports on time? {NAMED}"
lens = "operations"
unit = "%"
direction = "up"
target = 95
red_limit = 90
frequency = "monthly"
effective_from = 2027-01-01

# {NAMED}
[[kpi]]
code = "V2"
name = "Queries"
"""


def test_a_schedule_in_a_file(known: Running, clean: Callable[[], None]) -> None:
    said = known.send_file(VERA, "s.toml", SCHEDULE)
    assert "kpi[1].question it could name a trial participant (a medical record number)" in said
    clean()


# --- the command line ----------------------------------------------------------------------------------------------------


def test_results_from_the_command_line(
    known: Running, clean: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = (
        "Helix Clinical,,Reports,2026-10,38,40,",
        f"Helix Clinical,{NAMED.replace(',', ';')},Reports,2026-10,1,2,",
    )
    known.import_results(good, bad)
    assert "line 3: it could name a trial participant (a medical record number)" in capsys.readouterr().out
    clean()


@pytest.fixture
def settings(tmp_path: Path):
    return read_settings({"DATABASE_URL": f"sqlite:///{tmp_path}/cli.db"}, env_file=None)


def test_a_story_from_the_command_line_names_the_place(settings, tmp_path: Path) -> None:
    story = Path("examples/story.toml").read_text().replace('title = "', f'title = "{NAMED} ', 2)
    (tmp_path / "story.toml").write_text(story)
    migrate(Database(settings.database_url))
    with pytest.raises(Refusal, match="cannot be used: it could name a trial participant") as refusal:
        import_story(settings, tmp_path / "story.toml")
    assert holds(str(refusal.value), CANARIES) == []


def test_a_schedule_from_the_command_line(known: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.toml").write_text(SCHEDULE)
    assert import_schedule(known.parley.settings, tmp_path / "s.toml", "Helix Clinical", None, confirmed=False) == 1
    said = capsys.readouterr().out
    assert "kpi[1].question it could name a trial participant" in said
    assert holds(said, CANARIES) == []
