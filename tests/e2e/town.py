#!/usr/bin/python3
"""Starts the demonstration town on a fresh data directory, runs a command against it, stops it, and
verifies the audit log it left behind. With --first-start: two empty schemes, as `smarthub init` makes
them, served as `smarthub serve` does.

usage: town.py --hub BINARY [--keep] [--first-start] -- COMMAND...
In COMMAND, {port}, {data}, {url}, and the first start's {invitation} and {second} are replaced. Exit code: the command's, or that of the verification.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Making the town takes seconds; a loaded machine with a sanitizer build may take minutes.
READY_WITHIN_SECONDS = 300


COMMON = ["--web", str(ROOT / "gateway/web/dist"), "--policies", str(ROOT / "policies")]


def town(hub, data):
    return [hub, "run", "--data", data, "--port", "0", "--agency-host", "agency.localhost", *COMMON,
            "--demo-figures", str(ROOT / "tests/data/police-leicestershire"),
            "--demo-stills", str(ROOT / "services/demo/stills")]


def init(hub, data, scheme):
    """The token of the first coordinator's link; its address has no port yet."""
    made = subprocess.run([hub, "init", "--data", data, "--scheme", scheme, "--host", "localhost",
                           "--policies", str(ROOT / "policies")],
                          check=True, capture_output=True, text=True)
    return re.search(r"https://localhost/(invitation#\S+)", made.stdout).group(1)


def empty(hub, data):
    return [hub, "serve", "--data", data, "--listen", "127.0.0.1:0", "--host", "localhost", *COMMON,
            "--cert", f"{data}/tls/server.pem", "--key", f"{data}/tls/server.key"]


def start(command):
    process = subprocess.Popen(command, stdout=sys.stderr, stderr=subprocess.PIPE, text=True)
    ready = threading.Event()
    found = {}

    def follow():
        for line in process.stderr:
            if line.startswith("{"):
                entry = json.loads(line)
                if entry["event"] == "hub.ready":
                    found.update(entry)
                    ready.set()
            # Kept out of the way, but there when something goes wrong.
            print("hub:", line.rstrip(), file=sys.stderr)
        ready.set()

    threading.Thread(target=follow, daemon=True).start()
    ready.wait(READY_WITHIN_SECONDS)
    if "port" not in found:
        process.kill()
        sys.exit("the town did not start")
    return process, found["port"]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--hub", required=True)
    arguments.add_argument("--keep", action="store_true", help="keep the data directory")
    arguments.add_argument("command", nargs="+")
    arguments.add_argument("--first-start", action="store_true", help="two empty schemes")
    options = arguments.parse_args()

    data = tempfile.mkdtemp(prefix="town")
    links = {}
    if options.first_start:
        links = {"invitation": init(options.hub, data, "SMART Melton"),
                 "second": init(options.hub, data, "SMART Oakham")}
    process, port = start((empty if options.first_start else town)(options.hub, data))
    url = f"https://localhost:{port}"
    links = {name: f"{url}/{path}" for name, path in links.items()}
    try:
        words = [word.format(port=port, data=data, url=url, **links)
                 for word in options.command]
        code = subprocess.run(words, cwd=ROOT, check=False).returncode
    finally:
        process.send_signal(signal.SIGTERM)
        stopped = process.wait(60)
    if code == 0 and stopped != 0:
        print(f"the hub ended with {stopped}", file=sys.stderr)
        code = stopped
    if code == 0:
        code = subprocess.run([options.hub, "audit", "verify", "--data", data,
                               "--policies", str(ROOT / "policies")], check=False).returncode
    if options.keep:
        print(f"kept: {data}", file=sys.stderr)
    else:
        shutil.rmtree(data, ignore_errors=True)
    sys.exit(code)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    main()
