"""Where tasks are held: here, in processes of this machine, or on a cluster. What comes of it is the same."""

from .cluster import Cluster
from .executor import Deliver, Executor, Held, Work
from .inside import InProcess
from .processes import Processes

__all__ = ["Cluster", "Deliver", "Executor", "Held", "InProcess", "Processes", "Work", "executor_for"]


def executor_for(workers: int = 1, dask: str | None = None) -> Executor:
    """Return what holds talks.

    Args:
        workers: how many processes; 1 = this one.
        dask: the address of a dask scheduler that they are given to instead, or `"local"`.
    """
    if dask is not None:
        return Cluster(dask, workers if workers > 1 else None)
    return InProcess() if workers == 1 else Processes(workers)
