"""MXNet as a type checker sees it, since MXNet has no types of its own."""

from typing import Any

from . import nd as nd

mx: Any
