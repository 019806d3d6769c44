"""What a right output is, and whether a given one is right."""

from .arrays import (
    convert_array,
    has_changed,
    is_engine_error,
    shorten_error,
    to_bytes,
    to_numpy,
)
from .definition import (
    Layer,
    cross_correlate,
    expect,
    is_real,
    make_layer,
    pad,
    take_pixels,
)
from .verdict import assert_matches, coarser_dtype, describe_element, judge

__all__ = [
    'Layer',
    'assert_matches',
    'coarser_dtype',
    'convert_array',
    'cross_correlate',
    'describe_element',
    'expect',
    'has_changed',
    'is_engine_error',
    'is_real',
    'judge',
    'make_layer',
    'pad',
    'shorten_error',
    'take_pixels',
    'to_bytes',
    'to_numpy',
]
