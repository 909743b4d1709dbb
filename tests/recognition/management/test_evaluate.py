from __future__ import annotations

from recognition.management.commands.evaluate import _table

ROW = {"cer": 0.12, "wer": 0.3, "auroc": None, "ece": 0.02, "lines": 10, "words": 40}


def test_what_other_weights_make_of_the_same_lines_stands_beside() -> None:
    result = {"collections": {"peraire": ROW}, **ROW, "lines_per_second": 20.0, "beside": ROW | {"cer": 0.2}}
    assert _table(result).splitlines()[-1] == "CER 20.00% before, 12.00% now: -40.0%"


def test_without_other_weights_there_is_no_change() -> None:
    assert _table({"collections": {}, **ROW, "lines_per_second": 20.0}).splitlines()[-1] == "20.0 lines a second"
