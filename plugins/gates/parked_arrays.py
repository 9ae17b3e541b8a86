"""Arrays of parked gates on disk: float32 in the `.npy` format, never pickled, checked before they are used."""

import io
from pathlib import Path
from typing import Any, BinaryIO, Final

from ...core.arrays import as_numpy
from ...core.files import Files, StagedFile

_BLOCK: Final = 16 << 20
_LONGEST_HEADER: Final = 4_096


def stage_array(files: Files, folder: Path, array: Any) -> Path:
    """Write `array` (numpy, or a tensor) as float32 under a temporary name in `folder`; where it is. `OSError`."""
    import numpy

    values = numpy.ascontiguousarray(as_numpy(array))
    header = io.BytesIO()
    numpy.lib.format.write_array_header_1_0(header, numpy.lib.format.header_data_from_array_1_0(values))
    with files.stage(folder) as staged:
        staged.write(header.getvalue())
        _write_bytes(staged, values)
    return staged.path


def _write_bytes(staged: StagedFile, values: Any) -> None:
    import numpy

    flat = values.reshape(-1).view(numpy.uint8)
    for start in range(0, len(flat), _BLOCK):
        staged.write(memoryview(flat[start : start + _BLOCK]))


def open_array(path: Path) -> Any:
    """The array in `path`, read-only, read from the disk as it is used. `ValueError` or `OSError` where it is damaged.

    The file may be removed meanwhile; links are not followed.
    """
    import numpy

    if path.is_symlink() or not path.is_file():
        raise FileNotFoundError(f"{path.name} is missing.")
    with path.open("rb") as stream:
        if numpy.lib.format.read_magic(stream) != (1, 0):
            raise ValueError(f"{path.name} is of another format.")
        shape, fortran, dtype = _header(stream, path.name)
        start = stream.tell()
        if fortran or dtype != numpy.float32 or path.stat().st_size != start + _size(shape):
            raise ValueError(f"{path.name} is damaged.")
        if 0 in shape:
            return numpy.zeros(shape, dtype=numpy.float32)
        return numpy.memmap(stream, dtype=numpy.float32, mode="r", offset=start, shape=shape)


def _header(stream: BinaryIO, name: str) -> tuple[tuple[int, ...], bool, Any]:
    import numpy

    try:
        return numpy.lib.format.read_array_header_1_0(stream, max_header_size=_LONGEST_HEADER)
    except OSError:
        raise
    except Exception as error:  # numpy parses it as Python, and fails as that does: SyntaxError, TokenError, ...
        raise ValueError(f"{name} is damaged.") from error


def read_array(path: Path) -> Any:
    """The array in `path` as an own, writable one. `ValueError` or `OSError` where it is damaged."""
    import numpy

    return numpy.array(open_array(path), dtype=numpy.float32)


def _size(shape: tuple[int, ...]) -> int:
    size = 4
    for length in shape:
        size *= length
    return size


def size_on_disk(array: Any) -> int:
    """How many bytes an array takes as a file, about; reads no pixels."""
    return _size(tuple(array.shape)) + 128
