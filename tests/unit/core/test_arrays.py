"""`as_numpy`: arrays of any host as float32 in main memory."""

import numpy

from penstock.core.arrays import as_numpy


class FakeTensor:
    """Answers as a torch tensor on a graphics card does."""

    def __init__(self, values, place="card"):
        self.values = values
        self.place = place

    def detach(self):
        return self

    def cpu(self):
        return FakeTensor(self.values, "cpu")

    def float(self):
        return FakeTensor(self.values.astype(numpy.float32), self.place)

    def numpy(self):
        assert self.place == "cpu"
        return self.values


def test_float32_arrays_are_not_copied():
    """An array that fits already is returned itself."""
    array = numpy.zeros((1, 2, 3, 3), numpy.float32)
    assert as_numpy(array) is array


def test_other_precisions_become_float32():
    """Whatever the precision, the values and the shape stay and the type is float32."""
    made = as_numpy(numpy.full((2, 3), 0.25, numpy.float64))
    assert made.dtype == numpy.float32
    assert made.tolist() == [[0.25] * 3] * 2


def test_a_tensor_comes_down_from_its_device():
    """A half-precision tensor on another device arrives as float32 in main memory."""
    made = as_numpy(FakeTensor(numpy.full((1, 4), 0.5, numpy.float16)))
    assert made.dtype == numpy.float32
    assert made.tolist() == [[0.5] * 4]
