"""The one write door: changes to content, their versions, and how the index takes them up (DESIGN.md §6, Version).

    with content_change() as change:
        problem.text = "…"
        problem.save()
        change.touch(problem)

The database is the truth. What changed is written to `Change` in the same transaction, and applied to the index
after its commit: delete and add again, so that applying twice is harmless.
"""
