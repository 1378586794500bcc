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


class NotKnownYet(Refusal):
    """Slack did not answer when asked who you are. Nothing was done; please try again in a minute."""


class NotIntroduced(Refusal):
    """{manager} is still getting me ready for {vendor} and introduces me soon. Nothing is asked of you until then."""


class IntroducedAlready(Refusal):
    """{vendor}'s people know me already. `/vendor status {vendor}` shows where you stand."""


class NotConfirmed(Refusal):
    """{manager} has told me that you do not work for {vendor}. If that is a mistake, your company's account lead can ask
    {manager}."""


class NotConfirmedYet(Refusal):
    """{manager} confirms who works for {vendor}, and you are next. Until then I hold what you ask me for."""


class NobodyToConfirm(Refusal):
    """Nobody waits to be confirmed{whom}. I write to the account lead when somebody new wants to work with me."""


class NotAskedForAnyMore(Refusal):
    """{person} does not wait for {vendor} any more. Nothing was changed; `/vendor confirm` shows who waits."""


class NotTheirsAnyMore(Refusal):
    """{person} does not work for {vendor} any more. Nothing was changed; `/vendor confirm {vendor}` shows who does."""


class NotYours(Refusal):
    """You cannot {deed} here. {who} can; please ask them."""


class HasLeft(Refusal):
    """{person} has left Slack. Please name somebody else."""


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


class UnknownGuest(Refusal):
    """I know nobody of either company called "{name}". Pick the person from Slack's list or write their mail address; who is
    new to me is introduced by a file with name, email and company, sent to me in a direct message."""


class UnknownAddress(Refusal):
    """I know nobody of either company with the address {address}. Send me a file with their name, email and company in a
    direct message, then try again."""


class NobodyNamed(Refusal):
    """Nobody is named. Write for instance `/session {verb} {reference} @person`; a mail address works too."""


class WhichGuest(Refusal):
    """There is more than one {name}: {addresses}. Write the address of the one you mean."""


class WhichPerson(Refusal):
    """There is more than one {name}: {people}. Write @ and pick the person from Slack's list."""


class NotThisVendors(Refusal):
    """{person} works for neither {vendor} nor us, so {vendor}'s matters cannot go to them. Choose someone of either side."""


class ReadsOnly(Refusal):
    """{person} reads and audits and changes nothing, so nothing can be given to them. Choose somebody else."""


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


class ImpossibleLength(Refusal):
    """A session cannot last "{said}". Write a length from 5 minutes to 8 hours, such as 45m or 2h."""


class SessionInThePast(Refusal):
    """{when} has passed. Give a moment that is still to come."""


class NoAddress(Refusal):
    """I have no mail address for {people}, so no invite can be sent. Ask them to add one to their Slack profile,
    then schedule again."""


class OneSided(Refusal):
    """Nobody of {company} is among the guests, and a joint session needs people of both companies. Add one of them, @person
    or a mail address; `/vendor lead` names the account leads, who are always invited."""


class ChannelTaken(Refusal):
    """This channel is linked to {vendor} already. One channel belongs to one vendor; use another channel."""


class NoChannel(Refusal):
    """This works in a channel. Go to the vendor's channel and type it there."""


class WhyNeeded(Refusal):
    """Both companies know it as it is, so please say why it changes, for instance: `{example}`. The reason goes
    on the record."""


class Empty(Refusal):
    """{what} is empty. Write {hint}."""


class TooLong(Refusal):
    """{what} is {length} characters long. Keep it under {most}."""


class NotFilledIn(Refusal):
    """Please fill this in."""


class UnknownSchedule(Refusal):
    """There is no digest to {deed} here. `/digest list` shows those there are."""


class PausedAlready(Refusal):
    """That digest is paused already. `/digest resume` lets it come again."""


class ComingAlready(Refusal):
    """That digest is not paused. `/digest list` shows when it comes."""


class CompanyUnknown(Refusal):
    """Slack has not said yet which company {person} works for. Try again in a minute."""


class ActsForAnother(Refusal):
    """{person} acts for another vendor already. A person acts for one vendor; name somebody else."""


class NotAVendorsChannel(Refusal):
    """This channel is not linked to a vendor, so it has no digest. `/vendor link <vendor>` links it; a line that ends with
    `for <vendor>` brings one to you alone."""


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


# --- scorecards and digests --------------------------------------------------------------------------------------------


class NoSuchKpi(Refusal):
    """There is no KPI called "{name}" here.{nearest} `/sla status` shows them all."""


class NoKpiNamed(Refusal):
    """Which KPI? Write its code or its name after the command: `{usage}`."""


class WhichDigest(Refusal):
    """There is more than one digest you could mean: {those}. `/digest list` shows them, each with its buttons."""


class NoMailOfYours(Refusal):
    """I do not know your mail address, so nothing can go there. Add it to your Slack profile, or leave out `by mail`."""


class NoMailFromHere(Refusal):
    """This workspace has not told me how to send mail. Leave out `by mail`, and the digest comes as a direct message."""


class OnTheAgendaAlready(Refusal):
    """{title} is on the agenda of the next session already. Nothing was changed."""


class NothingForTheAgenda(Refusal):
    """Choose a KPI, or write what shall be talked about."""

    field = "title"
