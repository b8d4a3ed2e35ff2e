"""The archive as data for programs: /api/v1/, read-only JSON (docs/design.md §7).

`parameters` (what can be asked), `cursor` (where a list goes on), `objects` (rows as JSON), `answers` (the same as
types, which make the OpenAPI document and are checked on the way out), `listing` (one page of a list), `problems` and
`places` (the addresses), `refusals` (why not), `door` (who may ask, and how), `service` (all of it together).
"""
