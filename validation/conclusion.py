"""What may be said of a run: one true sentence, and what limits it. Nothing here is kinder than the results."""

from collections.abc import Iterator

from validation.circumstances import Circumstances, Tree
from validation.results import Outcome
from validation.suite import sentence
from validation.tracing import Trace, Verdict

MOST_NAMED = 5


def concluded(trace: Trace) -> str:
    """Which requirements are shown, and which are not."""
    everything, shown = len(trace.traced), len(trace.those(Verdict.SHOWN))
    if shown == everything:
        said = f"All {everything} requirements are shown: every test that was to show them passed in this run"
        return f"{said}{_but(trace)}."
    parts = [
        f"{_listed(trace.those(verdict))} ({why})"
        for verdict, why in (
            (Verdict.FAILED, "a test failed"),
            (Verdict.NOT_SHOWN, "a test was skipped or did not run"),
        )
        if trace.those(verdict)
    ]
    return f"{shown} of {everything} requirements are shown; not shown: {' and '.join(parts)}{_but(trace)}."


def _but(trace: Trace) -> str:
    failed = trace.failed_others
    if not failed:
        return ""
    named = "; ".join(f"“{sentence(test)}”" for test in failed[:MOST_NAMED])
    more = f" and {len(failed) - MOST_NAMED} more" if len(failed) > MOST_NAMED else ""
    return f"; {len(failed)} {'test' if len(failed) == 1 else 'tests'} traced to no requirement failed: {named}{more}"


def limits(trace: Trace, run: Circumstances | None, here: Tree) -> Iterator[str]:
    """What a reader has to know before they rely on the sentence."""
    if run is None:
        yield "The results were made elsewhere and do not say of which version they are, nor under what circumstances."
        return
    if run.before != run.after:
        yield "The checkout changed while the tests ran, so the results may be of neither state."
    elif run.before.changed:
        yield "The working tree had changes that are in no commit, so this is no evidence about a released version."
    elif run.before.changed is None:
        yield "The commit is not known, since this was no git checkout."
    if run.after.commit != here.commit:
        yield f"The requirements and test names are those of commit {here.commit[:12]}, not of the commit that was run."
    skipped = trace.count(Outcome.SKIPPED)
    if skipped:
        yield f"{skipped} {'case was' if skipped == 1 else 'cases were'} skipped, because something was not there on this machine."


def _listed(names: list[str]) -> str:
    return ", ".join(names)
