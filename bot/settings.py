"""Settings from the environment or `.env`. A wrong or missing one is named in one clear line before anything starts."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import time
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from bot import setting_kinds as kinds
from governance.calendar.fairness import Weights
from governance.feeds import Addresses
from governance.rules import Rules


class BadSetting(ValueError):
    """A setting that cannot be used: its name, what is wrong, what to write."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One setting as the README's table shows it. `secret` values are never printed."""

    name: str
    default: str
    read: Callable[[str], Any]
    means: str
    secret: bool = False


DEFAULT_DATABASE = "sqlite:///data/parley.db"

SETTINGS = (
    Setting(
        name="SLACK_BOT_TOKEN",
        default="",
        read=kinds.prefixed("xoxb-"),
        means="The bot token of your Slack app.",
        secret=True,
    ),
    Setting(
        name="SLACK_SIGNING_SECRET",
        default="",
        read=kinds.text,
        means="The app's signing secret. With it Parley takes Slack's requests over HTTP at /slack/events.",
        secret=True,
    ),
    Setting(
        name="SLACK_APP_TOKEN",
        default="",
        read=kinds.prefixed("xapp-"),
        means="An app-level token with connections:write. With it Parley uses Socket Mode and needs no public address.",
        secret=True,
    ),
    Setting(
        name="SLACK_API_URL", default="https://slack.com/api/", read=kinds.api_url, means="Where Slack's Web API is."
    ),
    Setting(
        name="SLACK_COMMANDS",
        default="vendor,action,session,sla,risk,digest",
        read=kinds.words,
        means="Which short slash commands exist beside /parley; leave out a word another app owns.",
    ),
    Setting(
        name="SLACK_TIMEOUT",
        default="10",
        read=kinds.number(0.1, 60, float),
        means="How long, in seconds, a call to Slack may take.",
    ),
    Setting(
        name="SLACK_PACE",
        default="1",
        read=kinds.number(0, 60, float),
        means="Seconds between two messages to one channel; Slack asks for one.",
    ),
    Setting(
        name="DATABASE_URL",
        default=DEFAULT_DATABASE,
        read=kinds.database,
        means="sqlite:///path/to/file.db or postgresql://user:password@host/name.",
        secret=True,
    ),
    Setting(name="HOST", default="127.0.0.1", read=kinds.text, means="The address the web server listens on."),
    Setting(name="PORT", default="3000", read=kinds.number(0, 65535), means="The port the web server listens on."),
    Setting(
        name="PUBLIC_URL",
        default="",
        read=kinds.web_url,
        means="Where the outside reaches this server: Slack over HTTP, calendar programs at /calendar/, links in mails at /act/.",
    ),
    Setting(name="SMTP_HOST", default="", read=kinds.text, means="The mail server to send by; empty: no mail is sent."),
    Setting(name="SMTP_PORT", default="587", read=kinds.number(1, 65535), means="The mail server's port."),
    Setting(
        name="SMTP_USER",
        default="",
        read=kinds.text,
        means="The name to log in to the mail server with, if it wants one.",
    ),
    Setting(name="SMTP_PASSWORD", default="", read=kinds.text, means="The password that goes with it.", secret=True),
    Setting(name="SMTP_FROM", default="", read=kinds.mail, means="The address invites come from and answers go to."),
    Setting(
        name="SMTP_TLS",
        default="starttls",
        read=kinds.one_of("starttls", "tls", "none"),
        means="starttls (usual, port 587), tls (port 465) or none (a server on this machine).",
    ),
    Setting(
        name="CALDAV_URL",
        default="",
        read=kinds.template,
        means="Where the calendars of your own people lie on your CalDAV server, such as "
        "https://cal.example.com/dav/{mail}/calendar/; {user} is the part of the mail address before the @.",
    ),
    Setting(
        name="CALDAV_USER", default="", read=kinds.text, means="The account that may ask there when anybody is busy."
    ),
    Setting(name="CALDAV_PASSWORD", default="", read=kinds.text, means="The password that goes with it.", secret=True),
    Setting(
        name="CALDAV_DOMAINS",
        default="",
        read=kinds.domains,
        means="Your own people with mail in these domains are asked for there, unless they gave a calendar themselves.",
    ),
    Setting(
        name="CALDAV_PRIVATE",
        default="no",
        read=kinds.yes_or_no,
        means="yes: you vouch for that one server, which may then lie in a private network and be asked by http://.",
    ),
    Setting(
        name="IMAP_HOST",
        default="",
        read=kinds.text,
        means="The mail server whose mailbox answers to invites arrive in; empty: no mailbox is read.",
    ),
    Setting(name="IMAP_PORT", default="993", read=kinds.number(1, 65535), means="That server's port."),
    Setting(name="IMAP_USER", default="", read=kinds.text, means="The name to log in to the mailbox with."),
    Setting(name="IMAP_PASSWORD", default="", read=kinds.text, means="The password that goes with it.", secret=True),
    Setting(
        name="IMAP_TLS",
        default="tls",
        read=kinds.one_of("tls", "starttls", "none"),
        means="tls (usual, port 993), starttls (port 143) or none (a server on this machine).",
    ),
    Setting(name="IMAP_FOLDER", default="INBOX", read=kinds.text, means="The folder that is read, Parley's own."),
    Setting(
        name="MAIL_LISTEN",
        default="",
        read=kinds.listening,
        means="Instead of IMAP: a private address such as 127.0.0.1:2525, where your mail server hands over mails to SMTP_FROM.",
    ),
    Setting(
        name="MAIL_LISTEN_PROTOCOL", default="smtp", read=kinds.one_of("smtp", "lmtp"), means="What is spoken there."
    ),
    Setting(
        name="TRUSTED_MAIL_HOST",
        default="",
        read=kinds.text,
        means="The name under which your mail server writes Authentication-Results; empty: no mail counts as verified.",
    ),
    Setting(
        name="PICTURE_CACHE",
        default="~/.cache/parley/pictures",
        read=kinds.folder,
        means="A folder of Parley's own, where pictures that were drawn are kept, 200 at most.",
    ),
    Setting(
        name="ACTION_EMOJI",
        default="pushpin",
        read=kinds.emoji,
        means="The emoji that, put on a message, offers to make an action item of it.",
    ),
    Setting(
        name="REMIND_AT",
        default="09:00",
        read=kinds.clock,
        means="When people hear what waits on them, on their own clock; each can choose another time.",
    ),
    Setting(
        name="REMIND_BEFORE",
        default="2,0",
        read=kinds.days,
        means="Business days before an action is due on which its owner is reminded; 0 is the day itself.",
    ),
    Setting(
        name="REMIND_LATE_EVERY",
        default="5",
        read=kinds.number(1, 60),
        means="Business days between reminders of an action that is overdue.",
    ),
    Setting(
        name="LEADS_HEAR_AFTER",
        default="2",
        read=kinds.number(0, 60),
        means="Business days overdue until both account leads are asked what shall happen.",
    ),
    Setting(
        name="ACKNOWLEDGE_WITHIN",
        default="24",
        read=kinds.number(1, 240),
        means="Hours until an overdue action on safety, data integrity or unblinding goes on to the executives "
        "unless a lead acknowledges it.",
    ),
    Setting(name="LINK_DAYS", default="14", read=kinds.number(1, 60), means="Days that a link in a mail can be used."),
    Setting(
        name="FIND_EARLIEST",
        default="07:00",
        read=kinds.clock,
        means="No meeting is proposed before this time on anybody's own clock, unless they work then.",
    ),
    Setting(name="FIND_LATEST", default="20:00", read=kinds.clock, means="The same for its end."),
    Setting(
        name="FIND_NOTICE",
        default="24",
        read=kinds.number(0, 720),
        means="Hours of notice people get at least before a meeting that is proposed.",
    ),
    Setting(
        name="FIND_FAIRNESS",
        default="1",
        read=kinds.number(0, 100, float),
        means="How much it counts which company has borne more early and late hours so far; 0: not at all.",
    ),
    Setting(
        name="FIND_OUTSIDE",
        default="1",
        read=kinds.number(0, 100, float),
        means="What it costs a person to meet outside their working hours at all; each hour away from them costs more.",
    ),
    Setting(
        name="FIND_ABSENT",
        default="1.5",
        read=kinds.number(0, 100, float),
        means="What it costs that somebody cannot come, times the weight of their part.",
    ),
    Setting(
        name="FIND_DAY_AWAY",
        default="0.1",
        read=kinds.number(0, 100, float),
        means="What it costs to move one meeting of a series by a day.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings, read and checked. Field names are the settings' names in lower case."""

    slack_bot_token: str
    slack_signing_secret: str
    slack_app_token: str
    slack_api_url: str
    slack_commands: tuple[str, ...]
    slack_timeout: float
    slack_pace: float
    database_url: str
    host: str
    port: int
    public_url: str
    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_password: str
    smtp_from: str
    smtp_tls: str
    caldav_url: str
    caldav_user: str
    caldav_password: str
    caldav_domains: tuple[str, ...]
    caldav_private: bool
    imap_host: str
    imap_port: int
    imap_user: str
    imap_password: str
    imap_tls: str
    imap_folder: str
    mail_listen: str
    mail_listen_protocol: str
    trusted_mail_host: str
    picture_cache: Path
    action_emoji: str
    remind_at: time
    remind_before: tuple[int, ...]
    remind_late_every: int
    leads_hear_after: int
    acknowledge_within: int
    link_days: int
    find_earliest: time
    find_latest: time
    find_notice: int
    find_fairness: float
    find_outside: float
    find_absent: float
    find_day_away: float

    @property
    def rules(self) -> Rules:
        """What of this the rules of governance go by."""
        return Rules(
            remind_at=self.remind_at,
            remind_before=self.remind_before,
            remind_late_every=self.remind_late_every,
            leads_hear_after=self.leads_hear_after,
            acknowledge_within_hours=self.acknowledge_within,
            # The bot's token is the one secret every process has. See docs/adr/0011.
            addresses=Addresses(public_url=self.public_url, key=self.slack_bot_token.encode(), mail=self.smtp_from),
            calendar_domains=self.caldav_domains if self.caldav_url else (),
            link_days=self.link_days,
            sends_mail=self.sends_mail,
            weights=self.weights,
        )

    @property
    def weights(self) -> Weights:
        """What of this counts where a time is looked for."""
        return Weights(
            earliest=self.find_earliest,
            latest=self.find_latest,
            notice_hours=self.find_notice,
            fairness=self.find_fairness,
            outside=self.find_outside,
            absent=self.find_absent,
            day_away=self.find_day_away,
        )

    @property
    def socket_mode(self) -> bool:
        """Both ways set: Socket Mode is used."""
        return bool(self.slack_app_token)

    @property
    def sends_mail(self) -> bool:
        return bool(self.smtp_host)

    @property
    def reads_mail(self) -> bool:
        return bool(self.imap_host)


def read_settings(environment: Mapping[str, str] | None = None, env_file: Path | None = Path(".env")) -> Settings:
    """The settings of this process: the environment first, then `.env`, then the defaults. Raises BadSetting."""
    given = dict(_from_file(env_file)) | dict(os.environ if environment is None else environment)
    values = {setting.name.lower(): _read(setting, given.get(setting.name, "")) for setting in SETTINGS}
    settings = Settings(**{field.name: values[field.name] for field in fields(Settings)})
    if settings.smtp_host and not settings.smtp_from:
        raise BadSetting(
            "SMTP_FROM is missing: invites need an address they come from, for instance parley@example.com."
        )
    _check_caldav(settings)
    if settings.find_earliest >= settings.find_latest:
        raise BadSetting("FIND_EARLIEST must be before FIND_LATEST: no meeting would fit between them.")
    _check_mail_in(settings)
    return settings


def _check_caldav(settings: Settings) -> None:
    if settings.caldav_url and not settings.caldav_domains:
        raise BadSetting("CALDAV_DOMAINS is missing: name the mail domains of your own people, such as example.com.")
    if settings.caldav_url.startswith("http:") and not settings.caldav_private:
        raise BadSetting("CALDAV_URL must begin with https://, or CALDAV_PRIVATE=yes must vouch for a server near you.")


def _check_mail_in(settings: Settings) -> None:
    """What comes in needs an address it comes to, and a mailbox a login."""
    if (settings.reads_mail or settings.mail_listen) and not settings.smtp_from:
        raise BadSetting("SMTP_FROM is missing: it is the address whose mail is read.")
    if settings.reads_mail and not (settings.imap_user and settings.imap_password):
        raise BadSetting("IMAP_USER and IMAP_PASSWORD are missing: the mailbox cannot be opened without them.")


def require_slack(settings: Settings) -> None:
    """What it takes to talk to Slack at all. Raises BadSetting."""
    if not settings.slack_bot_token:
        raise BadSetting("SLACK_BOT_TOKEN is missing: copy the bot token (xoxb-...) of your Slack app into .env.")
    if not (settings.slack_app_token or settings.slack_signing_secret):
        raise BadSetting(
            "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both missing: set the first for Socket Mode, "
            "or the second to take Slack's requests over HTTP."
        )


def _from_file(path: Path | None) -> dict[str, str]:
    return {key: value for key, value in dotenv_values(path).items() if value is not None} if path else {}


def _read(setting: Setting, given: str) -> Any:
    try:
        return setting.read(given.strip() or setting.default)
    except ValueError as trouble:
        shown = "" if setting.secret else f" ({given.strip()!r})"
        raise BadSetting(f"{setting.name}{shown} {trouble}") from None
