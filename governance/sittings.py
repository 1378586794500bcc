"""Sessions as they are held: when one can be started, how its attendance list is kept, and when somebody must end it."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from governance.bodies import Attendance, Attended
from governance.refusals import Refusal, SessionOver
from governance.sessions import OVER, Session, State

START_AHEAD = timedelta(minutes=15)  # the chairs are offered to start it
START_BEHIND = timedelta(hours=1)  # after its end they are offered no more
LATEST_START = timedelta(hours=24)  # after its end it counts as never held
ASKED_AFTER = timedelta(hours=4)  # a session that nobody ended
ENDED_AFTER = timedelta(hours=24)


class TooEarly(Refusal):
    """{reference} begins {when}. It can be started from 15 minutes before; `session move` gives it another time."""


class TooLate(Refusal):
    """{reference} was over {when}, and nobody started it. Its points wait for the next session; `session schedule` plans one."""


class StartedAlready(Refusal):
    """{reference} is on already: {person} started it. It is held in the thread below its message in the channel."""


class HasEnded(Refusal):
    """{reference} has ended, so nothing was changed. Say what is missing: `session minutes {reference} comment ...`."""


class NotStarted(Refusal):
    """{reference} has not been started. Either chair does that: `session start {reference}`. A decision can also be made by mail:
    `session decide {reference} by mail ...`."""


class ForItsChairs(Refusal):
    """Its chairs and the account leads {deed} {reference}: {people}. Please ask one of them."""


class NoneToStart(Refusal):
    """No session can be started here now. `session list` shows those to come; one can be started from 15 minutes before."""


class NoneIsOn(Refusal):
    """No session is on here. A chair starts the one that is due by `session start`; a decision can also be made by mail:
    `session decide S-3 by mail ...`."""


class WhichIsOn(Refusal):
    """More than one session is on: {sessions}. Write which one, such as {first}."""


class DecidedWithThem(Refusal):
    """{decisions} {were} decided with {people} there, and without them there would have been no quorum. Take {decisions} back first."""


class OnlyReads(Refusal):
    """Whoever reads and audits can be there, but stands in for nobody. Press Present."""


class NobodyToStandInFor(Refusal):
    """Nobody of your company whose place you could take is expected at {reference}. Press Present."""


class UndoneAlready(Refusal):
    """This has been taken back already. Nothing was changed."""


class NotYoursToUndo(Refusal):
    """{person} said this, so they or a chair take it back. Nothing was changed."""


class GoneFurther(Refusal):
    """{thing} is {state} by now, so it cannot be taken back here. Nothing was changed."""


class DecidedOnAlready(Refusal):
    """{reference} is {state} by now, so its words stay as they are. `risk show {reference}` has them."""


class NoSuchRisk(Refusal):
    """There is no such risk that you can see. `risk list` shows them."""


class NoSuchNote(Refusal):
    """There is no such note that you can see, so nothing was taken back."""


class NoSuchPoint(Refusal):
    """There is no open point like that on the agenda of {reference}. The message that opened the session shows its points."""


class ConcludedAlready(Refusal):
    """{title} is {outcome} already. Take that back first if it is not so."""


class NothingToTakeBack(Refusal):
    """Nothing has come of {title} yet, so there is nothing to take back."""


class NothingDecided(Refusal):
    """No decision about {title} is written down yet. Press "Write the decision down", or say `decision: ...` in the thread."""


class NobodyToCall(Refusal):
    """No deputy can be called: {why}. A chair can note who is there in their place, by "Who is here"."""


def can_be_started(session: Session, now: datetime) -> bool:
    """Whether its chairs are offered to start it."""
    is_time = session.starts_at - START_AHEAD <= now <= session.ends_at + START_BEHIND
    return is_time and session.started_at is None and session.state not in OVER


def check_start(session: Session, now: datetime, words: str) -> None:
    """Raises what keeps a session from being started; `words` is its begin on the asker's clock."""
    if session.state is State.CANCELLED:
        raise SessionOver(reference=session.reference, stands="is cancelled")
    if session.state in OVER:
        raise SessionOver(reference=session.reference, stands="was held and has ended")
    if now < session.starts_at - START_AHEAD:
        raise TooEarly(reference=session.reference, when=words)
    if session.started_at is None and now > session.ends_at + LATEST_START:
        raise TooLate(reference=session.reference, when=words)


def check_on(session: Session) -> None:
    """Only in a session that is on is anything noted."""
    if session.ended_at or session.state in OVER:
        raise HasEnded(reference=session.reference)
    if not session.is_on:
        raise NotStarted(reference=session.reference)


def since_its_end(session: Session, now: datetime) -> timedelta:
    """How long a session that is on has been on for longer than was planned; one that was started late has as long."""
    return now - max(session.ends_at, session.started_at or session.ends_at)


def noted(attendance: Attendance, lines: Iterable[Attended], gone: Collection[int] = ()) -> Attendance:
    """The list with these lines in the place of what was noted of the same people, and without who is taken off."""
    new = list(lines)
    replaced = {its.person_id for its in new} | set(gone)
    return Attendance(lines=(*(its for its in attendance.lines if its.person_id not in replaced), *new))
