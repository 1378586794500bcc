"""Reviews: after a quarter, whether sessions were held, and what came of what they decided."""

from handlers.kit.feature import Feature

feature = Feature("reviews")
