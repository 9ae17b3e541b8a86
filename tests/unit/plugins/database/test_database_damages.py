"""Any one byte of what leads to the rows may be another: of the header, and of the pages that list the tables."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penstock.adapters.testing.invariants.crashes import quick_folder
from penstock.core.contracts.database import DatabaseSchema

from .two_schemas import FILE, World, fill, listed, numbers, root_numbers, tables, world


@pytest.fixture(scope="module")
def made() -> Iterator[tuple[World, list[int]]]:
    """Two schemas with rows, and the offsets of the bytes that lead to them."""
    with quick_folder() as folder:
        whole = world(folder)
        roots = root_numbers(folder, whole.whole)
        yield whole, [at for at in listed(whole.whole) if at not in roots]


@settings(max_examples=settings().max_examples * 2)
@given(share=st.integers(0, 1 << 20), bits=st.integers(1, 0xFF), order=st.permutations((0, 1)))
def test_no_other_byte_that_leads_to_rows_costs_one(
    made: tuple[World, list[int]], share: int, bits: int, order: list[int]
) -> None:
    """All rows of both schemas are read, whichever is used first; writing goes on, and what was set aside is kept.

    Only where a table begins is known nowhere else.
    """
    world, offsets = made
    at = offsets[share % len(offsets)]
    damaged = bytearray(world.whole)
    damaged[at] ^= bits
    with quick_folder() as folder:
        (folder / FILE).write_bytes(damaged)
        service = world.service(folder)
        for schema in (world.schemas[place] for place in order):
            assert service.read(schema, lambda one, of=schema: numbers(one, of)) == rows(schema, 0, 1, 2), (at, bits)  # type: ignore[misc]
            service.write(schema, lambda one, of=schema: fill(one, of, 10))  # type: ignore[misc]
            after = service.read(schema, lambda one, of=schema: numbers(one, of))  # type: ignore[misc]
            assert after == rows(schema, 0, 1, 2, 10, 11, 12), (at, bits)
        service.close()


def rows(schema: DatabaseSchema, *found: int) -> dict[str, list[int]]:
    """The same numbers in each table of a schema."""
    return {name: list(found) for name in tables(schema)}
