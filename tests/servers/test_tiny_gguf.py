"""The model of random weights for the real server: the same seed gives the same bytes."""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

TINY = Path(__file__).with_name("tiny_gguf.py")


def written(path: Path, seed: int) -> bytes:
    subprocess.run([sys.executable, TINY, path, str(seed)], check=True)
    return path.read_bytes()


def test_the_same_seed_gives_the_same_bytes_everywhere(tmp_path: Path) -> None:
    model = written(tmp_path / "tiny.gguf", 7)
    assert sha256(model).hexdigest() == "8baad18de25e0d36e109707915532105a31dc67d6b17f8a160a2776d8e88b911"
    other = written(tmp_path / "tiny.gguf", 8)
    assert len(other) == len(model)
    assert other != model
