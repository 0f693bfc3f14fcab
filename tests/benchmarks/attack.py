#!/usr/bin/env python3
"""What attacks cost those who talk: the time until a message is heard, at the 99th percentile, without and under attack in
turns on one server, for each protocol; and whether newcomers get in meanwhile. The attack is connections that begin to
say something and go on by a byte now and then; and then connects from one address, all at once, over its limit. Those who
talk are in a room of their own, and the lobby is told nothing (--lobby-notices off): 5,000 more who hear cost as many sends as
any 5,000 do.

    tests/benchmarks/attack.py [--loris 5000] [--connects 100000] [--clients 50] [--seconds 5] [--rounds 3] [--exe PATH]
"""
import argparse
import os
import re
import resource
import select
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
EXE = os.path.join(HERE, "../../src/RxChat.Server/bin/Release/net10.0/rxchat")
BEGUN = {"nul": b"hel", "line": b"hel", "json": b'{"type":"say","room":"lob',
         "http": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "}
EVERY = 5  # seconds between two bytes of one connection
RESET = struct.pack("ii", 1, 0)


def forked(attack):
    """The process of an attack, once it has begun; another one, so that it takes nothing of the clock of who measures."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            attack(lambda: os.write(writing, b"x"))
        finally:
            os._exit(0)
    os.close(writing)
    os.read(reading, 1)
    os.close(reading)
    return child


def stop(child):
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def loris(port, protocol, count, begun):
    def connect():
        one = socket.create_connection(("127.0.0.1", port))
        one.sendall(BEGUN[protocol])
        one.setblocking(False)
        return one
    all_of_them = [connect() for _ in range(count)]
    begun()
    n = 0
    while True:
        for _ in range(max(1, count // (EVERY * 20))):
            n = (n + 1) % count
            try:
                all_of_them[n].send(b"x")
                while all_of_them[n].recv(1 << 16):
                    pass
                raise ConnectionError
            except BlockingIOError:
                pass
            except OSError:  # it was ended by a deadline: another comes
                all_of_them[n].close()
                all_of_them[n] = connect()
        time.sleep(0.05)


def connects(port, count, begun):
    held = [socket.create_connection(("127.0.0.1", port), source_address=("127.0.0.2", 0)) for _ in range(64)]
    begun()
    for _ in range(count):
        one = socket.create_connection(("127.0.0.1", port), source_address=("127.0.0.2", 0))
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        one.close()
    return held


class Talk:
    def __init__(self, port, clients):
        self.port = port
        self.poll = select.epoll()
        self.by_number = {}
        for _ in range(clients):
            one = socket.create_connection(("127.0.0.1", port))
            one.sendall(b"/join tea\n/leave lobby\n")
            one.setblocking(False)
            self.by_number[one.fileno()] = one
            self.poll.register(one.fileno(), select.EPOLLIN)
        self.speaker = one

    def times(self, until):
        """How long each message took to each client, while one comes in every second; ends when until says so."""
        took, newcomers, next_word, next_comer = [], 0, 0.0, 0.0
        while not until():
            now = time.monotonic()
            if now >= next_word:
                self.speaker.sendall(b"at %.6f\n" % now)
                next_word = now + 0.02
            if now >= next_comer:
                with socket.create_connection(("127.0.0.1", self.port), timeout=30) as comer:
                    if b"welcome" in comer.recv(4096):
                        newcomers += 1
                next_comer = now + 1
                continue
            for number, _ in self.poll.poll(0.005):
                heard = self.by_number[number].recv(1 << 18)
                now = time.monotonic()
                took += [now - float(at) for at in re.findall(rb": at ([0-9.]+)\n", heard)]
        took.sort()
        return took[len(took) * 99 // 100] * 1000, newcomers


def running(child):
    return os.waitpid(child, os.WNOHANG) == (0, 0)


def after(seconds):
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def compare(name, talk, seconds, rounds, attack):
    ratios = []
    for _ in range(rounds):
        without, _ = talk.times(after(seconds))
        child = forked(attack)
        under, newcomers = talk.times(after(seconds))
        stop(child)
        talk.times(after(1))
        ratios.append(under / without)
        print(f"{name}: p99 {without:.2f} ms without, {under:.2f} ms under attack: {ratios[-1]:.2f}x;"
              f" {newcomers} newcomers got in", flush=True)
    print(f"{name}: {sorted(ratios)[len(ratios) // 2]:.2f}x (the median of {rounds})", flush=True)


def flood(server, talk, ports, count, seconds, log):
    without, _ = talk.times(after(seconds))
    began = time.monotonic()
    spent = processor_time(server.pid)
    child = forked(lambda begun: connects(ports["nul"], count, begun))
    under, newcomers = talk.times(lambda: not running(child))
    took = time.monotonic() - began
    spent = processor_time(server.pid) - spent
    metrics = urllib.request.urlopen(f"http://127.0.0.1:{ports['http']}/metrics").read().decode()
    refused = sum(float(one) for one in re.findall(r'refusals_total\{[^}]*reason="too_many_connections"[^}]*\} (\d+)', metrics))
    lines = open(log).read().count(" refused ")
    print(f"connects: {count} in {took:.1f} s, {refused:.0f} refused for {spent / count * 1e6:.0f} us of processor each"
          f" (talk included), {lines} lines of the log; p99 {without:.2f} ms without, {under:.2f} ms meanwhile:"
          f" {under / without:.2f}x; {newcomers} newcomers got in")


def processor_time(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loris", type=int, default=5000)
    parser.add_argument("--connects", type=int, default=100000)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--exe", default=EXE)
    asked = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    log = f"/tmp/rxchat-attack-{os.getpid()}.log"
    for limits in ([], ["--max-connections-per-address", "64"]):
        listen = [word for one in BEGUN for word in ("--listen", f"{one}://127.0.0.1:0")]
        with open(log, "w") as errors:
            server = subprocess.Popen([asked.exe, *listen, "--history", "none", "--lobby-notices", "off", *limits],
                                      stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            ports = {one: int(server.stdout.readline().rsplit(":", 1)[1]) for one in BEGUN}
            talk = Talk(ports["line"], asked.clients)
            talk.times(after(3))  # warms up
            if limits:
                flood(server, talk, ports, asked.connects, asked.seconds, log)
                continue
            for protocol in BEGUN:
                compare(f"{asked.loris} slow on {protocol}", talk, asked.seconds, asked.rounds,
                        lambda begun: loris(ports[protocol], protocol, asked.loris, begun))
        finally:
            server.send_signal(signal.SIGKILL)
            server.wait()
    os.remove(log)


if __name__ == "__main__":
    sys.exit(main())
