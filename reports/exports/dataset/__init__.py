"""The full data set: every public row as CSV and SQLite, with codebook, datapackage.json and checksums.

`tables` (what there is: data/dataset.toml), `rows` (where the values come from), `snapshot` (one state of the
database), `writing` (the two forms), `codebook` and `package` (what must be known beside them), `notes` (what changed),
`edition` (the folder in which one export stands, and which is current).
"""
