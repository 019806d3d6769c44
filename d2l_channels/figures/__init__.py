"""The chapter's two figures: all of the package that needs matplotlib."""

from typing import List

try:
    from .conv_1x1 import draw_1x1
    from .conv_multi_in import draw_multi_in, step_multi_in
    from .steps import Steps
except ModuleNotFoundError as error:
    need = f'd2l_channels: the figures need {error.name}.'
    advice = 'Type: python -m pip install matplotlib'
    raise ImportError(f'{need}\n{advice}') from error

__all__ = ['Steps', 'draw_1x1', 'draw_multi_in', 'step_multi_in']


def __dir__() -> List[str]:
    return __all__
