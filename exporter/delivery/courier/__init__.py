"""One thread per hub: what is new first and in time, what has waited while the hub gives turns."""

from exporter.delivery.courier.contact import Contact
from exporter.delivery.courier.courier import Courier
from exporter.delivery.courier.line import HubLine, Post, PostFailed, Reply

__all__ = ["Contact", "Courier", "HubLine", "Post", "PostFailed", "Reply"]
