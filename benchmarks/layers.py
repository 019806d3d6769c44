"""The layers that are measured, from the chapter's example upwards."""

from typing import NamedTuple

import numpy as np

import d2l_channels as d2l


class Layer(NamedTuple):
    name: str
    X_shape: tuple
    K_shape: tuple
    padding: int = 0
    stride: int = 1

    @property
    def title(self):
        padding = f' p{self.padding}' if self.padding else ''
        stride = f' s{self.stride}' if self.stride > 1 else ''
        return f'{self.name} {self.X_shape}, {self.K_shape}{padding}{stride}'

    @property
    def cost(self):
        return d2l.conv_cost(*self[1:])

    def arrays(self):
        """Return the same random X and K each time, as NumPy arrays."""
        random = np.random.RandomState(0)
        shapes = self.X_shape, self.K_shape
        return [random.normal(size=s).astype('float32') for s in shapes]


LADDER = [
    Layer('chapter', (2, 3, 3), (3, 2, 2, 2)),
    Layer('LeNet', (1, 28, 28), (6, 1, 5, 5), padding=2),
    Layer('LeNet', (6, 12, 12), (16, 6, 5, 5)),
    Layer('NiN', (96, 54, 54), (96, 96, 1, 1)),
    Layer('ResNet', (256, 56, 56), (64, 256, 1, 1)),
    Layer('VGG', (3, 224, 224), (64, 3, 3, 3), padding=1),
    Layer('AlexNet', (3, 224, 224), (96, 3, 11, 11), padding=2, stride=4),
    Layer('VGG', (64, 112, 112), (128, 64, 3, 3), padding=1),
    Layer('VGG', (256, 28, 28), (512, 256, 3, 3), padding=1),
]
