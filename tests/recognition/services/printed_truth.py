"""A folder of ground truth of printed lines."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np

from recognition.formats.page_xml_writer import NAMESPACE

TRUTHS = ["seeds and bulbs", "a <struck> word", "the lamp is lit", ""]


def write_printed_truth(folder: Path) -> Path:
    """Two documents of printed lines, in a JPEG and a PNG, one of four lines with an editorial mark, one empty."""
    rows = []
    for number, ending in enumerate((".jpg", ".png")):
        page = np.full((500, 700), 225, np.uint8)
        lines = []
        for index, truth in enumerate(TRUTHS):
            y = 100 + 100 * index
            cv2.putText(page, truth, (40, y), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.6, 40, 3)
            lines.append(
                f'<TextLine id="l{index}"><Coords points="30,{y - 55} 660,{y - 55} 660,{y + 20} 30,{y + 20}"/>'
                f'<Baseline points="35,{y} 650,{y}"/><TextEquiv><Unicode>{truth.replace("<", "&lt;")}</Unicode>'
                "</TextEquiv></TextLine>"
            )
        name = f"pages/p{number}"
        (folder / "pages").mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / (name + ending)), page)
        (folder / (name + ".xml")).write_text(
            f'<PcGts xmlns="{NAMESPACE}"><Page imageFilename="x" imageWidth="700" imageHeight="500">'
            f'<TextRegion id="r"><Coords points="0,0 1,1"/>{"".join(lines)}</TextRegion></Page></PcGts>'
        )
        rows.append({"split": "test", "collection": f"c{number}", "language": "eng", "document": "d", "page": name})
    (folder / "index.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return folder
