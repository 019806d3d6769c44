from hypothesis import settings

settings.register_profile('default', max_examples=60, deadline=None)
# pytest --hypothesis-profile=thorough tests/test_rounding.py
settings.register_profile('thorough', max_examples=10_000, deadline=None)
settings.load_profile('default')
