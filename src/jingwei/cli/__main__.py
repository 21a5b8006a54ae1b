"""`python -m jingwei.cli`, which is how `serve` starts its children."""

import sys

from jingwei.cli import main

sys.exit(main())
