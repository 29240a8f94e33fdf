"""A scripted server in a process of its own."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
from scripted.script import read_script

HERE = Path(__file__).parent
PROGRAM = [sys.executable, str(HERE / "serve.py")]
README = (HERE / "README.md").read_text(encoding="utf-8")


def test_it_serves_until_it_is_interrupted_and_says_what_it_was_asked() -> None:
    with subprocess.Popen([*PROGRAM, "--delay", "0.001"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        base_url = server.stdout.readline().strip()
        request: dict[str, Any] = {"model": "any", "messages": []}
        reply = httpx2.post(f"{base_url}/chat/completions", json=request).json()
        assert reply["model"] == "any"
        counts = httpx2.get(base_url.replace("/v1", "/counts")).json()
        server.send_signal(signal.SIGINT)
        assert json.loads(server.stdout.read()) == counts
    assert server.returncode == 0
    used = reply["usage"]
    assert (counts["calls"], counts["models"]) == (1, {"any": 1})
    assert (counts["read"], counts["written"]) == (used["prompt_tokens"], used["completion_tokens"])


def test_what_the_readme_shows_is_what_is_printed(tmp_path: Path) -> None:
    shown = dict(re.findall(r"^```(\w+)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE))
    done = subprocess.run(
        [sys.executable, "-c", shown["python"]], cwd=HERE, check=True, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == (shown["text"], "")
    (tmp_path / "script.toml").write_text(shown["toml"])
    assert {*read_script(tmp_path / "script.toml").models} == {"steady", "faulty", "moderator"}


def test_a_script_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "script.toml"
    path.write_text("[models.a]\nsteps = []\n")
    done = subprocess.run([*PROGRAM, "--script", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "script.toml" in done.stderr
    assert "Traceback" not in done.stderr
