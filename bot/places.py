"""Where something arrives from: the channel with the vendor it belongs to, and the message it is about."""

from bot.arrivals import Arrival
from handlers.kit.requests import Place, Source
from storage.unit_of_work import UnitOfWork


def place_of(arrival: Arrival, uow: UnitOfWork) -> Place:
    link = uow.vendors.link_of(arrival.channel) if arrival.channel and not arrival.direct else None
    vendor = uow.vendors.by_id(link.vendor_id) if link else None
    return Place(channel=arrival.channel, thread=arrival.thread, direct=arrival.direct, link=link, vendor=vendor)


def source_of(arrival: Arrival) -> Source | None:
    if arrival.message_ts is None or arrival.channel is None:
        return None
    return Source(
        channel=arrival.channel, ts=arrival.message_ts, text=arrival.message_text, permalink=arrival.message_link
    )
