"""Where both companies read what is said to all of them: one channel, by one rule."""

from storage.unit_of_work import UnitOfWork


def channel_for(vendor: int, study: int | None, uow: UnitOfWork) -> str | None:
    """The vendor's channel for a study: that study's, else one of no study, else any; one that both companies read before others,
    the first linked first. None where none is linked."""
    rank = {study: 0, None: 1}
    links = uow.vendors.links_of(vendor)
    link = min(links, key=lambda its: (rank.get(its.study_id, 2), not its.shared), default=None)
    return link.channel if link else None
