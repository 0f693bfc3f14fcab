"""Medians and ratios as Markdown. A ratio is taken within each repetition, of what was measured minutes apart, and then its median."""
import platform
import re
import statistics
import subprocess

BEGIN, END = "<!-- table -->", "<!-- /table -->"
NAMES = {"limit": "**C, the limit**", "limit-ws": "C, WebSocket", "rxchat": "**RxChat**", "rxchat-sockets": "RxChat on .NET's sockets", "rxchat-filters": "RxChat, three filters", "rxchat-history": "RxChat, a history file", "rxchat-json": "RxChat", "rxchat-ws": "RxChat, WebSocket", "rxchat-nuls": "RxChat, `nuls`", "rxchat-wss": "RxChat, WebSocket on `https`", "rxchat-json-history": "RxChat, a history file",
         "rxchat-default": "RxChat, pacing `default`",
         "rxchat-throughput": "RxChat, pacing `throughput`", "nats": "nats-server", "redis": "redis-server", "asyncio": "the model, on asyncio",
         "node": "Node", "nats-ws": "nats-server, WebSocket", "node-ws": "Node, ws", "signalr": "SignalR hub", "kestrel": "a bare Kestrel"}
BARE = {"rxchat": "RxChat, pacing `off`"}  # in the row where the paces are compared


def number(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def rate(value):
    return "" if value is None else f"{number(value / 1e6)} M" if value >= 999_500 else f"{number(value / 1e3)} k"


def milliseconds(value):
    return "" if value is None else number(value / 1e3)


class Row:
    """The results of one row."""

    def __init__(self, results, row, base):
        self.results = [result for result in results if result["row"] == row and "error" not in result]
        self.errors = [result for result in results if result["row"] == row and "error" in result]
        self.base = base

    def of(self, server, key):
        return {result["rep"]: result[key] for result in self.results if result["server"] == server and key in result}

    def median(self, server, key):
        values = self.of(server, key).values()
        return statistics.median(values) if values else None

    def ratios(self, server, key):
        base = self.of(self.base, key)
        return [value / base[rep] for rep, value in self.of(server, key).items() if base.get(rep)]

    def ratio(self, server, key):
        ratios = self.ratios(server, key)
        return f"{statistics.median(ratios):.2f}" if ratios else ""

    def spread(self, server, key):
        ratios = self.ratios(server, key)
        return f"{min(ratios):.2f}–{max(ratios):.2f}" if len(ratios) > 1 and server != self.base else ""


def line(cells):
    return "| " + " | ".join(cells) + " |"


def load_table(row, present, names):
    lines = [line(["server", "CPU µs per delivery", "ratio", "lowest–highest", "deliveries/s", "ratio", "p50 ms", "p99 ms", "ratio", "missing"]),
             line(["---", *["---:"] * 9])]
    for server in present:
        lines.append(line([
            names.get(server, server), number(row.median(server, "cpu_us_per_delivery")), row.ratio(server, "cpu_us_per_delivery"),
            row.spread(server, "cpu_us_per_delivery"), rate(row.median(server, "deliveries_per_s")), row.ratio(server, "deliveries_per_s"),
            milliseconds(row.median(server, "p50_us")), milliseconds(row.median(server, "p99_us")), row.ratio(server, "p99_us"),
            number(max(row.of(server, "missing").values(), default=0))]))
    return lines


def ok_table(row, present, names):
    lines = [line(["server", "messages/s", "ratio", "CPU µs per delivery", "ratio", "delivery p99 ms", "ratio", "`ok` p50 ms", "`ok` p99 ms"]),
             line(["---", *["---:"] * 8])]
    for server in present:
        lines.append(line([
            names.get(server, server), number(row.median(server, "messages_per_s")), row.ratio(server, "messages_per_s"),
            number(row.median(server, "cpu_us_per_delivery")), row.ratio(server, "cpu_us_per_delivery"), milliseconds(row.median(server, "p99_us")),
            row.ratio(server, "p99_us"), milliseconds(row.median(server, "ok_p50_us")), milliseconds(row.median(server, "ok_p99_us"))]))
    return lines


def comeback_table(row, present, names):
    lines = [line(["server", "s until all are live", "live p50 ms meanwhile", "p99 ms", "cores", "missing"]), line(["---", *["---:"] * 5])]
    for server in present:
        lines.append(line([
            names.get(server, server), number(row.median(server, "comeback_s")), milliseconds(row.median(server, "p50_us")),
            milliseconds(row.median(server, "p99_us")), number(row.median(server, "server_cores")),
            number(max(row.of(server, "missing").values(), default=0))]))
    return lines


def idle_table(row, present, names):
    lines = [line(["server", "KiB per connection", "CPU µs per accept, at 1,000", "at 8,000", "connects/s in a burst of 8,000", "sent again", "refused", "MiB with 8,000"]),
             line(["---", *["---:"] * 7])]
    for server in present:
        lines.append(line([
            names.get(server, server), *(number(row.median(server, key)) for key in ("kb_per_connection", "cpu_us_per_accept", "cpu_us_per_accept_last", "connects_per_s")),
            *(number(max(row.of(server, key).values(), default=0)) for key in ("slow_connects", "refused")), number(row.median(server, "resident_mb"))]))
    return lines


def start_table(row, present, names):
    lines = [line(["server", "ms to `listening on`", "ratio", "lowest–highest"]), line(["---", *["---:"] * 3])]
    for server in present:
        lines.append(line([names.get(server, server), number(row.median(server, "listening_ms")), row.ratio(server, "listening_ms"),
                           row.spread(server, "listening_ms")]))
    return lines


def render(rows, results, left_out, stopped, reps, others):
    out = [f"{machine()}. Messages of 64 bytes unless another size is named, 8 publishers that also receive (one per room where there are rooms), over loopback; the load",
           f"takes one more thread of the same machine. Medians of {reps} repetitions in turn, {2 * reps} where filters are on; ratios are within one repetition, of the first server of each table.",
           f"Other processes took {others:.2f} cores meanwhile{'' if others < 0.1 else ': too much for figures to rely on'}.", ""]
    for name, (title, _, servers) in rows.items():
        present = [server for server in servers if any(result["row"] == name and result["server"] == server for result in results)]
        if not present:
            continue
        row = Row(results, name, servers[0])
        names = {**NAMES, **(BARE if name == "busy-100" else {})}
        table = {"idle": idle_table, "tls-idle": idle_table, "start": start_table, "ok-100": ok_table, "ok-10": ok_table, "comeback": comeback_table}.get(name, load_table)
        out += [f"**{title}**", "", *table(row, present, names), ""]
        for server in present:
            failed = [result["error"] for result in row.errors if result["server"] == server]
            if failed:
                out += [f"{NAMES.get(server, server)} failed {len(failed)} times: {' '.join(failed[0].split())}", ""]
    out += [f"Left out: {NAMES.get(name, name)}: {reason}." for name, reason in left_out.items()]
    if stopped:
        out += [f"The comparison {stopped}."]
    return "\n".join(out).rstrip() + "\n"


def machine():
    cpu = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        found = re.search(r"model name\s*:\s*(.+)", file.read())
        cpu = found.group(1).strip() if found else cpu
    cores = subprocess.run(["nproc"], capture_output=True, text=True).stdout.strip()
    dotnet = subprocess.run(["dotnet", "--version"], capture_output=True, text=True).stdout.strip()
    return f"{cores} × {cpu}, Linux {platform.release().split('-')[0]}, .NET SDK {dotnet}"


def write(path, text, kept=()):
    """Replaces what is between the comments, but for the tables with a kept title that the text has none for."""
    with open(path, encoding="utf-8") as file:
        head, rest = file.read().split(BEGIN, 1)
    before, tail = rest.split(END, 1)
    text = merged(text, before, kept) if kept else text
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{head}{BEGIN}\n{text.rstrip()}\n{END}{tail}")


def merged(text, before, titles):
    tables = {**sections(before)[1], **sections(text)[1]}
    return sections(text)[0] + "".join(f"**{title}**{tables[title].rstrip()}\n\n" for title in titles if title in tables)


def sections(text):
    first, *rest = re.split(r"^\*\*(.+)\*\*$", text, flags=re.MULTILINE)
    return first, dict(zip(rest[::2], ("\n\n" + table.strip() for table in rest[1::2])))
