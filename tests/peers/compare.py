#!/usr/bin/env python3
"""Measures RxChat beside its peers, in turn and several times, and writes the tables. Start it by compare.sh, which builds everything."""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

import servers
import tables

RXCHATS = ["rxchat", "rxchat-sockets", *servers.BESIDE]
FILTERED = ["rxchat", "rxchat-filters"]
SOCKETS = ["rxchat", "limit-ws", "rxchat-ws", *servers.SOCKET_PEERS, "signalr"]
SECURE = ["rxchat", "rxchat-ws", *servers.SECURE]
KEPT, ANSWERED = ["rxchat-default", "rxchat-history"], ["rxchat-json", "rxchat-json-history"]
FILTERED_TURNS = 2  # in each repetition: what filters cost is less than what one measurement differs from the next

# What compiles filters, or writes JSON, has more to compile again while it serves; 3 s later that is done.
# name: (title, what the load is told, servers, what ratios are of)
ROWS = {
    "paced-10": ("10 clients, 2,000 messages/s", "mode=paced clients=10 rate=2000", ["limit", *RXCHATS, *servers.PEERS]),
    "paced-100": ("100 clients, 500 messages/s", "mode=paced clients=100 rate=500", ["limit", *RXCHATS, *servers.PEERS]),
    "paced-1000": ("1,000 clients, 50 messages/s", "mode=paced clients=1000 rate=50", ["limit", *RXCHATS, *servers.PEERS]),
    "saturated-100": ("100 clients, 256 messages under way", "mode=saturate clients=100", ["limit", *RXCHATS, *servers.PEERS]),
    "saturated-1000": ("1,000 clients, 256 messages under way", "mode=saturate clients=1000", ["limit", *RXCHATS, *servers.PEERS]),
    "saturated-5000": ("5,000 clients, 256 messages under way", "mode=saturate clients=5000", ["limit", *RXCHATS, *servers.PEERS]),
    "busy-100": ("100 clients, 10,000 messages/s", "mode=paced clients=100 rate=10000",
                 ["limit", "rxchat", "rxchat-default", "rxchat-throughput", *servers.PEERS]),
    "filters-paced-100": ("Three filters: 100 clients, 500 messages/s", "mode=paced clients=100 rate=500 warm=3", FILTERED),
    "filters-paced-1000": ("Three filters: 1,000 clients, 50 messages/s", "mode=paced clients=1000 rate=50 warm=3", FILTERED),
    "filters-100": ("Three filters: 100 clients, 256 messages under way", "mode=saturate clients=100 warm=3", FILTERED),
    "filters-1000": ("Three filters: 1,000 clients, 256 messages under way", "mode=saturate clients=1000 warm=3", FILTERED),
    "history-paced-100": ("With a history file: 100 clients, 500 messages/s", "mode=paced clients=100 rate=500", KEPT),
    "history-busy-100": ("With a history file: 100 clients, 5,000 messages/s", "mode=paced clients=100 rate=5000", KEPT),
    "history-100": ("With a history file: 100 clients, 256 messages under way", "mode=saturate clients=100", KEPT),
    "ok-100": ("`ok` on `json`: 100 clients, 5,000 messages/s", "mode=paced clients=100 rate=5000", ANSWERED),
    "ok-10": ("`ok` on `json`: 10 clients, 2,048 messages under way", "mode=saturate clients=10 window=2048", ANSWERED),
    "comeback": ("10,000 clients resume at once after kill -9, 50 messages each, 2 messages/s", "mode=comeback clients=10000 rate=2", ["rxchat-json-history"]),
    "ws-paced-100": ("WebSocket: 100 clients, 500 messages/s", "mode=paced clients=100 rate=500 warm=4", SOCKETS),
    "ws-paced-1000": ("WebSocket: 1,000 clients, 50 messages/s", "mode=paced clients=1000 rate=50 warm=4", SOCKETS),
    "ws-100": ("WebSocket: 100 clients, 256 messages under way", "mode=saturate clients=100 warm=4", SOCKETS),
    "ws-1000": ("WebSocket: 1,000 clients, 256 messages under way", "mode=saturate clients=1000 warm=4", SOCKETS),
    "tls-paced-100": ("TLS: 100 clients, 500 messages/s", "mode=paced clients=100 rate=500 warm=4", SECURE),
    "tls-paced-1000": ("TLS: 1,000 clients, 50 messages/s", "mode=paced clients=1000 rate=50 warm=4", SECURE),
    "tls-100": ("TLS: 100 clients, 256 messages under way", "mode=saturate clients=100 warm=4", SECURE),
    "tls-idle": ("TLS: 8,000 idle connections", "mode=idle clients=8000", ["rxchat", "rxchat-nuls"]),
    "size-1024": ("100 clients, 500 messages/s of 1 KiB", "mode=paced clients=100 rate=500 size=1024", ["limit", "rxchat"]),
    "size-4096": ("100 clients, 500 messages/s of 4 KiB", "mode=paced clients=100 rate=500 size=4096", ["limit", "rxchat"]),
    "size-16384": ("100 clients, 200 messages/s of 16 KiB", "mode=paced clients=100 rate=200 size=16384", ["limit", "rxchat"]),
    "size-60000": ("100 clients, 100 messages/s of 60,000 bytes", "mode=paced clients=100 rate=100 size=60000", ["limit", "rxchat"]),
    "rooms-1000": ("1,000 rooms of 10, 256 messages under way", "mode=saturate clients=10000 rooms=1000", ["rxchat", "nats"]),
    "idle": ("8,000 idle connections", "mode=idle clients=8000", ["limit", "rxchat", "rxchat-sockets", "asyncio", "node"]),
    "start": ("from start to listening", "", ["kestrel", "rxchat"]),
}


def parse():
    parser = argparse.ArgumentParser(prog="compare.sh", formatter_class=argparse.RawDescriptionHelpFormatter, description=f"""\
Runs RxChat beside its peers and writes the tables into docs/performance.md, between its two table comments.
Rows: {', '.join(ROWS)}.
Servers: limit, {', '.join([*servers.VARIANTS, *servers.PEERS, *servers.SOCKET_PEERS])}.
Environment: COMPARE_ARGS and COMPARE_ARGS_<ROW> (such as COMPARE_ARGS_SATURATED_1000) are more arguments for RxChat;
COMPARE_BESIDE_<NAME>="--filters x.csx" adds a server rxchat-<name> that has these arguments, to be compared with rxchat in the same run.
Ends with 1 when something failed or was lost.""")
    parser.add_argument("--reps", type=int, default=5, help="how often everything is measured, in turn (5)")
    parser.add_argument("--rows", default=",".join(ROWS), help="the rows, with commas (all)")
    parser.add_argument("--only", default="", help="the servers, with commas (all); ratios need what they are of")
    parser.add_argument("--add", action="store_true", help="keeps the tables of the other rows as they are; use as many repetitions as they had")
    parser.add_argument("--quick", action="store_true", help="one short repetition of some rows, to see that everything works; writes no table")
    parser.add_argument("--dry", action="store_true", help="prints the table instead of writing it")
    parser.add_argument("--limit", type=float, default=42, help="minutes after which no further measurement is begun (42)")
    parser.add_argument("--out", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.rows = options.rows.split(",")
    for row in options.rows:
        if row not in ROWS:
            parser.error(f"there is no row {row}; rows are {', '.join(ROWS)}")
    if options.quick:
        options.reps, options.dry, options.limit = 1, True, 1.8
        if options.rows == list(ROWS):
            options.rows = ["paced-100", "saturated-100", "busy-100", "idle", "start"]
    return options


def measure(name, row, options):
    if row == "start":
        # One start is a lottery ticket; the first brings the files into memory.
        starts = [servers.time_to_listen(name, options.out) for _ in range(6)]
        return {"listening_ms": statistics.median(starts[1:])}
    with servers.Server(name, options.out, row) as server:
        if row == "comeback":
            filling = [os.path.join(options.out, "load"), f"wire={server.wire}", f"port={server.port}", f"pid={server.process.pid}",
                       "mode=paced", "clients=10", "rate=1000", "seconds=0.5", "warm=0.5"]
            subprocess.run(filling, check=True, capture_output=True, timeout=90, preexec_fn=servers.die_with_us)
            server.kill_and_start_again()
        arguments = [os.path.join(options.out, "load"), f"wire={server.wire}", f"port={server.port}", f"pid={server.process.pid}",
                     *(["tls=1"] if name in servers.SECURE else []), "warm=0.7" if options.quick else "warm=1.5", "seconds=0.7" if options.quick else "seconds=1.8", *ROWS[row][1].split()]
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=90, preexec_fn=servers.die_with_us)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip() or f"the load ended with {done.returncode}")
        return json.loads(done.stdout)


def busy_seconds():
    """CPU that all processes of the machine took, and that ours did."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _, _, irq, softirq, *_ = (int(field) for field in file.readline().split()[1:])
    own = os.times()
    everybody = (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")
    return everybody, own.user + own.system + own.children_user + own.children_system


def say(rep, options, row, name, result):
    figures = "  ".join(f"{key} {value:,.3f}" for key, value in result.items() if key in (
        "cpu_us_per_delivery", "deliveries_per_s", "p99_us", "ok_p99_us", "missing", "slow_connects", "kb_per_connection", "cpu_us_per_accept", "listening_ms", "comeback_s", "error")
        and not isinstance(value, str))
    print(f"{rep + 1}/{options.reps} {row:15} {name:18} {result.get('error') or figures}", file=sys.stderr, flush=True)


def main():
    options = parse()
    only = set(filter(None, options.only.split(",")))
    left_out = {name: reason for name in [*servers.PEERS, *servers.SOCKET_PEERS, *servers.SECURE, "kestrel"] if (reason := servers.missing(name, options.out))}
    results, stopped, began, busy = [], None, time.monotonic(), busy_seconds()
    for rep in range(options.reps):
        for row, turn in [(row, turn) for row in options.rows for turn in range(FILTERED_TURNS if ROWS[row][2] is FILTERED else 1)]:
            for name in ROWS[row][2]:
                if name in left_out or (only and name not in only):
                    continue
                if time.monotonic() - began > options.limit * 60:
                    stopped = stopped or f"stopped after {options.limit:g} minutes, in repetition {rep + 1} of {options.reps}"
                    continue
                try:
                    result = measure(name, row, options)
                except (RuntimeError, OSError, subprocess.TimeoutExpired) as error:
                    result = {"error": str(error)}
                results.append({"rep": (rep, turn), "row": row, "server": name, **result})
                say(rep, options, row, name, result)
    with open(os.path.join(options.out, "results.json"), "w", encoding="utf-8") as file:
        json.dump(results, file, indent=1)
    everybody, own = (after - before for after, before in zip(busy_seconds(), busy))
    others = max(0, everybody - own) / (time.monotonic() - began)
    text = tables.render(ROWS, results, left_out, stopped, options.reps, others)
    if options.dry:
        print(text)
    else:
        tables.write(os.path.join(servers.ROOT, "docs/performance.md"), text, [title for title, _, _ in ROWS.values()] if options.add else [])
    return 1 if any("error" in result or result.get("missing") or result.get("garbled") for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
