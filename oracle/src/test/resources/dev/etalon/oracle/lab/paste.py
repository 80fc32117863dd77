"""Runs snippets as if they were pasted: paste.py SNIPPET..., in the folder of a solution that is right.

Prints a line for each that fails, or prints other numbers than it says are expected.
"""
import contextlib
import io
import re
import sys

import etalon_adapter
import numpy as np

NUMBER = re.compile(r"[-+]?(?:nan|inf(?:inity)?|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)", re.IGNORECASE)


def numbers(text):
    return np.array([float(number) for number in NUMBER.findall(text)])


etalon_adapter.supply(True)
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        snippet = file.read()
    code, _, expected = snippet.partition("# expected:")
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(code, path, "exec"), {})  # pylint: disable=exec-used
        if expected:  # what did not run has none
            want = numbers(expected.rpartition(" of shape ")[0])
            # six digits are written down
            np.testing.assert_allclose(numbers(printed.getvalue()), want, rtol=1e-5, atol=1e-6)
    except Exception as error:  # whatever goes wrong is the finding
        print(f"{type(error).__name__}: {error}\n{snippet}\nprinted: {printed.getvalue()}\n")
