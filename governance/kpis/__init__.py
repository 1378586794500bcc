"""KPIs: what was agreed, what was measured, and what the numbers mean. A missing number is never good news."""
