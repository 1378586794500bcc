"""Settings: each wrong or missing one is named in one clear line, and no secret is in it."""

from datetime import time
from pathlib import Path

import pytest

from bot.setting_list import SETTINGS
from bot.settings import BadSetting, read_settings, require_slack

GOOD = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s3cret"}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-user-token", "SLACK_BOT_TOKEN must begin with xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1", "SLACK_APP_TOKEN must begin with xapp-"),
        (
            "SLACK_API_URL",
            "https://slack.com",
            "SLACK_API_URL ('https://slack.com') must be an http(s) address that ends in /api/",
        ),
        (
            "SLACK_API_URL",
            "slack.com/api/",
            "SLACK_API_URL ('slack.com/api/') must be an http(s) address that ends in /api/",
        ),
        ("SLACK_TIMEOUT", "soon", "SLACK_TIMEOUT ('soon') must be a number"),
        ("SLACK_PACE", "-1", "SLACK_PACE ('-1') must be between 0 and 60"),
        ("PORT", "http", "PORT ('http') must be a whole number"),
        ("PORT", "70000", "PORT ('70000') must be between 0 and 65535"),
        ("PUBLIC_URL", "parley.example.com", "PUBLIC_URL ('parley.example.com') must be an http(s) address"),
        ("SMTP_PORT", "0", "SMTP_PORT ('0') must be between 1 and 65535"),
        ("SMTP_TLS", "yes", "SMTP_TLS ('yes') must be one of: starttls, tls, none"),
        ("SMTP_FROM", "Parley", "SMTP_FROM ('Parley') must be one plain mail address without a plus sign"),
        (
            "SMTP_FROM",
            "a+b@example.com",
            "SMTP_FROM ('a+b@example.com') must be one plain mail address without a plus sign",
        ),
        ("SMTP_HOST", "mail.example.com", "SMTP_FROM is missing"),
        ("CALDAV_URL", "cal.example.com/{mail}/", "CALDAV_URL ('cal.example.com/{mail}/') must be an http(s) address"),
        ("CALDAV_URL", "https://{mail}/", "must be an http(s) address of a server by its name"),
        ("CALDAV_URL", "https://a:b@cal.example.com/{mail}/", "without a password in it"),
        ("CALDAV_URL", "https://cal.example.com/dav/", "must have {mail} or {user} in its path"),
        ("CALDAV_URL", "https://cal.example.com/{user}/", "CALDAV_DOMAINS is missing: name the mail domains"),
        ("CALDAV_DOMAINS", "example", "CALDAV_DOMAINS ('example') must be mail domains with commas between them"),
        ("CALDAV_PRIVATE", "true", "CALDAV_PRIVATE ('true') must be one of: yes, no"),
        ("REMIND_AT", "9", "REMIND_AT ('9') must be a time such as 09:00"),
        ("REMIND_AT", "09:00+02:00", "REMIND_AT ('09:00+02:00') must be a time such as 09:00"),
        ("REMIND_AT", "24:00", "REMIND_AT ('24:00') must be a time such as 09:00"),
        ("REMIND_AT", "09:60", "REMIND_AT ('09:60') must be a time such as 09:00"),
        ("REMIND_AT", "nine", "REMIND_AT ('nine') must be a time such as 09:00"),
        ("REMIND_BEFORE", "2,-1", "REMIND_BEFORE ('2,-1') must be numbers from 0 to 30 with commas between them"),
        ("REMIND_BEFORE", "2 0", "REMIND_BEFORE ('2 0') must be numbers from 0 to 30 with commas between them"),
        ("REMIND_BEFORE", "2,", "REMIND_BEFORE ('2,') must be numbers from 0 to 30 with commas between them"),
        ("REMIND_BEFORE", "31", "REMIND_BEFORE ('31') must be numbers from 0 to 30 with commas between them"),
        ("REMIND_LATE_EVERY", "0", "REMIND_LATE_EVERY ('0') must be between 1 and 60"),
        ("REMIND_LATE_EVERY", "weekly", "REMIND_LATE_EVERY ('weekly') must be a whole number"),
        ("LEADS_HEAR_AFTER", "-1", "LEADS_HEAR_AFTER ('-1') must be between 0 and 60"),
        ("LEADS_HEAR_AFTER", "1.5", "LEADS_HEAR_AFTER ('1.5') must be a whole number"),
        ("ACKNOWLEDGE_WITHIN", "0", "ACKNOWLEDGE_WITHIN ('0') must be between 1 and 240"),
        ("ACKNOWLEDGE_WITHIN", "24h", "ACKNOWLEDGE_WITHIN ('24h') must be a whole number"),
        ("FIND_EARLIEST", "7", "FIND_EARLIEST ('7') must be a time such as 09:00"),
        ("FIND_LATEST", "06:00", "FIND_EARLIEST must be before FIND_LATEST"),
        ("FIND_FAIRNESS", "-1", "FIND_FAIRNESS ('-1') must be between 0 and 100"),
        ("FIND_OUTSIDE", "much", "FIND_OUTSIDE ('much') must be a number"),
        ("FIND_NOTICE", "1.5", "FIND_NOTICE ('1.5') must be a whole number"),
        ("ACTION_EMOJI", "📌", "ACTION_EMOJI ('📌') must be the name of one emoji, such as pushpin"),
        ("ACTION_EMOJI", "pushpin, eyes", "must be the name of one emoji, such as pushpin"),
        ("ACTION_EMOJI", "::", "ACTION_EMOJI ('::') must be the name of one emoji, such as pushpin"),
        ("DATABASE_URL", "mysql://root:hunter2@db/x", "DATABASE_URL"),
        ("DATABASE_URL", "sqlite://", "Write sqlite:///path/to/file.db or postgresql://"),
        ("DATABASE_URL", "data/parley.db", "Write sqlite:///path/to/file.db or postgresql://"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(name: str, value: str, words: str) -> None:
    with pytest.raises(BadSetting) as wrong:
        read_settings(GOOD | {name: value}, env_file=None)
    assert words in str(wrong.value)
    assert "\n" not in str(wrong.value)
    assert not any(secret in str(wrong.value) for secret in ("hunter2", "s3cret", "xoxp-user-token"))


def test_without_a_bot_token_it_says_where_to_get_one() -> None:
    with pytest.raises(BadSetting, match="SLACK_BOT_TOKEN is missing: copy the bot token"):
        require_slack(read_settings({}, env_file=None))


def test_one_of_the_two_ways_to_hear_slack_is_needed() -> None:
    with pytest.raises(BadSetting, match="SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both missing"):
        require_slack(read_settings({"SLACK_BOT_TOKEN": "xoxb-1"}, env_file=None))


def test_with_either_way_parley_can_begin() -> None:
    require_slack(read_settings(GOOD, env_file=None))
    require_slack(read_settings({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, env_file=None))


def test_an_empty_setting_is_its_default() -> None:
    assert read_settings(dict.fromkeys([its.name for its in SETTINGS], " "), env_file=None) == read_settings(
        {}, env_file=None
    )


@pytest.mark.parametrize("written", ["eyes", ":eyes:", " :Eyes: ", "eyes::skin-tone-2"])
def test_an_emoji_may_be_written_as_slack_writes_it(written: str) -> None:
    assert read_settings({"ACTION_EMOJI": written}, env_file=None).action_emoji == "eyes"


def test_the_settings_of_keeping_become_the_rules_and_have_their_limits() -> None:
    given = {"KEEP_HEARD": "3", "KEEP_SAID": "20", "KEEP_FILES": "2", "KEEP_DRAFTS": "5"}
    rules = read_settings(given, env_file=None).rules
    found = (rules.keep_heard_days, rules.keep_said_days, rules.keep_files_days, rules.keep_drafts_days)
    assert found == (3, 20, 2, 5)
    usual = read_settings({}, env_file=None).rules
    assert (usual.keep_heard_days, usual.keep_said_days, usual.keep_files_days, usual.keep_drafts_days) == (
        30,
        90,
        7,
        90,
    )
    for name, value in (("KEEP_HEARD", "1"), ("KEEP_SAID", "13"), ("KEEP_FILES", "0"), ("KEEP_DRAFTS", "a year")):
        with pytest.raises(BadSetting, match=name):
            read_settings({name: value}, env_file=None)


def test_the_settings_of_reminding_become_the_rules() -> None:
    given = {"REMIND_AT": "8:30", "REMIND_BEFORE": "3, 1,0", "REMIND_LATE_EVERY": "2"}
    rules = read_settings(given | {"LEADS_HEAR_AFTER": "0", "ACKNOWLEDGE_WITHIN": "12"}, env_file=None).rules
    assert (rules.remind_at, rules.remind_before, rules.remind_late_every) == (time(8, 30), (3, 1, 0), 2)
    assert (rules.leads_hear_after, rules.acknowledge_within_hours) == (0, 12)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=4000\nHOST=0.0.0.0\n")
    settings = read_settings({"PORT": "5000"}, env_file=tmp_path / ".env")
    assert (settings.port, settings.host) == (5000, "0.0.0.0")


def test_the_defaults_are_those_of_one_machine() -> None:
    settings = read_settings({}, env_file=None)
    assert (settings.host, settings.port, settings.database_url) == ("127.0.0.1", 3000, "sqlite:///data/parley.db")
    assert settings.slack_api_url == "https://slack.com/api/"


def test_both_ways_set_means_socket_mode() -> None:
    assert read_settings(GOOD | {"SLACK_APP_TOKEN": "xapp-1"}, env_file=None).socket_mode
