"""python3 start.py matrix: from a template to its responsibility matrix in one line."""

import sys

from .command import main

sys.exit(main(sys.argv[1:]))
