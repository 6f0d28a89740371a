"""Bytes made up against each door: ``python -m fuzz`` runs all harnesses in turn, ``tests/test_fuzz.py`` a short while.

``house`` is the server that they ask, ``targets`` what each of them does with some bytes and what must hold then,
``engines`` where the bytes come from: hypothesis, or atheris (libFuzzer), which follows what they reach in our code.
"""
