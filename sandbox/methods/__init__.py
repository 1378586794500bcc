"""The Web API methods, one module a family; importing this package fills the registry."""

from sandbox.methods import chat, conversations, files, people, reactions, views
from sandbox.methods.registry import METHODS

__all__ = ["METHODS", "chat", "conversations", "files", "people", "reactions", "views"]
