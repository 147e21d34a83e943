"""``python -m kaito_gen``."""

import sys

from kaito_gen.cli import main

if __name__ == "__main__":
    sys.exit(main())
