"""What a type checker says about a program that uses the package."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip('mypy', reason='checks types')

ROOT = Path(__file__).parents[1]
NDARRAY = 'd2l_channels._mxnet.nd.NDArray'

# An expression, and its type
REVEALED = {
    'd2l.corr2d': f'def (X: {NDARRAY}, K: {NDARRAY}) -> {NDARRAY}',
    'd2l.corr2d_multi_in_out_1x1(X, K)': NDARRAY,
    'd2l.corr2d_multi_in_out_matmul(X, K, (1, 2), stride=2)': NDARRAY,
    'd2l.corr2d_multi_in_out_convolution(X, K)[0] + 1': NDARRAY,
    'd2l.compose_kernels(K, K)': NDARRAY,
    'd2l.rounding_bound(X, K).max() < 1': NDARRAY,
    'd2l.corr2d_multi_in(X, K).shape': 'tuple[int, ...]',
    'd2l.conv_cost(X.shape, K.shape, bias=True)': (
        'd2l_channels.exercises.cost.ConvCost'
    ),
    'd2l.conv_cost(X.shape, K.shape).output_shape': 'tuple[int, int, int]',
    'd2l.conv_cost(X.shape, K.shape).bytes()': 'dict[str, int]',
    'd2l.testing.cases("corr2d")[0].name': 'str',
    # whatever `convert` makes
    'd2l.testing.cases("corr2d")[0].X': 'Any',
}
# An expression, and the error that it is
REFUSED = {
    'd2l.nonsense': 'Module has no attribute "nonsense"',
    'd2l.corr2d([[1.0]], K)': (
        'Argument 1 to "corr2d" has incompatible type "list[list[float]]"; '
        f'expected "{NDARRAY.rpartition(".")[2]}"'
    ),
    'd2l.corr2d_multi_in(X)': (
        'Missing positional argument "K" in call to "corr2d_multi_in"'
    ),
    'd2l.rounding_bound(X, K, padding="same")': (
        'Argument "padding" to "rounding_bound" has incompatible type "str"; '
        'expected "int | tuple[int, int]"'
    ),
}


@pytest.mark.slow
def test_a_users_program(tmp_path):
    lines = [
        'import d2l_channels as d2l',
        'from mxnet import nd',
        'X, K = nd.ones((2, 3, 3)), nd.ones((2, 2, 2))',
        *(f'reveal_type({expression})' for expression in REVEALED),
        *REFUSED,
    ]
    program = tmp_path / 'program.py'
    program.write_text('\n'.join(lines) + '\n')
    run = subprocess.run(
        [
            *(sys.executable, '-m', 'mypy', '--strict'),
            *('--config-file=', '--no-incremental'),
            # MXNet has no types, and errors elsewhere are not the program's
            *('--ignore-missing-imports', '--follow-imports', 'silent'),
            str(program),
        ],
        env={**os.environ, 'MYPYPATH': str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    said = {}
    for line in run.stdout.splitlines()[:-1]:
        _, number, text = line.split(':', 2)
        # Earlier releases of mypy spell the names of modules out
        said[lines[int(number) - 1]] = text.replace('builtins.', '')
    for expression, type_ in REVEALED.items():
        found = said.pop(f'reveal_type({expression})')
        assert found == f' note: Revealed type is "{type_}"'
    for expression, message in REFUSED.items():
        assert said.pop(expression).startswith(f' error: {message}')
    assert said == {}
