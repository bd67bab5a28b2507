"""Print the bill of materials of the image as CycloneDX 1.6 JSON: each locked package with its version and hashes.

python -m scripts.sbom requirements-docker.lock
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
from pathlib import Path
from typing import Any

from packaging.markers import Marker

from etl import DISTRIBUTION

_PACKAGE = re.compile(
    r"^([\w.-]+)==([^\s;\\]+)(?: *; *([^\\\n]+))?((?:\s*\\\s*--hash=sha256:[0-9a-f]{64})*)", re.M
)

_IMAGE = {
    "python_version": "3.12",
    "python_full_version": "3.12.0",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "x86_64",
    "os_name": "posix",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}


def bill(lock: str) -> dict[str, Any]:
    """Return the bill of materials of the packages in `lock` that Linux on x86-64 installs, our own on top."""
    ours = {
        "type": "application",
        "bom-ref": DISTRIBUTION,
        "name": DISTRIBUTION,
        "version": importlib.metadata.version(DISTRIBUTION),
    }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": ours | {"licenses": [{"license": {"id": "Apache-2.0"}}]}},
        "components": [
            {
                "type": "library",
                "bom-ref": f"pkg:pypi/{name}@{number}",
                "name": name,
                "version": number,
                "purl": f"pkg:pypi/{name}@{number}",
                "hashes": [
                    {"alg": "SHA-256", "content": hash_} for hash_ in re.findall(r"[0-9a-f]{64}", hashes)
                ],
            }
            for name, number, marker, hashes in _PACKAGE.findall(lock)
            if not marker or Marker(marker.strip()).evaluate(_IMAGE)
        ],
    }


if __name__ == "__main__":
    print(json.dumps(bill(Path(sys.argv[1]).read_text(encoding="utf-8")), indent=1))
