#!/usr/bin/env python3
"""What --record costs: the processor time of a server that records and of one that does not, turn by turn under the same
paced load. Tells the ratio of each pair and their median.

    tests/benchmarks/recording.py [--connections 100] [--rate 500] [--seconds 10] [--rounds 5] [--exe PATH]
"""
import argparse
import os
import re
import statistics
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
EXE = os.path.join(HERE, "../../src/RxChat.Server/bin/Release/net10.0/rxchat")


class Server:
    def __init__(self, exe, more):
        self.process = subprocess.Popen(
            [exe, "--listen", "nul://127.0.0.1:0", "--history", "none", *more], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = re.search(r"nul://127\.0\.0\.1:\d+", self.process.stdout.readline())[0]

    def processor_time(self):
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def load(self, exe, options):
        before = self.processor_time()
        subprocess.run(
            [exe, "bench", self.url, "--connections", str(options.connections), "--rate", str(options.rate),
             "--duration", str(options.seconds)], stdout=subprocess.DEVNULL, check=True, timeout=options.seconds + 60)
        return self.processor_time() - before

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--connections", type=int, default=100)
    parser.add_argument("--rate", type=float, default=500)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--exe", default=EXE)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o700)
        servers = [Server(options.exe, []),
                   Server(options.exe, ["--record", os.path.join(folder, "load.rec")])]
        try:
            # What is compiled first is not what is compared.
            for server in servers:
                server.load(options.exe, options)
            ratios = []
            for _ in range(options.rounds):
                without, recording = (server.load(options.exe, options) for server in servers)
                ratios.append(recording / without)
                print(f"without {without:.2f} s  with {recording:.2f} s  {ratios[-1]:.3f}x", flush=True)
            print(f"median {statistics.median(ratios):.3f}x")
        finally:
            for server in servers:
                server.stop()


if __name__ == "__main__":
    main()
