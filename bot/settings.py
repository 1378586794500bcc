"""Settings from the environment or `.env`. A wrong or missing one is named in one clear line before anything starts."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import time
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from bot.setting_list import SETTINGS, Setting
from governance.calendar.fairness import Weights
from governance.feeds import Addresses
from governance.rules import Rules


class BadSetting(ValueError):
    """A setting that cannot be used: its name, what is wrong, what to write."""


@dataclass(frozen=True, kw_only=True, repr=False)
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
    parley_keys: tuple[str, ...]
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
    keep_heard: int
    keep_said: int
    keep_files: int
    keep_drafts: int
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
            keep_heard_days=self.keep_heard,
            keep_said_days=self.keep_said,
            keep_files_days=self.keep_files,
            keep_drafts_days=self.keep_drafts,
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


def require_keys(settings: Settings) -> None:
    """What it takes to keep secrets. Raises BadSetting."""
    if not settings.parley_keys:
        raise BadSetting(
            "PARLEY_KEYS is missing: Parley keeps secrets, such as the addresses of people's calendars, encrypted only. "
            "Make a key with `python -m bot keys new`, put it in .env as PARLEY_KEYS=..., and keep a copy in a safe place."
        )


def _from_file(path: Path | None) -> dict[str, str]:
    return {key: value for key, value in dotenv_values(path).items() if value is not None} if path else {}


def _may_be_secret(given: str) -> bool:
    """Something pasted behind the wrong name, or an address with a password in it."""
    return "@" in given.partition("://")[2] or given.strip().startswith(("xox", "xapp-"))


def _read(setting: Setting, given: str) -> Any:
    try:
        return setting.read(given.strip() or setting.default)
    except ValueError as trouble:
        shown = "" if setting.secret or _may_be_secret(given) else f" ({given.strip()!r})"
        raise BadSetting(f"{setting.name}{shown} {trouble}") from None
