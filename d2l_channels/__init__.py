"""*Dive into Deep Learning*'s chapter on several channels, alive on MXNet."""

from . import testing
from .arithmetic import explain
from .channels import (
    corr2d,
    corr2d_multi_in,
    corr2d_multi_in_out,
    corr2d_multi_in_out_1x1,
)
from .composition import compose_kernels
from .convolution import corr2d_multi_in_out_convolution
from .cost import ConvCost, conv_cost
from .matmul import corr2d_multi_in_out_matmul
from .rounding import rounding_bound

__version__ = '0.1.0'

__all__ = [
    'ConvCost',
    'compose_kernels',
    'conv_cost',
    'corr2d',
    'corr2d_multi_in',
    'corr2d_multi_in_out',
    'corr2d_multi_in_out_1x1',
    'corr2d_multi_in_out_convolution',
    'corr2d_multi_in_out_matmul',
    'explain',
    'rounding_bound',
    'testing',
]
