"""One night by hand, without progress or pages printed: what the bench measures."""

import sys
from pathlib import Path

from flows.night import run_night
from flows.store import open_store

if __name__ == "__main__":
    run_night(open_store(Path(sys.argv[1])))
