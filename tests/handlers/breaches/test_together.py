"""What one submission makes red is told to each lead in one message, and to the channel in one when its time has come."""

from datetime import UTC, date, datetime

from governance.actions import Concern
from governance.events import BreachChannelInformed, BreachLeadsInformed, Door, RiskDrafted, SlaBreached
from storage.journal import history
from tests.cast import ALICE, BOB, DIRECT, HELIX, PARLEY, VERA
from tests.measured import START_UP, agreed
from tests.results import report
from tests.running import Running

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def kpis(helix: Running, count: int, **facts: object) -> list[str]:
    """So many KPIs that the vendor reports; their codes."""
    codes = [f"K{number:02}" for number in range(1, count + 1)]
    for code in codes:
        agreed(helix, code=code, name=f"Reports of kind {code}", **facts)
    return codes


def said(parley: Running, place: str) -> list[str]:
    return [parley.read(its) for its in parley.sandbox.messages(place) if its["user"] == PARLEY]


def about_breaches(parley: Running, place: str) -> list[str]:
    return [words for words in said(parley, place) if "B-" in words or "is red" in words]


def blocks(parley: Running, place: str) -> int:
    return max(len(its.get("blocks", [])) for its in parley.sandbox.messages(place) if its["user"] == PARLEY)


def send(helix: Running, *lines: str) -> None:
    helix.send_file(VERA, "october.csv", "\n".join(["kpi,period,numerator,denominator", *lines]))
    helix.click("Confirm", by=VERA, at=DIRECT[VERA])


def at(parley: Running, day: int, hour: int) -> None:
    parley.watch.set(datetime(2026, 11, day, hour, tzinfo=UTC))
    parley.tick("breaches")


def record(parley: Running, subject: str) -> list:
    with parley.database.read() as connection:
        return [its.event for its in history(connection, parley.parley.house.workspace or 0, subject)]


# --- the leads ---------------------------------------------------------------------------------------------------------


def test_three_reds_of_one_submission_are_one_message_to_each_lead(helix: Running) -> None:
    report(helix, *kpis(helix, 3), period=OCTOBER, value=80, colour="red")
    line = "{ref} Reports of kind {code}, October 2026: 80 %, the limit is 90 % (target 95 % or more). Agreed as version 1.\n"
    lines = [line.format(ref=f"B-{number}", code=f"K{number:02}") for number in (1, 2, 3)]
    assert about_breaches(helix, DIRECT[VERA]) == [
        ":red_circle: 3 numbers of Helix Clinical for October 2026 are outside what was agreed.\n"
        "Please comment on each.\n"
        "The channel hears of each with your comment, or else on Nov 25, 2026 at 08:00.\n"
        + "".join(f"{its}[Comment] [Create action] [Open]\n" for its in lines).rstrip()
    ]
    assert about_breaches(helix, DIRECT[ALICE]) == [
        ":red_circle: 3 numbers of Helix Clinical for October 2026 are outside what was agreed.\n"
        "The channel hears of each with Helix Clinical's comment, or else on Nov 25, 2026 at 08:00.\n"
        + "".join(f"{its}[Comment] [Dispute] [Create action] [Open]\n" for its in lines).rstrip()
    ]
    assert about_breaches(helix, HELIX) == []


def test_each_breach_says_on_the_record_that_its_leads_were_told(helix: Running) -> None:
    report(helix, *kpis(helix, 2), period=OCTOBER, value=80, colour="red")
    for breach in ("breach:1", "breach:2"):
        assert len([its for its in record(helix, breach) if isinstance(its, BreachLeadsInformed)]) == 1


def test_its_buttons_are_about_their_own_breach(helix: Running) -> None:
    report(helix, *kpis(helix, 3), period=OCTOBER, value=80, colour="red")
    assert helix.click("Comment on B-2", by=VERA, at=DIRECT[VERA]).startswith("-- Comment on B-2 --")


def test_more_than_a_message_holds_are_counted_with_a_way_to_see_them(helix: Running) -> None:
    report(helix, *kpis(helix, 26), period=OCTOBER, value=80, colour="red")
    [words] = about_breaches(helix, DIRECT[VERA])
    assert words.startswith(":red_circle: 26 numbers of Helix Clinical")
    assert words.endswith("and 3 more\n[See all]")
    assert blocks(helix, DIRECT[VERA]) <= 50
    assert "Open breaches of Helix Clinical: 26" in helix.click("See all", by=VERA, at=DIRECT[VERA])


def test_a_deputy_reads_for_whom_and_it_still_fits_into_a_message(helix: Running) -> None:
    helix.say(f"me away until 10 Dec <@{BOB}>", by=ALICE)
    report(helix, *kpis(helix, 26), period=OCTOBER, value=80, colour="red")
    [words] = about_breaches(helix, DIRECT[BOB])
    assert words.startswith("For @Alice Moreau, away until Thu 10 Dec:\n:red_circle: 26 numbers")
    assert blocks(helix, DIRECT[BOB]) <= 50


def test_of_a_month_and_a_quarter_both_are_named(helix: Running) -> None:
    kpis(helix, 1)
    agreed(helix, **START_UP)
    send(helix, "K01,2026-10,8,10", "K03,2026-Q3,40,1")
    [words] = about_breaches(helix, DIRECT[VERA])
    assert words.startswith(":red_circle: 2 numbers of Helix Clinical for Q3 2026 and October 2026 are outside")


def test_whose_work_it_is_stands_beside_each_where_both_companies_are_measured(helix: Running) -> None:
    kpis(helix, 1)
    agreed(helix, code="S1", name="Review time", measured="sponsor")
    report(helix, "K01", "S1", period=OCTOBER, value=80, colour="red")
    [words] = about_breaches(helix, DIRECT[VERA])
    assert "Please comment on those of yours." in words
    assert "Helix Clinical: B-1 Reports of kind K01" in words
    assert "Northwind Bio: B-2 Review time" in words
    assert "The channel hears of it with Northwind Bio's comment, or else on" in words


def test_what_goes_on_red_is_one_message_too(helix: Running) -> None:
    codes = kpis(helix, 2)
    report(helix, *codes, period=OCTOBER, value=80, colour="red")
    report(helix, *codes, period=NOVEMBER, value=70, colour="red")
    assert about_breaches(helix, DIRECT[VERA])[1:] == [
        (
            "2 numbers of Helix Clinical are red again. Their breaches stay open.\n"
            "B-1 Reports of kind K01, October 2026: 70 % in November 2026\n[Comment] [Create action] [Open]\n"
            "B-2 Reports of kind K02, October 2026: 70 % in November 2026\n[Comment] [Create action] [Open]"
        )
    ]


# --- a file, which comes in by slices -----------------------------------------------------------------------------------


def test_a_file_longer_than_a_slice_is_one_message_to_each_lead(helix: Running) -> None:
    send(helix, *(f"{code},2026-10,8,10" for code in kpis(helix, 22)))
    for person in (VERA, ALICE):
        [words] = about_breaches(helix, DIRECT[person])
        assert words.startswith(":red_circle: 22 numbers of Helix Clinical for October 2026 are outside")
    assert len([its for its in record(helix, "breach:22") if isinstance(its, SlaBreached)]) == 1
    assert len([its for its in record(helix, "breach:22") if isinstance(its, BreachLeadsInformed)]) == 1


def test_a_file_of_the_next_month_says_what_is_red_again_in_one_message(helix: Running) -> None:
    codes = kpis(helix, 22)
    send(helix, *(f"{code},2026-09,8,10" for code in codes))
    send(helix, *(f"{code},2026-10,7,10" for code in codes))
    words = about_breaches(helix, DIRECT[ALICE])
    assert [its.splitlines()[0] for its in words] == [
        ":red_circle: 22 numbers of Helix Clinical for September 2026 are outside what was agreed.",
        "22 numbers of Helix Clinical are red again. Their breaches stay open.",
    ]


def test_of_a_file_that_was_cut_off_the_leads_hear_before_the_channel(helix: Running) -> None:
    report(helix, *kpis(helix, 2), period=OCTOBER, value=80, colour="red", door=Door.FILE)
    assert about_breaches(helix, DIRECT[VERA]) == []
    at(helix, 25, 8)
    for place in (DIRECT[VERA], DIRECT[ALICE], HELIX):
        [words] = about_breaches(helix, place)
        assert "2 numbers of Helix Clinical for October 2026 are outside what was agreed." in words
    kinds = [type(its) for its in record(helix, "breach:1")]
    assert kinds == [SlaBreached, BreachLeadsInformed, BreachChannelInformed]


# --- the channel --------------------------------------------------------------------------------------------------------


def test_the_channel_hears_of_all_that_are_due_in_one_message(helix: Running) -> None:
    report(helix, *kpis(helix, 2), period=OCTOBER, value=80, colour="red")
    at(helix, 25, 8)
    line = ":red_circle: B-{n} Reports of kind K0{n}, October 2026: 80 %, the limit is 90 % (target 95 % or more). Agreed as version 1.\n"
    assert about_breaches(helix, HELIX) == [
        (
            "2 numbers of Helix Clinical for October 2026 are outside what was agreed.\n"
            "Helix Clinical has not commented yet.\n"
            f"{line.format(n=1)}[Comment] [Create action] [Open]\n{line.format(n=2)}[Comment] [Create action] [Open]"
        )
    ]


def test_what_becomes_of_one_is_written_into_the_message_of_all(helix: Running) -> None:
    codes = kpis(helix, 2)
    send(helix, *(f"{code},2026-10,8,10" for code in codes))
    at(helix, 25, 8)
    helix.say("sla comment B-2 We hired three.", by=VERA, at=HELIX, via="mention")
    [words] = about_breaches(helix, HELIX)
    assert "Helix Clinical has not commented yet." not in words
    assert "Agreed as version 1.\nHelix Clinical says: We hired three.\n[Comment]" in words
    send(helix, f"{codes[0]},2026-10,10,10")
    helix.submit(by=VERA, reason="Counted again")
    [words] = about_breaches(helix, HELIX)
    assert ":white_check_mark: B-1" in words
    assert "Closed: the number was restated and is not red any more." in words
    assert ":red_circle: B-2" in words


def test_what_was_commented_before_is_not_told_with_the_others(helix: Running) -> None:
    report(helix, *kpis(helix, 3), period=OCTOBER, value=80, colour="red")
    helix.say("sla comment B-1 We hired three.", by=VERA, via="direct")
    at(helix, 25, 8)
    alone, both = about_breaches(helix, HELIX)
    assert alone.startswith(":red_circle: B-1")
    assert both.startswith("2 numbers of Helix Clinical for October 2026")
    assert "B-1" not in both


def test_what_cannot_wait_the_channel_hears_at_once_and_the_rest_later(helix: Running) -> None:
    kpis(helix, 1)
    agreed(helix, code="S1", name="Safety reports", concern=Concern.SAFETY)
    agreed(helix, code="S2", name="Safety letters", concern=Concern.SAFETY)
    send(helix, "K01,2026-10,8,10", "S1,2026-10,8,10", "S2,2026-10,8,10")
    [words] = about_breaches(helix, HELIX)
    assert words.startswith("2 numbers of Helix Clinical for October 2026")
    assert "K01" not in words
    [told] = about_breaches(helix, DIRECT[VERA])
    assert "Safety reports, October 2026: 80 %" in told
    assert "The channel hears of it now, because this cannot wait." in told


# --- and the risk -------------------------------------------------------------------------------------------------------


def test_the_question_about_a_risk_comes_behind_the_breach(helix: Running) -> None:
    codes = kpis(helix, 2)
    for month in (8, 9):
        report(helix, *codes, period=date(2026, month, 1), value=92, colour="amber")
    report(helix, *codes, period=OCTOBER, value=80, colour="red")
    for person in (VERA, ALICE):
        heard = [
            words.splitlines()[0] for words in said(helix, DIRECT[person]) if "outside" in words or "a risk" in words
        ]
        assert heard == [
            ":red_circle: 2 numbers of Helix Clinical for October 2026 are outside what was agreed.",
            "Please decide: is this a risk to keep?",
            "Please decide: is this a risk to keep?",
        ]


def test_in_a_file_too(helix: Running) -> None:
    code = kpis(helix, 1)[0]
    for month in (8, 9, 10):
        send(helix, f"{code},2026-{month:02},{92 if month < 10 else 80},100")
    heard = [words for words in said(helix, DIRECT[ALICE]) if "is red for" in words or "is this a risk" in words]
    assert ["is red for" in words for words in heard] == [True, False]
    assert len([its for its in record(helix, "risk:1") if isinstance(its, RiskDrafted)]) == 1
