"""What one address may ask for in a minute, and how many exports may run at once: budgets, where they are counted, and
the middleware that asks.
"""
