"""numpy, or words that say how to get it.

The modules beside this one import ``np`` from here, so that who has no numpy reads one sentence
and not a traceback out of the middle of a sketch. ``import retold`` never comes here.
"""

from __future__ import annotations

try:
    import numpy as np
except ImportError as error:
    raise ImportError(
        "retold.compat.datasketch needs numpy, which is not installed: pip install numpy"
    ) from error

# Before its second version numpy wraps an integer that does not fit its array with no more than
# a warning; what comes in as Python integers must then be looked at one by one.
WRAPS_SILENTLY = int(np.__version__.split(".")[0]) < 2

__all__ = ["WRAPS_SILENTLY", "np"]
