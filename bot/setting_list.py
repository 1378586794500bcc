"""Every setting there is, as the README's table shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot import setting_kinds as kinds


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
    Setting(
        name="PARLEY_KEYS",
        default="",
        read=kinds.keys,
        means="The keys that secrets in the database are encrypted with, the newest first, with commas between them; "
        "`python -m bot keys new` makes one.",
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
    Setting(
        name="SMTP_HOST",
        default="",
        read=kinds.text,
        means="The mail server to send by; empty: no mail is sent.",
    ),
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
    Setting(
        name="KEEP_HEARD",
        default="30",
        read=kinds.number(2, 365),
        means="Days until Parley forgets what it was asked and answered (a button pressed later counts anew), and meetings it "
        "was offered that nobody adopted. The record is kept for good, whatever this and the next three say.",
    ),
    Setting(
        name="KEEP_SAID",
        default="90",
        read=kinds.number(14, 3650),
        means="Days until it forgets its own messages and mails; older ones are not rewritten, and answers to older mails ask again.",
    ),
    Setting(
        name="KEEP_FILES",
        default="7",
        read=kinds.number(1, 90),
        means="Days until it forgets a file that was sent and never confirmed.",
    ),
    Setting(
        name="KEEP_DRAFTS",
        default="90",
        read=kinds.number(1, 365),
        means="Days until it forgets a form of results that was begun and never sent.",
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
