"""Leaving, as the registry knows it."""

from handlers.kit.feature import Feature

feature = Feature("leaving")
