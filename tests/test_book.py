"""The chapter and small networks of those after it, as in a reader's script.

The losses were recorded on NumPy 1.19 and Python 3.8. All is computed in
float64 from weights and pictures without random numbers, so those of other
releases agree to float32's precision: that leaves room for 2**29 roundings.
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from .interpreter import SLOW

ROOT = Path(__file__).parents[1]
LOSSES = {
    'lenet': [
        1.3886447807289264,
        1.4258952295709026,
        1.367825605115878,
        1.429436967761793,
    ],
    'nin': [
        1.3768299861981692,
        1.372635389402299,
        1.2960250333469416,
        1.0476976863321932,
    ],
    'vgg': [
        1.3672456458387083,
        1.347167083677366,
        0.9690520073706734,
        0.11332581154352589,
    ],
    'residual': [
        1.4871419004007624,
        0.9235413536057853,
        0.16950290310592075,
        0.01628236779471996,
    ],
    'normalized': [
        1.4490413625178096,
        1.3928232827196976,
        1.319386343510021,
        1.3565899506228998,
    ],
}
SCRIPT = '''
import d2l_channels as d2l
import numpy as np
import pytest
from mxnet import autograd, gluon, init, nd
from mxnet.gluon import nn

# the chapter
X = nd.stack(nd.arange(9).reshape((3, 3)), nd.arange(1, 10).reshape((3, 3)))
K = nd.stack(nd.arange(4).reshape((2, 2)), nd.arange(1, 5).reshape((2, 2)))
def corr2d_multi_in(X, K):
    return nd.add_n(*[d2l.corr2d(x, k) for x, k in zip(X, K)])
def corr2d_multi_in_out(X, K):
    return nd.stack(*[corr2d_multi_in(X, k) for k in K])
def corr2d_multi_in_out_1x1(X, K):
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(K.reshape((c_o, c_i)), X.reshape((c_i, h * w)))
    return Y.reshape((c_o, h, w))

class Pictures(gluon.data.Dataset):
    """Rectangles whose class is the quarter that they lie in."""
    def __len__(self):
        return 12
    def __getitem__(self, n):
        picture = np.zeros((1, 12, 12))
        top, left = 6 * (n % 4 // 2), 6 * (n % 2)
        picture[0, top + n % 3 : top + 5, left : left + 4 + n % 2] = 1
        return picture, n % 4

def lenet():
    return [
        nn.Conv2D(3, kernel_size=5, padding=2, activation='sigmoid'),
        nn.AvgPool2D(pool_size=2, strides=2),
        nn.Conv2D(4, kernel_size=3, activation='sigmoid'),
        nn.MaxPool2D(pool_size=2, strides=2),
        nn.Dense(6, activation='sigmoid'),
    ]
def nin():
    return [
        nn.Conv2D(4, 3, strides=1, padding=1, activation='relu'),
        nn.Conv2D(4, kernel_size=1, activation='relu'),
        nn.Conv2D(4, kernel_size=1, activation='relu'),
        nn.MaxPool2D(pool_size=3, strides=2),
        nn.Dropout(0),
    ]
def vgg():
    layers = [
        nn.Conv2D(4, kernel_size=3, padding=1, activation='relu')
        for _ in range(2)
    ]
    return [*layers, nn.MaxPool2D(pool_size=2, strides=2)]
class Residual(nn.Block):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2D(4, kernel_size=3, padding=1, strides=2)
        self.conv2 = nn.Conv2D(4, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(4, kernel_size=1, strides=2)
    def forward(self, X):
        Y = self.conv2(nd.relu(self.conv1(X)))
        return nd.relu(Y + self.conv3(X))
def residual():
    return [Residual()]
def normalized():
    return [
        nn.Conv2D(3, kernel_size=3),
        nn.BatchNorm(),
        nn.Activation('relu'),
        nn.GlobalAvgPool2D(),
    ]

class Waves(init.Initializer):
    """Weights that no generator of random numbers has a part in."""
    def _init_weight(self, name, array):
        n = np.arange(array.size).reshape(array.shape)
        array[:] = np.sin(n) / np.sqrt(array.size / array.shape[0])

def train(layers):
    net = nn.Sequential()
    net.add(*layers, nn.Dense(4))
    net.initialize(Waves())
    net.cast('float64')
    loss = gluon.loss.SoftmaxCrossEntropyLoss()
    trainer = gluon.Trainer(
        net.collect_params(), 'sgd', {'learning_rate': 0.5, 'momentum': 0.9}
    )
    loader = gluon.data.DataLoader(
        Pictures(), batch_size=6, num_workers=2, timeout=3600
    )
    for _ in range(2):
        for X, y in loader:
            with autograd.record():
                l = loss(net(X.astype('float64')), y)
            l.backward()
            trainer.step(X.shape[0])
            print(float(l.mean().asscalar()))

if __name__ == '__main__':
    print(corr2d_multi_in(X, K).asnumpy().tolist())
    print(corr2d_multi_in_out(X, nd.stack(K, K + 1, K + 2)).shape)
    X = nd.random.uniform(shape=(3, 3, 3))
    K = nd.random.uniform(shape=(2, 3, 1, 1))
    Y1 = corr2d_multi_in_out_1x1(X, K)
    Y2 = corr2d_multi_in_out(X, K)
    print((Y1 - Y2).norm().asscalar() < 1e-6)
    for layers in (lenet, nin, vgg, residual, normalized):
        train(layers())
'''


@pytest.mark.slow
def test_a_readers_script_prints_what_it_did(tmp_path):
    script = tmp_path / 'script.py'
    script.write_text(SCRIPT)
    run = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, 'PYTHONPATH': str(ROOT)},
        capture_output=True,
        text=True,
        timeout=SLOW,
    )
    chapter, losses = run.stdout.split('\n')[:3], run.stdout.split('\n')[3:-1]
    assert chapter == ['[[56.0, 72.0], [104.0, 120.0]]', '(3, 2, 2)', 'True']
    found = np.array(losses, 'float64').reshape((len(LOSSES), -1))
    for name, of_one in zip(LOSSES, found):
        expected = np.array(LOSSES[name])
        within = abs(of_one - expected) <= np.finfo('float32').eps * expected
        assert within.all(), name
