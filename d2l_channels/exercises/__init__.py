"""The six exercises at the end of the chapter, answered by code.

1 is in `composition`, 2 to 4 in `cost`, 5 in `rounding`, 6 in `matmul`. The
answers in words are in `notebooks/exercises.ipynb`.
"""
