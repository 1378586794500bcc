"""Refusals: the ways Parley says no. Each one's docstring is the sentence the person reads: what is wrong, then what to do."""

from inspect import cleandoc


class Refusal(Exception):
    """That cannot be done. Type `help` to see what can."""

    field: str | None = None  # the form's field it is about, where it came from a form
    said: str = ""  # the words that can be read in more than one way
    tail: int = 0  # how many characters of the line are left where they begin; 0 where that is not known
    choices: tuple[tuple[str, str], ...] = ()  # (label, what would be clear)

    def __init__(self, sentence: str | None = None, /, **facts: object) -> None:
        """`facts` fill the braces of the docstring; a `sentence` given outright is said as it is."""
        super().__init__(sentence or " ".join(cleandoc(type(self).__doc__ or "").format(**facts).split()))


class NotSetUp(Refusal):
    """Parley has no administrator in this workspace yet. A Slack administrator types `/vendor setup`, once."""


class AlreadySetUp(Refusal):
    """Parley is already set up here. Its administrator is {administrator}; ask them for what you need."""


class NotASlackAdministrator(Refusal):
    """Only a Slack administrator of this workspace can set Parley up. Ask one of them to type `/vendor setup`."""


class SlackDidNotSay(Refusal):
    """Slack did not answer when asked whether you are an administrator. Nothing was changed; try again in a minute."""


class NotYours(Refusal):
    """You cannot {deed} here. {who} can; please ask them."""


class UnknownVendor(Refusal):
    """There is no vendor called "{name}".{nearest}"""


class WhichVendor(Refusal):
    """Which vendor? This channel is not linked to one, so name it: `{usage}`."""


class UnknownStudy(Refusal):
    """There is no action of a study called "{name}".{nearest}"""


class UnknownTier(Refusal):
    """There is no tier {tier}. It is 1 (effect on participants or critical data), 2 (on timelines or cost) or 3 (little)."""


class VendorTaken(Refusal):
    """There is a vendor called "{name}" already. `/vendor show {name}` shows it."""


class UnknownPerson(Refusal):
    """I do not know anyone called "{name}".{nearest} Write @ and pick the person from Slack's list."""


class NotAPerson(Refusal):
    """{name} is an app and can promise nothing. Choose a person."""


class WhichPerson(Refusal):
    """There is more than one {name}: {people}. Write @ and pick the person from Slack's list."""


class NotThisVendors(Refusal):
    """{person} works for neither {vendor} nor us, so {vendor}'s matters cannot go to them. Choose someone of either side."""


class UnknownAction(Refusal):
    """There is no action {reference} that you can see. `/action list` shows the open ones."""


class NoReference(Refusal):
    """{said}. Write its reference, for instance `A-17`; `/action list` shows them."""


class ActionClosed(Refusal):
    """{reference} is {state} already. Nothing was changed."""


class NotFromThatState(Refusal):
    """{reference} is {state}, so it cannot be {deed}. `/action show {reference}` shows what can be done."""


class NothingNew(Refusal):
    """{reference} {stands} already. Nothing was changed."""


class YoursToDecide(Refusal):
    """{reference} is yours and you asked for it yourself. Give it to somebody with `/action reassign {reference} @person`,
    or take it back with `/action cancel {reference}`."""


class EvidenceMissing(Refusal):
    """{reference} is verified by the side that asked, so show what was done: a link, a file or a few words."""


class NotTheirSide(Refusal):
    """{reference} can be {deed} by {person}'s side only. Please ask {person}."""


class VerifiedByAnother(Refusal):
    """{reference} is yours, so somebody else verifies it. Ask a colleague of the side that wanted it."""


class TooLateToUndo(Refusal):
    """Undo works for {minutes} minutes, and those are over. `/action reopen {reference}` opens it again, with a reason."""


class TooLateToReopen(Refusal):
    """{reference} was closed more than {days} business days ago and stays closed. Please add a new action instead."""


class ChangedMeanwhile(Refusal):
    """{reference} was changed by somebody else a moment ago. Nothing of yours was kept; look at it again first."""


class NotYoursToDecide(Refusal):
    """What happens with {reference} is for {people} to decide. Please ask them."""


class HeldTooLong(Refusal):
    """{reference} can rest until {latest} at most. Give a day up to then, or move its date: `/action due {reference}`."""


class DueInThePast(Refusal):
    """{due} has passed. Give a day from today on."""


class SessionOver(Refusal):
    """{reference} {stands}. Nothing was changed."""


class KeptElsewhere(Refusal):
    """{reference} is kept in its organiser's own calendar, so I cannot change it. Ask them to change it there;
    I hear of it by the mail their calendar sends me."""


class NobodyKnown(Refusal):
    """I know none of the people in this meeting as somebody of {sponsor} or of {vendor}. Choose another vendor, or
    introduce them first."""


class DealtWith(Refusal):
    """That has been decided already. Nothing was changed."""


class NewerHere(Refusal):
    """The organiser has changed the meeting again since. Decide about the newest change; nothing was taken over."""


class UnknownSession(Refusal):
    """There is no session {reference} that you can see. `/session list` shows those to come."""


class WhichSession(Refusal):
    """Which session? Write its reference, for instance S-3; `/session list` shows those to come."""


class NotInvited(Refusal):
    """You are not among the guests of {reference}, so there is nothing to answer. Ask {person} to invite you."""


class NothingEdited(Refusal):
    """{reference} stays as it is: nothing in the form was changed."""


class LastGuest(Refusal):
    """Somebody has to come to {reference}. Cancel it with `/session cancel {reference}` instead."""


class GuestsAlready(Refusal):
    """{people} of {reference}. Nothing was changed."""


class SameMoment(Refusal):
    """{reference} begins then already. Nothing was changed."""


class SessionInThePast(Refusal):
    """{when} has passed. Give a moment that is still to come."""


class NoAddress(Refusal):
    """I have no mail address for {people}, so no invite can be sent. Ask them to add one to their Slack profile,
    then schedule again."""


class NobodyToInvite(Refusal):
    """{vendor} has no people to invite yet. Name its account leads with `/vendor add`, or add @people after the time."""


class ChannelTaken(Refusal):
    """This channel is linked to {vendor} already. One channel belongs to one vendor; use another channel."""


class NoChannel(Refusal):
    """This works in a channel. Go to the vendor's channel and type it there."""


class Empty(Refusal):
    """{what} is empty. Write {hint}."""


class TooLong(Refusal):
    """{what} is {length} characters long. Keep it under {most}."""


class NotFilledIn(Refusal):
    """Please fill this in."""


class UnknownSchedule(Refusal):
    """There is no digest to stop in this channel. `/digest list` shows them all."""


class CompanyUnknown(Refusal):
    """Slack has not said yet which company {person} works for. Try again in a minute."""


class ActsForAnother(Refusal):
    """{person} acts for another vendor already. A person acts for one vendor; name somebody else."""


class NotAVendorsChannel(Refusal):
    """This channel is not linked to a vendor, so it has no digest. `/vendor link <vendor>` links it."""


class NotALink(Refusal):
    """The link "{link}" is not one that calendars can open. Give one that begins with https://, or none."""


class EffectiveInThePast(Refusal):
    """{name} has a version that holds from {since}. A new one must begin after that: past periods keep what was agreed then."""

    field = "effective_from"


class AgreedAlready(Refusal):
    """Both companies have agreed to {name} already. Nothing is left to do."""


class NotProposed(Refusal):
    """{name} is {state}, so there is nothing to agree to. `/sla propose` puts a new version forward."""


class YoursAlready(Refusal):
    """Your side has agreed to {name} already; the other company answers next."""


# --- results: what was measured ------------------------------------------------------------------------------------------


class NothingMeasured(Refusal):
    """There is no number. Give a value, or both a numerator and a denominator."""


class TooBigANumber(Refusal):
    """That is not a number I can keep. Please check it."""


class NegativeCount(Refusal):
    """A denominator or a longest case cannot be less than nothing. Please check it."""


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


class UnknownKpi(Refusal):
    """{vendor} has no KPI called "{name}".{nearest} `/sla status` shows all of them."""


class WhichKpi(Refusal):
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
    """That time is not within the life of {subject}. Give the hours in which the work was held, begin before end."""


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
