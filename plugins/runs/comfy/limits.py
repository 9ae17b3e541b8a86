"""How long a server may take and how much it may say."""

from ....core.values import frozen


@frozen(kw_only=True)
class Limits:
    """Times in seconds, sizes in bytes. The defaults are for people's servers, tests have less patience."""

    connect: float = 4.0
    """Until a connection stands, name and TLS included. The next try begins no later: see `backoff`."""
    greeting: float = 5.0
    """From the connection until the server's first status with our id."""
    answer: float = 15.0
    """Until an ordinary answer is there, whole."""
    submit: float = 30.0
    """The same for a prompt: the server checks it, which may list folders of models."""
    transfer: float = 3_600.0
    """The same for a file."""
    quiet_transfer: float = 30.0
    """How long nothing of a file may come."""
    ping: float = 20.0
    """After this much silence the server is pinged; it has half of it to answer."""
    probe: float = 20.0
    """How often its queue is compared with what it told."""
    settle: float = 3.0
    """How late it may tell what certainly happened. A websocket on which nothing comes then is dead."""
    doubt: float = 1.0
    """Between two looks for a prompt that the server may be about to take."""
    refresh: float = 60.0
    """After this much silence while it executes something of ours, the connection is made anew."""
    retry: float = 2.0
    """The longest time between two tries to connect: who comes back is found within it."""
    largest_answer: int = 256 << 20
    largest_message: int = 64 << 20
    largest_file: int = 64 << 30
