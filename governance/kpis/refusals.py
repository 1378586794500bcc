"""The ways Parley says no where two companies agree on KPIs: what is wrong first, then what to do."""

from governance.refusals import Refusal


def about_field(name: str, refusal: Refusal) -> Refusal:
    """The refusal, said under this field of a form or at this key of a file."""
    refusal.field = name
    return refusal


class ReplacedByNewer(Refusal):
    """{name} has a newer version by now, version {version}. Answer that one: `/sla agreements` shows it."""


class NotYourProposal(Refusal):
    """{name} was proposed by the other company, so it is theirs to take back. You can agree or decline."""


class MeasuresYou(Refusal):
    """{name} measures your own company's work, so the other company ends it. Ask its account lead."""


class EndsTooEarly(Refusal):
    """{name} cannot end in the past: what is being measured stays as agreed. Give a later day, for instance {first}."""

    field = "ends_on"


class EndsBeforeItBegins(Refusal):
    """It cannot end on {day}, before it holds. Give a later day, or leave the end out."""


class EndedAlready(Refusal):
    """{name} is not in force, or ends by then already. Nothing was changed."""

    field = "ends_on"


class NothingWaiting(Refusal):
    """Nothing waits for your agreement there. `/sla agreements` shows where everything stands."""


class UnknownKpi(Refusal):
    """There is no KPI {code} that you can see.{nearest} `/sla agreements` shows them all."""


class WhichKpi(Refusal):
    """Which KPI? Write its code, for instance `{usage}`; `/sla agreements` shows them all."""


class WhichStudy(Refusal):
    """{code} is agreed for more than one study: {studies}. Write the study behind the code."""


class CodeTaken(Refusal):
    """{code} is the code of {name} already. Give another one, or change that KPI with `/sla propose {code}`."""

    field = "code"


class OfTheOtherCompany(Refusal):
    """{person} does not work for {company}. Choose somebody who does."""


class NothingProposed(Refusal):
    """{name} says exactly that already. Change something, or close the form."""


class NothingYouMayAnswer(Refusal):
    """That proposal is over. `/sla agreements` shows where everything stands now."""


class NotInTheCatalogue(Refusal):
    """The catalogue has no KPI {ids}.{nearest} `/sla catalogue` lists them all."""


class CodeUnfit(Refusal):
    """The code "{code}" cannot be kept. Write up to 40 letters, digits, dots, dashes or underscores, such as K14."""


class NoNumber(Refusal):
    """I cannot read "{said}" as a number. Write one such as 95 or 2.5, without a separator for thousands."""


class LimitsReversed(Refusal):
    """When {direction} is better, the red limit is at the target or {side} it; {red} is on the wrong side of {target}. Change one of them."""


class BeyondReach(Refusal):
    """Nobody can reach {value}. Give a target of 100 % or less."""


class TargetNegative(Refusal):
    """That cannot be below zero. Give 0 or more."""


class GraceUnfit(Refusal):
    """{days} grace days cannot be kept. Give a whole number from 0 to {most}."""


class NotAShare(Refusal):
    """{value} is no share in per cent. Give a number from 0 to 100."""


class HalfACredit(Refusal):
    """A service credit needs both the pool and this KPI's share of it. Give both, or neither."""


class CreditForTheSponsor(Refusal):
    """No service credit can follow from the sponsor's own work. Leave the credit out, or measure the vendor's work."""


class ClockWithoutEvents(Refusal):
    """A clock runs from one event to another. Say here too what starts or stops it."""


class HoursUnfit(Refusal):
    """{hours} hours cannot be kept. Give more than 0 and at most {most}."""


class OuterAlone(Refusal):
    """An outer limit goes with the hours that are in time. Give those too, or leave the outer limit out."""


class OuterTooShort(Refusal):
    """The outer limit of {outer} hours is shorter than the {within} hours that are in time. Give a longer one, or none."""


class UnknownClockZone(Refusal):
    """I do not know the time zone "{zone}". Write a place such as Europe/Warsaw, or UTC."""


class HolidaysUnknown(Refusal):
    """I do not know the holidays of "{country}". Give the country's two-letter code such as PL, or leave it empty."""


class ToleranceOfTheMore(Refusal):
    """A tolerance limit is for what should stay rare. Choose that lower is better, or use a fixed limit."""


class ExpectedUnfit(Refusal):
    """The expected share {value} has to lie between 0 and {whole}. With a tolerance limit it is the target."""


class ScoreUnfit(Refusal):
    """A score is watched from one distance on and acted on from the same or a farther one, both above 0; 2 and 3 are usual."""


class SigmasUnfit(Refusal):
    """Standard deviations belong to a tolerance limit, and one needs them: more than 0 and at most {most}, usually 3."""


class DateUnfit(Refusal):
    """{day} is no day an agreement can begin on. Give one from 2000 to 2099."""


class CurrencyUnfit(Refusal):
    """The currency "{currency}" is unknown. Write its three capital letters, such as EUR."""


class FileUnreadable(Refusal):
    """I cannot read {name} as {kind}: {why}. Mend that and send it again."""


class NothingInTheFile(Refusal):
    """{name} has neither KPIs nor credit terms. Send a file like the one that `/sla export` gives you."""


class TooManyProposed(Refusal):
    """{count} KPIs say more than one message can show. Propose fewer at once, {most} at most."""


class WhoseSchedule(Refusal):
    """{name} does not say whose schedule it is. Begin it with the vendor's name: vendor = "Helix Clinical"."""


class NotAFileFormat(Refusal):
    """I write a schedule as toml or yaml, and do not know "{words}". Type `/sla export`, the vendor and one of the two."""


class NobodyToPropose(Refusal):
    """Nobody has set Parley up here yet, so nobody can propose. A Slack administrator types `/vendor setup` first."""
