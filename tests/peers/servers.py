"""The servers that are compared: how each is started on a port, and what it speaks."""
import ctypes
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
RXCHAT = os.path.join(ROOT, "src/RxChat.Server/bin/Release/net10.0/rxchat")
HUB = os.path.join(HERE, "SignalRHub/bin/Release/net10.0/signalr-hub")

# Variants of RxChat: the arguments that differ. COMPARE_BESIDE_<NAME>="..." in the environment adds one.
VARIANTS = {
    "rxchat": ["--pacing", "off"],
    "rxchat-sockets": ["--pacing", "off", "--engine", "sockets"],
    "rxchat-default": ["--pacing", "default"],
    "rxchat-throughput": ["--pacing", "throughput"],
    "rxchat-history": ["--pacing", "default", "--history"],
    "rxchat-ws": ["--pacing", "off"],
    "rxchat-nuls": ["--pacing", "off"],
    "rxchat-wss": ["--pacing", "off"],
    "rxchat-json": ["--pacing", "default"],
    "rxchat-json-history": ["--pacing", "default", "--history"],
    "rxchat-filters": ["--pacing", "off", "--filters", os.path.join(HERE, "typical.csx")],
}
BESIDE = {
    "rxchat-" + key[len("COMPARE_BESIDE_"):].lower(): ["--pacing", "off", *shlex.split(value)]
    for key, value in os.environ.items() if key.startswith("COMPARE_BESIDE_")
}
VARIANTS.update(BESIDE)
PEERS = ["nats", "redis", "asyncio", "node", "signalr"]
SOCKET_PEERS = ["nats-ws", "node-ws"]
SECURE = {"rxchat-nuls": "nuls", "rxchat-wss": "https"}


def program(name):
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin:/usr/local/bin")


def extra_arguments(row):
    """COMPARE_ARGS for every RxChat, COMPARE_ARGS_<ROW> for one row's, such as COMPARE_ARGS_SATURATED_1000."""
    named = os.environ.get("COMPARE_ARGS_" + re.sub(r"\W", "_", row).upper(), "")
    return shlex.split(os.environ.get("COMPARE_ARGS", "")) + shlex.split(named)


def npm(out):
    """Where compare.sh puts what comes from npm."""
    return os.path.join(out, "npm")


def missing(name, out):
    """Why a server cannot take part; None when it can."""
    needs = {"nats": "nats-server", "nats-ws": "nats-server", "redis": "redis-server", "node": "node", "node-ws": "node"}
    if name in needs and not program(needs[name]):
        return f"{needs[name]} is not installed and could not be"
    if name == "node-ws" and not os.path.exists(os.path.join(npm(out), "node_modules/ws")):
        return "Node's package ws could not be installed, for which npm is needed"
    if name in SECURE and not os.path.exists(os.path.join(out, "cert.pem")):
        return "openssl could not make a certificate"
    if name in ("signalr", "kestrel") and not os.path.exists(HUB):
        return "the SignalR hub could not be built"
    return None


def command(name, port, out, row=""):
    """The command line, and the wire the load speaks to it."""
    if name in VARIANTS:
        wire = "json" if name.startswith("rxchat-json") else "ws" if name in ("rxchat-ws", "rxchat-wss") else "nul"
        scheme = SECURE.get(name) or ("http" if wire == "ws" else wire)
        arguments = [*VARIANTS[name], *extra_arguments(row)]
        if name in SECURE:
            arguments += ["--tls-cert", os.path.join(out, "cert.pem"), "--tls-key", os.path.join(out, "key.pem")]
        if "--history" in arguments:
            arguments.insert(arguments.index("--history") + 1, os.path.join(tempfile.mkdtemp(prefix="history-", dir=out), "rxchat.db"))
        else:
            arguments += ["--history", "none"]
        return [RXCHAT, "serve", "--listen", f"{scheme}://127.0.0.1:{port}", "--log", "error", *arguments], wire
    return {
        "limit": lambda: ([os.path.join(out, "limit"), str(port)], "nul"),
        "limit-ws": lambda: ([os.path.join(out, "limit"), str(port), "ws"], "ws"),
        "nats": lambda: ([program("nats-server"), "-a", "127.0.0.1", "-p", str(port)], "nats"),
        "nats-ws": lambda: ([program("nats-server"), "-a", "127.0.0.1", "-p", str(free_port()), "-c", nats_configuration(port, out)], "nats-ws"),
        "redis": lambda: ([program("redis-server"), "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--maxclients", "19000",
                           "--tcp-backlog", "4096", "--client-output-buffer-limit", "pubsub 0 0 0"], "redis"),
        "asyncio": lambda: (["python3", os.path.join(HERE, "asyncio_server.py"), str(port)], "nul"),
        "node": lambda: ([program("node"), os.path.join(HERE, "node_server.js"), str(port)], "nul"),
        "node-ws": lambda: ([program("node"), os.path.join(HERE, "ws_server.js"), str(port), npm(out)], "ws"),
        "signalr": lambda: ([HUB, "hub", str(port)], "signalr"),
        "kestrel": lambda: ([HUB, "bare", str(port)], "http"),
    }[name]()


def nats_configuration(port, out):
    path = os.path.join(out, "nats-ws.conf")
    with open(path, "w", encoding="ascii") as file:
        file.write(f'websocket {{ host: "127.0.0.1", port: {port}, no_tls: true, compression: false }}\n')
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def die_with_us():
    """PR_SET_PDEATHSIG: whatever becomes of the comparison, no server outlives it."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def environment():
    # RXCHAT_* would configure the server behind our back.
    return {key: value for key, value in os.environ.items() if not key.startswith("RXCHAT_")}


class Server:
    """A server process, for the length of a with block."""

    def __init__(self, name, out, row=""):
        self.port = free_port()
        self.arguments, self.wire = command(name, self.port, out, row)
        self.errors = open(os.path.join(out, f"{name}.log"), "wb")

    def __enter__(self):
        self.process = subprocess.Popen(self.arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.errors,
                                        cwd="/tmp", env=environment(), preexec_fn=die_with_us)
        os.set_blocking(self.process.stdout.fileno(), False)
        try:
            self.wait_until_it_accepts()
        except BaseException:
            self.__exit__()
            raise
        return self

    def kill_and_start_again(self):
        """As after a crash: with the same port and the same files."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.__enter__()

    def wait_until_it_accepts(self):
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"it ended at once with {self.process.returncode}; see {self.errors.name}")
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                time.sleep(0.2)
                return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError("it accepts nothing within 15 s")

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.errors.close()
        for folder in (os.path.dirname(argument) for argument in self.arguments if argument.endswith("/rxchat.db")):
            shutil.rmtree(folder)


def time_to_listen(name, out):
    """Milliseconds from the start of the process to its line 'listening on ...'."""
    arguments, _ = command(name, free_port(), out)
    began = time.perf_counter()
    process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/tmp",
                               env=environment(), preexec_fn=die_with_us)
    try:
        for line in process.stdout:
            if line.startswith(b"listening on"):
                return (time.perf_counter() - began) * 1000
        raise RuntimeError("it ended without listening")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
