"""Words people write and read: dates, times, people, cadences, and small phrases."""

from handlers.kit.words.cadence import Cadence, NoCadence, NotEveryMonth, cadence
from handlers.kit.words.dates import (
    AmbiguousDate,
    NoDate,
    Order,
    date_words,
    days_late_words,
    find_date,
    lasting_words,
    take_clear_date,
    take_date,
)
from handlers.kit.words.days import ImpossibleDate, WrongWeekday, full_words
from handlers.kit.words.people import ChannelMention, Mention, Named, take_channel, take_person
from handlers.kit.words.phrases import listing, nearest, plural, shortened
from handlers.kit.words.times import (
    DoubledTime,
    ImpossibleTime,
    NoTime,
    SkippedTime,
    UnknownZone,
    VagueZone,
    take_minutes,
    take_new_start,
    take_time,
    take_when,
    take_zone,
)

__all__ = [
    "AmbiguousDate",
    "Cadence",
    "ChannelMention",
    "DoubledTime",
    "ImpossibleDate",
    "ImpossibleTime",
    "Mention",
    "Named",
    "NoCadence",
    "NoDate",
    "NoTime",
    "NotEveryMonth",
    "Order",
    "SkippedTime",
    "UnknownZone",
    "VagueZone",
    "WrongWeekday",
    "cadence",
    "date_words",
    "days_late_words",
    "find_date",
    "full_words",
    "lasting_words",
    "listing",
    "nearest",
    "plural",
    "shortened",
    "take_channel",
    "take_clear_date",
    "take_date",
    "take_minutes",
    "take_new_start",
    "take_person",
    "take_time",
    "take_when",
    "take_zone",
]
