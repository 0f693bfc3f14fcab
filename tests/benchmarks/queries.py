#!/usr/bin/env python3
"""What live queries cost: 1,000 clients of json:// in a room, without queries and then on 50 different ones, and without
again, on one server. Tells the server's processor time for each message that is said and delivered, and the ratio.

    tests/benchmarks/queries.py [--clients 1000] [--queries 50] [--messages 1000] [--rounds 5] [--exe PATH]
"""
import argparse
import json
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
EXE = os.path.join(HERE, "../../src/RxChat.Server/bin/Release/net10.0/rxchat")
UNDER_WAY = 1  # of more, as many as come together are sent together, which depends on what else the machine does


def shapes(number):
    """One of several kinds, each for a word of its own, so that no two are equal."""
    return ["in ops | has w%d | count per 1s by from", "in ops | has w%d", "in ops | not has w%d | count per 1s",
            "in ops | mentions w%d | top 5 per 1s by room", "in ops | has w%d | quiet 5s"][number % 5] % number


class Clients:
    def __init__(self, port, count):
        self.poll = select.epoll()
        self.all = []
        for _ in range(count):
            one = socket.create_connection(("127.0.0.1", port))
            one.sendall(b'{"type":"join","room":"ops"}\n')
            one.setblocking(False)
            self.all.append(one)
            self.poll.register(one.fileno(), select.EPOLLIN)
        self.by_number = {one.fileno(): one for one in self.all}
        self.heard = 0

    def read(self, wait):
        for number, _ in self.poll.poll(wait):
            try:
                self.heard += len(self.by_number[number].recv(1 << 18))
            except BlockingIOError:
                pass

    def settle(self):
        """Hears what is left; windows go on."""
        until = time.monotonic() + 1
        while time.monotonic() < until:
            self.read(0.05)

    def ask(self, queries):
        """Each client one of so many; returns the number of each. Who asks first gives it its number."""
        numbers = []
        for n, one in enumerate(self.all):
            one.sendall(json.dumps({"type": "query", "q": shapes(n % queries)}).encode() + b"\n")
            if n >= queries:
                continue
            heard = b""
            while b'"queried","query":' not in heard or not heard.endswith(b"\n"):
                select.select([one], [], [])
                heard += one.recv(1 << 18)
            numbers.append(int(heard.split(b'"queried","query":')[1].split(b",")[0]))
        return numbers

    def end(self, numbers):
        for n, one in enumerate(self.all):
            one.sendall(b'{"type":"unquery","query":%d}\n' % numbers[n % len(numbers)])


def processor_time(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def say(publisher, clients, messages, queries):
    """Says so many, as fast as they are heard, and waits until everybody has heard them."""
    said = answered = 0
    rest = b""
    while answered < messages:
        while said < messages and said - answered < UNDER_WAY:
            text = f"message w{said % queries} of some length, as people write them {said}"
            publisher.sendall(json.dumps({"type": "say", "room": "ops", "text": text, "ref": str(said)}).encode() + b"\n")
            said += 1
        clients.read(0)
        try:
            rest += publisher.recv(1 << 18)
        except BlockingIOError:
            continue
        lines = rest.split(b"\n")
        rest = lines.pop()
        answered += sum(line.startswith(b'{"type":"ok"') for line in lines)
    clients.settle()


def measure(pid, publisher, clients, messages, queries):
    clients.settle()
    before, heard, began = processor_time(pid), clients.heard, time.monotonic()
    say(publisher, clients, messages, queries)
    spent, took = processor_time(pid) - before, time.monotonic() - began
    return spent / messages * 1e6, (clients.heard - heard) / messages, took


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--queries", type=int, default=50)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--exe", default=EXE)
    asked = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    server = subprocess.Popen([asked.exe, "--listen", "json://127.0.0.1:0", "--history", "none"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        port = int(server.stdout.readline().rsplit(":", 1)[1])
        clients = Clients(port, asked.clients)
        publisher = socket.create_connection(("127.0.0.1", port))
        publisher.sendall(b'{"type":"join","room":"ops"}\n')
        publisher.setblocking(False)
        say(publisher, clients, asked.messages // 3, asked.queries)  # warms up
        ratios = []
        for turn in range(asked.rounds):
            without = measure(server.pid, publisher, clients, asked.messages, asked.queries)
            numbers = clients.ask(asked.queries)
            with_ = measure(server.pid, publisher, clients, asked.messages, asked.queries)
            clients.end(numbers)
            ratios.append(with_[0] / without[0])
            print(f"round {turn + 1}: {without[0]:.0f} us of processor and {without[1] / 1000:.0f} kB a message without,"
                  f" {with_[0]:.0f} us and {with_[1] / 1000:.0f} kB with {asked.queries} queries: {ratios[-1]:.2f}x",
                  flush=True)
        print(f"{asked.clients} clients on {asked.queries} queries cost {sorted(ratios)[len(ratios) // 2]:.2f}x"
              f" of {asked.clients} clients without (the median of {asked.rounds})")
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()


if __name__ == "__main__":
    sys.exit(main())
