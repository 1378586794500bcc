"""The ways Parley says no to a result, a period, a case, an excusal or a token. As in governance.refusals, each docstring is the
sentence the person reads."""

from governance.refusals import Refusal


class NothingMeasured(Refusal):
    """There is no number. Give a value, or both a numerator and a denominator."""


class CountsNeeded(Refusal):
    """Please give it as so many of so many, because {why}."""


class TooBigANumber(Refusal):
    """That is not a number I can keep. Please check it."""


class NegativeCount(Refusal):
    """What is counted, and a longest case, cannot be less than nothing. Please check it."""


class NumbersDisagree(Refusal):
    """Numerator and denominator make {right}, not {said}. Leave out the value, or correct one of them."""


class NotANumber(Refusal):
    """I read no number in "{said}". Write it like 38, 92.5 or 1200."""


class TwoWaysToRead(Refusal):
    """The number "{said}" could be {one} or {other}. Write one of these."""


class PeriodNotOver(Refusal):
    """{period} is not over yet. Its results can be reported from {day} on."""


class ResultCannot(Refusal):
    """This result is {state}, so it cannot be {deed}. `/sla result` shows what can be done."""


class NotTheirResult(Refusal):
    """The number of {name} can be {deed} by the other side only. Please ask them."""


class NotInForceThen(Refusal):
    """{name} was not agreed for {period}. A KPI is measured from the period on for which both companies agreed to it."""


class NoKpiCalled(Refusal):
    """{vendor} has no KPI called "{name}".{nearest} `/sla status` shows all of them."""


class NameTheKpi(Refusal):
    """Which KPI? Write its code: `{usage}`."""


class WhichStudyOfKpi(Refusal):
    """{code} is measured in more than one study: {studies}. Write the study after the code."""


class NoResultYet(Refusal):
    """There is no result of {name} for {period} yet."""


class NoSuchResult(Refusal):
    """That result is not there any more. `/sla result` with the code of its KPI shows the newest."""


class ResultChanged(Refusal):
    """Somebody else changed this result a moment ago. Nothing of yours was kept; look at it again first."""


class NoNumberClaimed(Refusal):
    """The other side has named no number of its own. Restate it with `/sla restate {code}`, or ask them for theirs."""


class NothingToReport(Refusal):
    """Nothing of {vendor} is yours to report for {period}. `/sla status` shows its KPIs and who reports them."""


class UnknownPeriod(Refusal):
    """I do not know the period "{said}". Write a month or a quarter, like June, June 2026, 2026-06 or Q2 2026."""


class UntilInThePast(Refusal):
    """Give a day that is still to come."""


class NeedTooLong(Refusal):
    """That is too far away: {latest} is the latest. Give a day up to then."""


class NotAwaited(Refusal):
    """Nothing of {vendor} is awaited from you for {period} now."""


class NoTimeAgreed(Refusal):
    """{name} has no agreed time that a case may take, so cases cannot be counted. Report its number instead."""


class StoppedBeforeStarted(Refusal):
    """It ended before it began. Please check the two."""


class ExcusalOutside(Refusal):
    """That time is not within the life of {subject}. It ran from {started} to {stopped}, and I read {begin} to {end}. Give the
    hours in which the work was held, begin before end."""


class ExcusalAnswered(Refusal):
    """This excusal is {state} already. Nothing was changed."""


class ExcusalYours(Refusal):
    """Your side proposed this excusal; the other company answers it."""


class UnknownExcusal(Refusal):
    """There is no such excusal that you can see."""


class UnknownCase(Refusal):
    """{name} has no case called "{subject}". Send the cases as a file first; their column is "subject"."""


class UnknownToken(Refusal):
    """There is no token "{name}" to revoke. `/sla token list` shows them."""


class HowTokens(Refusal):
    """Write `/sla token new <what it is for>`, `/sla token list` or `/sla token revoke <number>`."""


class TokenTakenTwice(Refusal):
    """This was answered already, and a token is shown only once. Make another with `/sla token new`."""
