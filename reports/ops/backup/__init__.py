"""备份与恢复: the whole archive as one file that names no database, and back into SQLite or PostgreSQL.

`tables` (which rows, and how their values are written), `writing` (backup), `reading` (what a file must be to be
trusted), `loading` (rows into an empty database), `later` (withdrawals made after the backup), `restoring`.

The file is a zip: `rows/<table>.jsonl`, a JSON list of values a line, in order of primary keys; `originals/<SHA-256>`;
and last `manifest.json`, with the tables' columns, the migrations, and size and SHA-256 of every member. The same
content gives the same rows on both databases, byte for byte: that is how a restored archive is proven equal.
"""
