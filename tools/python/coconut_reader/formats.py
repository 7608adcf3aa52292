"""Number formats: stored bytes to arrays, and quantized matrices to the float32 values that they stand for.

The results are those of the runtime's own dequantization, bit for bit: a product is rounded to float32 before anything
is added to it.
"""

import numpy as np

from .errors import FormatError

BLOCK = 32
DTYPES = {"float32": "<f4", "float16": "<f2", "int32": "<i4", "int8": "i1"}


def array(info, data):
    """Returns a tensor as it is stored; int4 as uint8, 0 to 15, one a byte."""
    if info["dtype"] != "int4":
        return np.frombuffer(data, DTYPES[info["dtype"]]).reshape(info["shape"])
    pairs = np.frombuffer(data, np.uint8)
    return np.stack([pairs & 15, pairs >> 4], axis=-1).reshape(info["shape"])


def dequantize(name, dtype, values, scale, minimum):
    """Returns float32 [rows, columns] for a matrix that array has read with its scales and minima (None for none)."""
    rows, columns = values.shape if values.ndim == 2 else (0, 0)
    per_row = dtype == "int8" and scale.dtype == np.float32
    wanted = (rows,) if per_row else (rows, -(-columns // BLOCK))
    if rows == 0 or scale.shape != wanted or (minimum is not None and minimum.shape != wanted):
        raise FormatError(f"{name}: {values.shape} values and {scale.shape} scales are not a matrix and its scales")
    if dtype == "int4" and (columns % BLOCK or (scale.dtype == np.float16) != (minimum is not None)):
        raise FormatError(f"{name}: int4 in blocks of {BLOCK} has float32 scales, or float16 scales and minima")
    _in_range(name, dtype, values, scale, minimum)
    if dtype == "int4" and minimum is None:
        values = values.astype(np.float32) - np.float32(8)
    matrix = values.astype(np.float32) * _spread(scale, columns, per_row)
    return matrix if minimum is None else matrix + _spread(minimum, columns, False)


def _in_range(name, dtype, values, scale, minimum):
    finite = np.isfinite(scale).all() and (minimum is None or np.isfinite(minimum).all())
    if not finite or dtype == "int8" and ((scale < 0).any() or (values == -128).any()):
        raise FormatError(f"{name}: a value or scale is out of range")


def _spread(scale, columns, per_row):
    scale = scale.astype(np.float32)
    return scale[:, None] if per_row else np.repeat(scale, BLOCK, axis=1)[:, :columns]
