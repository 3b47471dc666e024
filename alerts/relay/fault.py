"""What failed inside this program, fit for a log."""

import traceback
from pathlib import Path


def where(error: Exception) -> str:
    """Its type and its line. Not what it says: that may hold an address or a secret."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno}"
