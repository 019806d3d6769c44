"""How an output comes about, rightly or by a mistake."""

from typing import Any, Callable, NamedTuple, Optional, Tuple

import numpy as np

from ..judgement import Layer, cross_correlate, pad, take_pixels

# Reduces the products (c_o, c_i, k_h, k_w, H, W) to an output
_Sum = Callable[[np.ndarray], np.ndarray]
# Changes an output after it is computed: (c_o, H, W), or where the input
# channels are not summed, (c_o, c_i, H, W)
_Finish = Callable[[np.ndarray], np.ndarray]


class Recipe(NamedTuple):
    """All that decides what the output is.

    Attributes
    ----------
    X, K : numpy.ndarray of shape (c_i, h, w) and (c_o, c_i, k_h, k_w)
        Input and kernel, in float64.
    padding : numpy.ndarray of shape (2,), or (2, 2)
        `(height, width)`, or `((top, left), (bottom, right))`.
    stride : numpy.ndarray of shape (2,)
        Step of the window.
    sum : callable, or None for the right sum
        Reduces all products to an output.
    finish : tuple of callables
        What is done to the output afterwards.
    """

    X: np.ndarray
    K: np.ndarray
    padding: np.ndarray
    stride: np.ndarray
    sum: Optional[_Sum] = None
    finish: Tuple[_Finish, ...] = ()

    @property
    def window(self) -> np.ndarray:
        """Height and width of the window."""
        return np.array(self.K.shape[2:])

    @property
    def last_place(self) -> np.ndarray:
        """The last row and column at which the window may begin."""
        padded = np.array(pad(self.X, self.padding).shape[1:])
        last: np.ndarray = padded - self.window
        return last

    @property
    def output_size(self) -> np.ndarray:
        """Height and width of the output, before `sum` and `finish`."""
        size: np.ndarray = self.last_place // self.stride + 1
        return size

    def but(self, **parts: Any) -> 'Recipe':
        """Return the same recipe with other parts."""
        return self._replace(**parts)

    def then(self, *finish: _Finish) -> 'Recipe':
        """Return the same recipe with more done to the output."""
        return self._replace(finish=self.finish + finish)

    def follow(self) -> np.ndarray:
        """Compute the output, of shape (c_o, H, W) unless a mistake gives it
        another one."""
        if self.sum is None:
            Y = cross_correlate(self.X, self.K, self.padding, self.stride)
        else:
            Y = self.sum(self._multiply())
        for finish in self.finish:
            Y = finish(Y)
        return Y

    def _multiply(self) -> np.ndarray:
        """Return all products, of shape (c_o, c_i, k_h, k_w, H, W)."""
        X = pad(self.X, self.padding)
        window = self.K.shape[2:]
        pixels = [A for _, A in take_pixels(X, window, self.stride)]
        # From (c_i, k_h * k_w, H, W) to (c_i, k_h, k_w, H, W)
        stacked = np.stack(pixels, axis=1)
        stacked = stacked.reshape(len(X), *window, *stacked.shape[2:])
        products: np.ndarray = self.K[..., np.newaxis, np.newaxis] * stacked
        return products


def right_recipe(layer: Layer) -> Recipe:
    """Return how the right output of a layer comes about."""
    K = np.array(layer.K, 'float64', ndmin=4)
    return Recipe(layer.X.astype('float64'), K, layer.padding, layer.stride)


# Turns a recipe, right or already changed, into one with a mistake; None where
# a function with that mistake raises an exception
Change = Callable[[Recipe], Optional[Recipe]]


def finish_with(finish: _Finish) -> Change:
    """Make a change of the output, once it is computed."""
    return lambda recipe: recipe.then(finish)


class Mistake(NamedTuple):
    """A mistake that people make.

    Attributes
    ----------
    name : str
        What is wrong, as a clause: the kernel is flipped.
    ways : tuple of Change
        The ways in which it comes about, each with another output.
    hint : str
        Where it may come from, or how to mend it: a sentence, or empty.
    is_common : bool
        Whether it is also tried together with each of the others.
    topic : str
        Two mistakes of one topic are never tried together.
    """

    name: str
    ways: Tuple[Change, ...]
    hint: str = ''
    is_common: bool = False
    topic: str = ''
