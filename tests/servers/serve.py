"""Start a scripted server: `python tests/servers/serve.py --port 8080 --script FILE`.

Prints its base URL, serves until it is interrupted, and then prints what it was asked.
"""

import argparse
import json
import signal
from pathlib import Path

import trio
from scripted.application import Scripted
from scripted.port import serving
from scripted.script import Plays, Script, read_script


async def serve(server: Scripted, port: int) -> None:
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async with serving(server, port) as base_url:
            print(base_url, flush=True)  # noqa: T201 - for whoever started it
            async for _ in signals:
                break
    print(json.dumps(server.counts.summary()), flush=True)  # noqa: T201 - for whoever reads it


def main() -> None:
    parser = argparse.ArgumentParser(description="A scripted server that speaks as OpenAI's does.")
    parser.add_argument("--port", type=int, default=0, help="on 127.0.0.1; any free one by default")
    parser.add_argument("--script", type=Path, help="TOML; by default every model gives one good answer")
    parser.add_argument("--delay", type=float, help="seconds before every reply, in place of the script's")
    parser.add_argument("--keep", type=int, default=0, help="how many requests it remembers; none by default")
    given = parser.parse_args()
    try:
        script = read_script(given.script) if given.script else Script(others=Plays())
    except (OSError, ValueError) as problem:
        parser.error(f"{given.script}: {problem}")
    if given.delay is not None:
        script = script.model_copy(update={"delay": given.delay})
    trio.run(serve, Scripted(script, keep=given.keep), given.port)


if __name__ == "__main__":
    main()
