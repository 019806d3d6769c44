"""*Dive into Deep Learning*'s chapter on several channels, alive on MXNet."""

from .arithmetic import explain
from .channels import (
    corr2d,
    corr2d_multi_in,
    corr2d_multi_in_out,
    corr2d_multi_in_out_1x1,
)

__version__ = '0.1.0'

__all__ = [
    'corr2d',
    'corr2d_multi_in',
    'corr2d_multi_in_out',
    'corr2d_multi_in_out_1x1',
    'explain',
]
