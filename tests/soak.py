#!/usr/bin/env python3
"""A long day of a server in a shorter one: people of every protocol come, talk, resume and go, filters are swapped,
readers freeze, and the process is killed with SIGKILL and started again, all on one history. At the end those who were
there compare what they have heard, and the process is looked at: memory, descriptors, threads and timers are what they were.

    tests/soak.py [--seconds 3600] [--seed N] [--exe PATH]

The first half is one of kills; in the second one process lives, is looked at after a fifth of it and again at the end.
Prints a line for each promise, and ends with 1 when one is broken.
"""
import argparse
import asyncio
import base64
import collections
import http.server
import json
import os
import random
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
EXE = os.path.join(HERE, "../src/RxChat.Server/bin/Release/net10.0/rxchat")
PROTOCOLS = ["nul", "line", "json", "http"]
ROOMS = ["tea", "ops"]
RESET = struct.pack("ii", 1, 0)
PATIENCE = 60  # seconds, for what takes one at most on a machine that does nothing else
MEMORY = 48 << 20  # bytes that a process may be larger than it was: code that was compiled since, and pages of the file
GONE = (OSError, EOFError)  # what a connection of a server that is killed ends with


class Broken(Exception):
    pass


async def soon(awaited, what):
    try:
        return await asyncio.wait_for(awaited, PATIENCE)
    except TimeoutError:
        raise Broken(f"{what} has not come within {PATIENCE} s") from None


def leave(writer, reset):
    try:
        if reset:
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            writer.transport.abort()
        writer.close()
    except OSError:
        pass  # the server was first


class Collector(http.server.BaseHTTPRequestHandler):
    """Is told by OTLP how many timers there are, which has no name in the words of Prometheus."""

    timers = collections.deque(maxlen=1)

    def do_POST(self):
        told = self.rfile.read(int(self.headers["Content-Length"]))
        for resource in self.of(told, 1):
            for metric in (one for scope in self.of(resource, 2) for one in self.of(scope, 2)):
                if self.of(metric, 1) == [b"dotnet.timer.count"]:
                    point = self.of(self.of(metric, 7)[0], 1)[0]
                    self.timers.append((time.monotonic(), int.from_bytes(self.of(point, 6)[0], "little")))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass

    @staticmethod
    def of(message, field):
        """What a message of Protocol Buffers has in a field."""
        found, at = [], 0

        def number():
            nonlocal at
            value = shift = 0
            while True:
                byte, at = message[at], at + 1
                value, shift = value | (byte & 0x7F) << shift, shift + 7
                if byte < 0x80:
                    return value
        while at < len(message):
            key = number()
            length = {0: 0, 1: 8, 5: 4}.get(key & 7)
            value = number() if key & 7 == 0 else None
            length = number() if length is None else length
            value, at = message[at:at + length] if value is None else value, at + length
            if key >> 3 == field:
                found.append(value)
        return found


class Server:
    """The executable, on one history and one filter file, however often it is killed."""

    def __init__(self, exe, folder):
        self.starts, self.swaps, self.up, self.process = 0, 0, asyncio.Event(), None
        self.filters = os.path.join(folder, "filters.csx")
        self.log = open(os.path.join(folder, "log"), "w+")
        collector = http.server.HTTPServer(("127.0.0.1", 0), Collector)
        threading.Thread(target=collector.serve_forever, daemon=True).start()
        # Of the tests' own variables the server knows only which engine it is to have.
        inherited = {name: value for name, value in os.environ.items()
                     if not name.startswith("RXCHAT_") or name == "RXCHAT_ENGINE"}
        self.environment = {**inherited, "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_port}",
                            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf", "OTEL_METRIC_EXPORT_INTERVAL": "1000"}
        self.swap()
        listen = [word for one in PROTOCOLS for word in ("--listen", f"{one}://127.0.0.1:0")]
        self.command = [exe, *listen, "--history", os.path.join(folder, "chat.db"), "--filters", self.filters,
                        "--backlog", "128KiB"]

    def swap(self):
        """Another file in the place of the one in force: what is said in the lobby has its number."""
        self.swaps += 1
        with open(self.filters + "~", "w") as text:
            text.write('ForEveryone = (messages, time) => messages.Select(m => m.Room == "lobby"'
                       ' ? m with { Text = "<%d> " + m.Text } : m);\n' % self.swaps)
        os.replace(self.filters + "~", self.filters)

    async def start(self):
        self.starts += 1
        self.process = subprocess.Popen(self.command, env=self.environment, stdout=subprocess.PIPE, stderr=self.log,
                                        text=True)
        lines = [await asyncio.to_thread(self.process.stdout.readline) for _ in PROTOCOLS]
        if "" in lines:
            raise Broken(f"it does not start: {self.said()[-2000:]}")
        self.ports = {one: int(line.rsplit(":", 1)[1]) for one, line in zip(PROTOCOLS, lines)}
        self.up.set()

    async def kill(self):
        self.up.clear()
        self.process.kill()
        await asyncio.to_thread(self.process.wait)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def said(self):
        self.log.flush()
        return open(self.log.name).read()

    def metrics(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports['http']}/metrics", timeout=PATIENCE) as answer:
            text = answer.read().decode()
        sums = collections.Counter()
        for name, value in re.findall(r"^(\w+)(?:\{[^}]*\})? (\S+)", text, re.M):
            sums[name] += float(value)
        return sums

    async def look(self):
        """What the process holds once nobody is connected."""
        until = time.monotonic() + PATIENCE
        while True:
            metrics = await asyncio.to_thread(self.metrics)
            if metrics["rxchat_connections"] == 0 and metrics["rxchat_history_behind"] == 0:
                break
            if time.monotonic() > until:
                raise Broken(f"{metrics['rxchat_connections']:.0f} connections are there when all have gone")
            await asyncio.sleep(0.2)
        # After many have come and gone at once the collector looks at everything (MemoryTrim.cs), here as there.
        for one in [socket.create_connection(("127.0.0.1", self.ports["nul"])) for _ in range(400)]:
            one.close()
        await asyncio.sleep(3)  # a closing connection is held for up to a second
        now = time.monotonic()
        while not Collector.timers or Collector.timers[-1][0] < now:
            if time.monotonic() > until:
                raise Broken("nobody says how many timers there are")
            await asyncio.sleep(0.2)
        status = dict(re.findall(r"(VmRSS|Threads):\s+(\d+)", open(f"/proc/{self.process.pid}/status").read()))
        return {"memory": int(status["VmRSS"]) << 10, "threads": int(status["Threads"]),
                "descriptors": len(os.listdir(f"/proc/{self.process.pid}/fd")), "timers": Collector.timers[-1][1]}


class Lines:
    """Objects over json://, a line each."""

    async def open(self, server):
        await server.up.wait()
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", server.ports[self.scheme], limit=1 << 22)
        await self.greet()
        return self

    scheme = "json"

    async def greet(self):
        pass

    def say(self, **frame):
        self.writer.write(json.dumps(frame).encode() + b"\n")

    async def hear(self):
        return json.loads(await self.reader.readuntil(b"\n"))

    def took(self):
        """What was heard is no more to be heard."""

    def close(self, reset=False):
        if hasattr(self, "writer"):
            leave(self.writer, reset)


class WebSocket(Lines):
    """The same over a WebSocket."""

    scheme = "http"

    async def greet(self):
        key = base64.b64encode(os.urandom(16)).decode()
        self.writer.write(("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n").encode())
        if not (await self.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 "):
            raise EOFError

    def write(self, opcode, payload):
        length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + struct.pack(">H", len(payload))
        self.writer.write(bytes([0x80 | opcode]) + length + bytes(4) + payload)

    def say(self, **frame):
        self.write(1, json.dumps(frame).encode())

    async def hear(self):
        while True:
            opcode, length = await self.reader.readexactly(2)
            if length > 125:
                length = int.from_bytes(await self.reader.readexactly(2 if length == 126 else 8), "big")
            payload = await self.reader.readexactly(length)
            if opcode == 0x81:
                return json.loads(payload)
            if opcode == 0x88:
                raise EOFError
            if opcode == 0x89:
                self.write(10, payload)


class Events(Lines):
    """Hears rooms by server-sent events; what it has heard last is its own to say again."""

    scheme, last, coming = "http", None, None

    async def greet(self):
        resume = f"Last-Event-ID: {self.last}\r\n" if self.last else ""
        rooms = "&".join(f"room={room}" for room in ROOMS)
        self.writer.write(f"GET /api/events?{rooms} HTTP/1.0\r\nHost: localhost\r\n{resume}\r\n".encode())
        if b" 200 " not in await self.reader.readuntil(b"\r\n\r\n"):
            raise EOFError

    async def hear(self):
        data = None
        while True:
            line = (await self.reader.readuntil(b"\n")).decode().rstrip("\r\n")
            if line.startswith("id:"):
                self.coming = line[3:].strip()
            elif line.startswith("data:"):
                data = json.loads(line[5:])
            elif not line and data is not None:
                return data

    def took(self):
        self.last = self.coming


class Follower:
    """Somebody who hears rooms over connections that break, and knows what they have: of each room one list of keys."""

    def __init__(self, name, link):
        self.name, self.link, self.breaks = name, link, 0
        self.heard = {room: [] for room in ROOMS}
        self.begins = dict.fromkeys(ROOMS, 0 if not isinstance(link, Events) else None)
        self.epoch = dict.fromkeys(ROOMS)
        self.rewound = self.missed = 0

    def last(self, room):
        return (self.begins[room] or 0) + len(self.heard[room])

    async def follow(self, day):
        while True:
            try:
                await self.link.open(day.server)
                if not isinstance(self.link, Events):
                    for room in ROOMS:
                        since = {"after": self.last(room), "epoch": self.epoch[room]} if self.epoch[room] else {"after": 0}
                        self.link.say(type="join", room=room, **since)
                until = time.monotonic() + 1 + day.random.expovariate(1 / 6)
                while time.monotonic() < until:
                    self.take(await self.link.hear())
                    self.link.took()
                    if day.random.random() < 0.001:
                        await asyncio.sleep(day.random.random() * 2)  # reads nothing for a while
            except GONE:
                await asyncio.sleep(0.05)
            finally:
                self.breaks += 1
                self.link.close(reset=day.random.random() < 0.3)

    def take(self, frame):
        kind, room = frame["type"], frame.get("room")
        if room not in ROOMS:
            return
        if kind == "history":
            for one in frame["messages"]:
                self.take({"room": room, **one})
        elif kind == "joined" and "epoch" in frame:
            if self.begins[room] is None:
                self.begins[room] = frame["seq"]
            self.epoch[room] = frame["epoch"]
        elif kind == "rewound":
            self.rewound += 1
            del self.heard[room][max(0, frame["seq"] - self.begins[room]):]
            self.begins[room] = min(self.begins[room], frame["seq"])
        elif kind == "missed":
            self.missed += 1
        elif kind == "message":
            if self.begins[room] is None:
                self.begins[room] = frame["seq"] - 1
            if frame["seq"] != self.last(room) + 1:
                raise Broken(f"{self.name} hears {frame['seq']} of {room} after {self.last(room)}")
            self.heard[room].append(sys.intern(frame["key"]))


class Speaker:
    """Says one thing after the other until it has its ok, over as many connections as that takes."""

    def __init__(self, name, link):
        self.name, self.link, self.said, self.again = name, link, 0, 0

    async def speak(self, day):
        waits = None
        while not day.speakers_end:
            try:
                await self.link.open(day.server)
                for room in ROOMS:
                    self.link.say(type="join", room=room)
                while not day.speakers_end:
                    if waits is None:
                        self.said += 1
                        waits = (f"{self.name}-{self.said}", day.random.choice(ROOMS))
                    else:
                        self.again += 1
                    key, room = waits
                    self.link.say(type="say", room=room, text=f"what {key} says", key=key, ref=key)
                    began = time.monotonic()
                    while (frame := await soon(self.link.hear(), f"the answer to {key}")).get("ref") != key:
                        pass
                    day.took.append(time.monotonic() - began)
                    if frame["type"] != "ok":
                        raise Broken(f"{key} is answered by {frame}")
                    day.committed.append((room, frame["seq"], key))
                    waits = None
                    await asyncio.sleep(day.random.expovariate(40))
                    if day.random.random() < 0.01:
                        break
            except GONE:
                await asyncio.sleep(0.05)
            finally:
                self.link.close(reset=day.random.random() < 0.3)


async def typist(day, scheme):
    """Comes to the lobby, says a few things, hears them in order, and goes, in one of several ways."""
    end = b"\0" if scheme == "nul" else b"\n"
    while not day.speakers_end:
        writer = None
        try:
            await day.server.up.wait()
            reader, writer = await asyncio.open_connection("127.0.0.1", day.server.ports[scheme], limit=1 << 20)
            tag = f"{day.random.random():.12f}"
            count = day.random.randint(1, 8)
            for n in range(count):
                writer.write(f"{tag} {n}".encode() + end)
            heard = []
            while len(heard) < count:
                text = (await soon(reader.readuntil(end), "what a typist said")).decode()
                if (one := re.search(rf"<(\d+)> {re.escape(tag)} (\d+)", text)):
                    heard.append(int(one[2]))
                    day.tags.add(int(one[1]))
            day.typed += count
            if heard != list(range(count)):
                raise Broken(f"a {scheme} client hears itself as {heard}")
            if day.random.random() < 0.5:
                writer.write(b"/quit" + end)
            await asyncio.sleep(day.random.random() * 0.3)
        except GONE:
            await asyncio.sleep(0.05)
        finally:
            day.visits += 1
            if writer is not None:
                leave(writer, reset=day.random.random() < 0.3)


async def frozen(day, name):
    """Is told much, reads nothing of it, and is cut off or goes."""
    while not day.speakers_end:
        one = socket.socket()
        try:
            await day.server.up.wait()
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.connect(("127.0.0.1", day.server.ports["line"]))
            one.sendall(f"/name {name}\n".encode())
            await asyncio.sleep(2 + day.random.random() * 4)
            day.frozen += 1
        except OSError:
            await asyncio.sleep(0.05)
        finally:
            one.close()


async def flood(day, names):
    """Tells those who read nothing more than may wait for them. What guests are told alone is not kept."""
    async def read(reader):
        while await reader.read(1 << 16):
            pass
    while not day.speakers_end:
        writer = None
        try:
            await day.server.up.wait()
            reader, writer = await asyncio.open_connection("127.0.0.1", day.server.ports["nul"])
            reading = asyncio.create_task(read(reader))
            while not day.speakers_end:
                for name in names:
                    writer.write(f"/msg {name} ".encode() + b"x" * 30000 + b"\0")
                await writer.drain()
                await asyncio.sleep(0.025)
        except GONE:
            await asyncio.sleep(0.05)
        finally:
            if writer is not None:
                reading.cancel()
                leave(writer, reset=False)


async def swap(server):
    while True:
        await asyncio.sleep(5)
        server.swap()


class Day:
    def __init__(self, server, random_):
        self.server, self.random, self.tasks = server, random_, []
        self.committed, self.tags, self.took = [], set(), collections.deque(maxlen=100000)
        self.typed = self.visits = self.frozen = 0
        links = [Lines, WebSocket]
        self.speakers = [Speaker(f"s{n}", links[n % 2]()) for n in range(4)]
        self.followers = [Follower(f"f{n}", (links + [Events])[n % 3]()) for n in range(6)]

    def begin(self):
        self.speakers_end = False
        names = ["cold-1", "cold-2", "cold-3"]
        self.talk = [one.speak(self) for one in self.speakers] + [frozen(self, name) for name in names] \
            + [typist(self, scheme) for scheme in ("line", "nul") for _ in range(3)] + [flood(self, names)]
        self.talk = [asyncio.create_task(one) for one in self.talk]
        self.hear = [asyncio.create_task(one.follow(self)) for one in self.followers]
        self.hear.append(asyncio.create_task(swap(self.server)))

    async def goes_on(self, seconds):
        """For so long, or until something is broken."""
        done, _ = await asyncio.wait(self.talk + self.hear, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
        for one in done:
            one.result()

    async def silence(self):
        self.speakers_end = True
        await soon(asyncio.gather(*self.talk), "the end of those who talk")

    async def end(self):
        for one in self.hear:
            one.cancel()
        await asyncio.gather(*self.hear, return_exceptions=True)


async def truth(server):
    """What the rooms have, to who comes last."""
    late, link = Follower("who comes last", Lines()), Lines()
    await link.open(server)
    for room in ROOMS:
        link.say(type="join", room=room, after=0)
    left = set(ROOMS)
    while left:
        frame = await soon(link.hear(), "what the rooms have")
        late.take(frame)
        if frame["type"] == "joined":
            left.discard(frame["room"])
    link.close()
    return late.heard


async def live(day, seconds, say):
    """The day; what is told of it is told in the end."""
    server = day.server
    await server.start()
    day.begin()
    end = time.monotonic() + seconds / 2
    while time.monotonic() < end:
        await day.goes_on(3 + day.random.random() * min(60, seconds / 12))
        await server.kill()
        await server.start()
    await day.goes_on(seconds / 10)
    await day.silence()
    await day.end()
    before = await server.look()
    day.begin()
    await day.goes_on(seconds * 2 / 5)
    metrics = await asyncio.to_thread(server.metrics)
    cut, blocked = metrics["rxchat_overflows_total"], metrics["rxchat_clients_blocked"]
    await day.silence()
    rooms = await truth(server)

    def behind():
        return [one.name for one in day.followers
                if any(one.heard[room] != rooms[room][one.begins[room] or 0:] for room in ROOMS)]
    until = time.monotonic() + PATIENCE
    while behind() and time.monotonic() < until:
        await day.goes_on(0.2)
    await day.end()
    after = await server.look()

    lost = [one for one in day.committed if rooms[one[0]][one[1] - 1:one[1]] != [one[2]]]
    keys = [key for room in ROOMS for key in rooms[room]]
    again, rewound = sum(one.again for one in day.speakers), sum(one.rewound for one in day.followers)
    say(not lost, "what has its ok is kept, in its place",
        f"{len(day.committed)} committed, {server.starts - 1} kills, {len(lost)} lost {lost[:3]}")
    say(len(set(keys)) == len(keys), "what is said again after a break is there once",
        f"{again} said again of {len(keys)}, {len(keys) - len(set(keys))} twice")
    say(not behind(), "whoever resumes has what the room has, once, in one order",
        f"{len(day.followers)} over {sum(one.breaks for one in day.followers)} connections, {rewound} times rewound,"
        f" other lists: {behind() or 'none'}")
    say(not any(one.missed for one in day.followers), "nothing is missed that is kept",
        f"{sum(one.missed for one in day.followers)} times told to be")
    say(day.typed > 0, "whoever types hears themselves in order", f"{day.typed} texts in {day.visits} visits")
    say(len(day.tags) > 1, "filters are swapped while all go on", f"{len(day.tags)} of {server.swaps} were heard")
    took = sorted(day.took)
    say(cut + blocked > 0, "who reads nothing costs nobody else anything",
        f"{day.frozen} frozen, {cut:.0f} cut off, {blocked:.0f} blocked at the end;"
        f" meanwhile an ok took {took[len(took) * 99 // 100] * 1000:.0f} ms at the 99th percentile")
    for what, more in (("memory", MEMORY), ("descriptors", 12), ("threads", 8), ("timers", 4)):
        say(after[what] <= before[what] + more, f"{what} are what they were", f"{before[what]} then, {after[what]} now")
    say(await asyncio.to_thread(server.stop) == 0, "a stop ends well", "exit code 0")
    faults = [line for line in server.said().splitlines() if re.search(r"\berror\b", line)]
    say(not faults, "nothing of the server's own fails", f"{len(faults)} errors in its log {faults[:3]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 31))
    parser.add_argument("--exe", default=EXE)
    asked = parser.parse_args()
    broken = 0

    def say(holds, promise, detail):
        nonlocal broken
        broken += not holds
        print(f"{'kept  ' if holds else 'BROKEN'} {promise}: {detail}", flush=True)
    with tempfile.TemporaryDirectory(prefix="rxchat-soak-") as folder:
        server = Server(asked.exe, folder)
        try:
            asyncio.run(live(Day(server, random.Random(asked.seed)), asked.seconds, say))
        except Broken as e:
            say(False, "it goes on", str(e))
        finally:
            if server.process is not None and server.process.poll() is None:
                server.process.kill()
                server.process.wait()
            if broken:
                print(server.said()[-4000:], file=sys.stderr)
    print(f"{broken} promises broken in {asked.seconds:.0f} s (--seed {asked.seed})")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
