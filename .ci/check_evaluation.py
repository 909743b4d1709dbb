"""Fails unless each collection was read by weights that have learned something: `check_evaluation.py FILE`."""

import json
import sys
from pathlib import Path

#: Weights that do not fit the net, or lines that are cut wrongly, give 0.8 and more. Ten lines tell no more than that.
HIGHEST_CER = 0.5

collections = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["collections"]
problems = [
    f"{name}: {row['lines']} lines, CER {row['cer']:.0%}"
    for name, row in collections.items()
    if not row["lines"] or row["cer"] > HIGHEST_CER
]
if problems or not collections:
    sys.exit(f"The shipped weights do not read: {'; '.join(problems) or 'there is no collection'}")
