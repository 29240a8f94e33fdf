"""Influence beyond what a journal shows: what would have been said otherwise, and who stands where.

`study` asks the seats of a talk again; `total` and `pivotal` hold it again with one thing in it otherwise;
`power` and `standing` read matrices and graphs.
"""
