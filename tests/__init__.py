import d2l_channels  # noqa: F401  before anything here imports mxnet
