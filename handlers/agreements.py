"""Agreements with a vendor: kept, listed, and talked about before they expire."""

from handlers.kit.feature import Feature

feature = Feature("agreements")
