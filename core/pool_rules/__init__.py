"""What a pool is and how it changes, as pure values: for stores that keep a whole pool as one document.

`record` is the pool, `changes` what can be done to it, `undoing` undo and redo, `history` how much of that is kept,
`encoding` a pool as JSON, `checking` whether one from outside can be one, `plain` its single values, `manifest` the
exchange format, `notes` what a note may be. Every function takes a record and returns another one; it raises where the
contract of `PoolStore` says so, and then nothing has changed. Nothing here reads or writes.
"""
