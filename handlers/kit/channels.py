"""Where both companies read what is said to all of them: one channel, by one rule."""

from collections.abc import Sequence

from governance.vendors import Link
from storage.unit_of_work import UnitOfWork


def link_for(links: Sequence[Link], study: int | None) -> Link | None:
    """Of a vendor's channels the one for a study: that study's, else one of no study, else any; one that both companies read before
    others, the first linked first."""
    rank = {study: 0, None: 1}
    return min(links, key=lambda its: (rank.get(its.study_id, 2), not its.shared), default=None)


def channel_for(vendor: int, study: int | None, uow: UnitOfWork) -> str | None:
    """The same of a vendor whose channels are not known yet. None where none is linked."""
    link = link_for(uow.vendors.links_of(vendor), study)
    return link.channel if link else None
