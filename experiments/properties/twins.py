"""Other Python processes in which talks are held as they are here: what differs from one to the next is seen.

There are two, whose hashes differ from each other's, whatever those of this one are: so a set is in another
order there. They are started when they are first wanted, and end with this process. One holds all talks. The
other holds one in sixteen, each in a process that it forks for it, where the system can: so what a talk
leaves behind, in a class or a module, is warm here and cold there.

What comes through a pipe is unpickled, which runs code: it comes from the process that started the other one,
of the same user, through a pipe that nobody else has an end of.
"""

import atexit
import os
import pickle
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from struct import Struct
from threading import Lock
from typing import IO, Any, Literal, NamedTuple

from ...agents import FunctionAgent
from ...protocols import Debate
from ...sim import Evidence, Journal, Panel, Seat, SpecError, parse
from ...sim.errors import headline
from .cases import PEOPLE, Deliberation
from .elsewhere import elsewhere
from .held import Kernel
from .strategies.questions import ASKED
from .strategies.talkative import outspoken

BOOT = f"import sys; sys.path[:], sys.argv[1:] = sys.argv[1:], []; from {__name__} import serve; serve()"
"""What another process begins with: modules are found where they are found here."""
SERVING = "MOOT_TWIN"
"""A variable of the environment that is set there."""
HASHES = 14, 64
"""The seeds of their hashes: under these two of the first names, or options, are in opposite orders, by their
hashes and in a set. So what hangs on that is another there than in one of them, whatever the hashes here."""
COLD = 16
"""Talks are held in a fresh process, too, where their seed is a multiple of this: the simplest is."""
SIZE = Struct("!Q")
TOP = "put its class at the top of a module, and keep to numbers, texts, tuples and values in its fields"


class Answer(NamedTuple):
    """What another process says.

    Attributes:
        word: the talk had the digest it had here; another; or there was an error.
        lines: the journal, of another.
        why: the error.
    """

    word: Literal["same", "other", "error"]
    lines: bytes = b""
    why: str = ""

    @property
    def journal(self) -> Journal:
        """What it came to there."""
        return parse(self.lines)


class Twin:
    """Another process, which is started when it is wanted, and again where it died.

    Args:
        seed: of its hashes.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._begun: tuple[int, list[str]] | None = None

    def tell(self, request: bytes) -> None:
        """Send it something to do.

        Raises:
            SpecError: there is no interpreter to start.
        """
        if self._process is None or self._process.poll() is not None or self._begun != _here():
            self.end()
            self._start()
        with suppress(OSError):  # it has died: whoever waits for the answer finds out
            _send(self._pipe("stdin"), request)

    def answer(self, request: bytes) -> Answer:
        """Wait for what it makes of what it was sent; where it died of that, it is sent it once more.

        Raises:
            SpecError: there is no interpreter to start.
        """
        why = ""
        for again in (False, True):
            if again:
                self.tell(request)
            try:
                said: Answer = pickle.loads(_receive(self._pipe("stdout")))  # noqa: S301 - see above
            except (OSError, EOFError):
                why = self._last_words()
                self.end()
            else:
                return said
        return Answer("error", why=f"the process died: {why}")

    def end(self) -> None:
        """End it, and whatever it has begun; nothing where it belongs to the process that forked this one."""
        process, begun = self._process, self._begun
        self._process = self._begun = None
        if process is None or begun is None or begun[0] != os.getpid():
            return
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, self._errors):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _start(self) -> None:
        if getattr(sys, "frozen", False) or not sys.executable:
            raise SpecError(
                "another process needs an interpreter, and this program has none that it could start"
            )
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed when the process ends
        self._begun = _here()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - of this program
                [sys.executable, "-P", "-W", "ignore", "-c", BOOT, *self._begun[1]],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env=os.environ | {"PYTHONHASHSEED": str(self._seed), SERVING: "1"},
                start_new_session=True,  # an interrupt is for this process
            )
        except OSError as error:
            self._errors.close()
            raise SpecError(
                f"another process cannot be started with {sys.executable}: {error.strerror}"
            ) from error

    def _pipe(self, name: str) -> IO[bytes]:
        if self._process is None:
            raise EOFError
        pipe: IO[bytes] = getattr(self._process, name)
        return pipe

    def _last_words(self) -> str:
        """Return the last line that it wrote to its standard error."""
        if self._errors is None:
            return "it said nothing"
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1][:200] if lines else "it said nothing"


def _here() -> tuple[int, list[str]]:
    """Return what a twin is one of: this process, and where it finds modules."""
    return os.getpid(), [str(Path(path).absolute()) for path in sys.path]


_lock = Lock()


@cache
def _twins() -> tuple[Twin, ...]:
    """Return the other processes."""
    made = tuple(map(Twin, HASHES))
    for one in made:
        atexit.register(one.end)
    return made


def _asked(word: str, given: Any, twins: Sequence[Twin]) -> list[Answer]:
    """Have several do the same, at once."""
    request = pickle.dumps((word, pickle.dumps(given)))
    with _lock:
        try:
            for one in twins:
                one.tell(request)
            return [one.answer(request) for one in twins]
        except BaseException:  # an interrupt: what they say later is no answer to what they are asked then
            for one in twins:
                one.end()
            raise


def refuses(kernel: Kernel) -> str:
    """Say why no talk can be held in another process at such a table; an empty string if one can."""
    if os.environ.get(SERVING):  # a module is loaded there that makes tests of what it defines
        return ""
    try:
        answers = _asked("load", kernel, _twins())
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        return f"it cannot be sent to another process ({headline(error)}): {TOP}"
    except SpecError as error:
        return str(error)
    why = next((one.why for one in answers if one.word == "error"), "")
    return f"another process does not find it ({why}): {TOP}" if why else ""


def held_apart(kernel: Kernel, case: Deliberation, digest: str) -> list[Answer]:
    """Hold a talk in other processes, and return what each says.

    Args:
        kernel: the table.
        case: the talk.
        digest: what it had here.

    Raises:
        SpecError: there is no interpreter to start.
    """
    given, (warm, fresh) = (kernel, case, digest), _twins()
    held = _asked("hold", given, [warm])
    return held + _asked("hold apart", given, [fresh]) if cold(case) else held


def cold(case: Deliberation) -> bool:
    """Tell whether a talk is held in a fresh process, too."""
    return not case.seed % COLD


def serve() -> None:
    """Be another process: do what comes through the pipe, until it ends."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):  # what is printed there, or read, has nothing to do with us
        os.dup2(nothing, stream)
    _warm_up()
    while True:
        try:
            word, given = pickle.loads(_receive(requests))  # noqa: S301 - see above
        except EOFError:
            return
        try:
            loaded = pickle.loads(given)  # noqa: S301 - see above
        except BaseException as error:  # noqa: BLE001 - whatever a module does that is loaded for it
            _send(replies, pickle.dumps(Answer("error", why=headline(error))))
            continue
        if word == "load":
            _send(replies, pickle.dumps(Answer("same")))
        elif word == "hold apart":
            _send(replies, _apart(partial(_hold, *loaded), requests))
        else:
            _send(replies, pickle.dumps(_hold(*loaded)))


def _warm_up() -> None:
    """Hold a talk of what all talks are made of, so that not every process that is forked has to make it."""
    seats = tuple(Seat(name=name, agent=FunctionAgent(function=outspoken)) for name in PEOPLE[:2])
    signals = tuple((name, Evidence(stance="x")) for name in PEOPLE[:2])
    Deliberation(
        question=ASKED["choice"], panel=Panel(seats=seats), protocol=Debate(), evidence=signals
    ).hold()


def _hold(kernel: Kernel, case: Deliberation, digest: str) -> Answer:
    """Hold a talk, where `random` and the environment are not what they are elsewhere."""
    try:
        with elsewhere(case.seed + 1):
            journal = kernel.hold(case)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it was not raised here
        return Answer("error", why=headline(error))
    return Answer("same") if journal.digest == digest else Answer("other", b"".join(journal.lines()))


def _apart(work: Callable[[], Answer], requests: IO[bytes]) -> bytes:
    """Do something in a process of its own, so that nothing of it stays behind, where one can be forked.

    Returns what came of it.
    """
    if not hasattr(os, "fork"):
        return pickle.dumps(work())
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.environ.clear()
            with os.fdopen(writes, "wb") as pipe:
                _send(pipe, pickle.dumps(work()))
        finally:
            os._exit(0)
    os.close(writes)
    ready, _, _ = select.select([reads, requests.fileno()], [], [])
    if reads not in ready:  # the pipe has ended: nobody waits any more
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reads, "rb") as pipe:
        try:
            return _receive(pipe)
        except EOFError:
            return pickle.dumps(Answer("error", why="the process died"))
        finally:
            os.waitpid(child, 0)


def _send(pipe: IO[bytes], what: bytes) -> None:
    pipe.write(SIZE.pack(len(what)) + what)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    """Return what was sent.

    Raises:
        EOFError: nobody sends any more.
    """
    head = pipe.read(SIZE.size)
    if len(head) == SIZE.size:
        size = SIZE.unpack(head)[0]
        what = pipe.read(size)
        if len(what) == size:
            return what
    raise EOFError
