"""The whole hub as a process: started, killed, verified, and called over TLS.

Standard library only. Calls are the Connect protocol's: JSON over HTTP/1.1.
"""

import fcntl
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[3]
BINARY = os.environ.get("SMARTHUB_BINARY", str(ROOT / "build/release/services/smarthub"))
# A loaded machine or a sanitizer build takes its time.
START_WITHIN = 120

IDENTITY = "smarthub.identity.v1.IdentityService"
INCIDENT = "smarthub.incident.v1.IncidentService"
AUDIT = "smarthub.audit.v1.AuditService"
INSIGHT = "smarthub.insight.v1.InsightService"
EVIDENCE = "smarthub.evidence.v1.EvidenceService"
BULLETIN = "smarthub.bulletin.v1.BulletinService"
SUBJECT = "smarthub.subject.v1.SubjectService"


class Refused(Exception):
    """The hub answered, with an error."""

    def __init__(self, status, body, headers):
        self.raw = body
        self.headers = headers
        try:
            said = json.loads(body)
        except ValueError:
            said = {}
        self.code = said.get("code", f"http-{status}")
        details = said.get("details") or [{}]
        self.debug = details[0].get("debug") or {}
        self.reason = self.debug.get("reason", "")
        super().__init__(f"{self.code} {said.get('message', '')} {self.debug}")


class Lost(Exception):
    """No answer: what became of the call is not known."""


def new_id():
    return {"value": str(uuid.uuid4())}


class _Connection(http.client.HTTPSConnection):
    """To loopback, whatever name the certificate is asked for; from `source`, so that one test can
    be many peers."""

    def __init__(self, name, port, context, source):
        super().__init__(name, port, timeout=30, context=context)
        self._source = source
        self._tls = context

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.port), self.timeout, (self._source, 0))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


class Client:
    """One connection and who it speaks as. For one thread."""

    def __init__(self, hub, name="localhost", source="127.0.0.1", certificate=None):
        self.hub = hub
        self.name = name
        self.source = source
        self.certificate = certificate
        self.headers = {}
        self.connection = None

    def reconnect(self):
        self.close()
        context = ssl.create_default_context(cafile=f"{self.hub.data}/tls/authority.pem")
        if self.certificate:
            context.load_cert_chain(*self.certificate)
        self.connection = _Connection(self.name, self.hub.port, context, self.source)

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def exchange(self, method, path, body=None, headers=None):
        """Returns (status, headers, bytes); raises Lost."""
        if not self.connection:
            self.reconnect()
        try:
            self.connection.request(method, path, body, headers or {})
            response = self.connection.getresponse()
            return response.status, response.headers, response.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Lost(str(error)) from error

    def call(self, service, method, body, **headers):
        """Returns the reply; `receipt` of the client is then that of the reply."""
        sent = {"content-type": "application/json", **self.headers}
        sent.update((name.replace("_", "-"), value) for name, value in headers.items())
        status, answered, read = self.exchange(
            "POST", f"/{service}/{method}", json.dumps(body), sent)
        self.receipt = answered.get("smarthub-receipt", "")
        self.answered = answered
        if status != 200:
            raise Refused(status, read, answered)
        return json.loads(read)

    def open_stream(self, service, method, body):
        """Starts a server stream; read it with next_message."""
        self.reconnect()
        message = json.dumps(body).encode()
        self.connection.request(
            "POST", f"/{service}/{method}", b"\0" + len(message).to_bytes(4, "big") + message,
            {"content-type": "application/connect+json", **self.headers})
        response = self.connection.getresponse()
        if response.status != 200:
            raise Refused(response.status, response.read(), response.headers)
        return response


def next_message(stream):
    """(is the end, message) of a stream; a connection that is cut is an end without a message."""
    try:
        head = stream.read(5)
        if len(head) < 5:
            return True, {}
        return bool(head[0] & 2), json.loads(stream.read(int.from_bytes(head[1:], "big")) or b"{}")
    except (OSError, http.client.HTTPException):
        return True, {}


class Hub:
    """A data directory and, most of the time, a hub that runs on it."""

    def __init__(self, data, log, environment=None):
        self.data = str(data)
        self.log = str(log)
        self.environment = {**os.environ, **(environment or {})}
        self.process = None
        # Redis's socket is in a directory of its own under /tmp, which a killed hub leaves behind.
        self.sockets = set()
        self.port = self.private_port = 0
        # What is on the page does not matter here.
        self.web = self.log + ".web"
        os.makedirs(self.web, exist_ok=True)
        (pathlib.Path(self.web) / "index.html").write_text("<!doctype html><title>page</title>")

    def command(self, *words):
        return subprocess.run(
            [BINARY, *words, "--data", self.data, "--policies", str(ROOT / "policies")],
            capture_output=True, text=True, check=False, timeout=START_WITHIN)

    def init(self, scheme):
        """Makes the scheme; returns the first coordinator's token."""
        done = self.command("init", "--scheme", scheme, "--host", "localhost")
        assert done.returncode == 0, done.stderr
        return done.stdout.split("/invitation#")[1].split()[0]

    def start(self):
        return self.launch("run", "--empty", "--data", self.data, "--port", "0",
                           "--agency-host", "agency.localhost", "--policies",
                           str(ROOT / "policies"), "--web", self.web)

    def launch(self, *words, event="hub.ready", directory=None):
        """Starts the binary so, in `directory`, and waits until it logs `event`, with its ports."""
        with open(self.log, "ab") as log:
            begin = log.tell()
            self.process = subprocess.Popen([BINARY, *words], stdout=log, stderr=log,
                                            env=self.environment, cwd=directory)
        until = time.monotonic() + START_WITHIN
        while time.monotonic() < until and self.process.poll() is None:
            with open(self.log, "rb") as log:
                log.seek(begin)
                for line in log:
                    if (line.startswith(b"{") and f'"{event}"'.encode() in line
                            and line.endswith(b"\n")):
                        entry = json.loads(line)
                        with open(f"{self.data}/redis.socket") as file:
                            self.sockets.add(os.path.dirname(file.read().strip()))
                        self.port = entry["port"]
                        self.private_port = entry.get("private_port", 0)
                        return self
            time.sleep(0.02)
        with open(self.log, errors="replace") as log:
            raise AssertionError("the hub did not start:\n" + log.read()[-3000:])

    def running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        if self.running():
            self.process.kill()
        if self.process:
            self.process.wait()

    def end(self):
        """Killed, its orphaned Redis gone too (which notices by itself), and no socket left over."""
        self.kill()
        until = time.monotonic() + 20
        with open(f"{self.data}/lock") as lock:
            while time.monotonic() < until:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    time.sleep(0.05)
        for directory in self.sockets:
            shutil.rmtree(directory, ignore_errors=True)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def redis_pid(self):
        """Of the hub's own redis-server, 0 while there is none."""
        for entry in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                name, rest = entry.read_text().rsplit(")", 1)
            except OSError:
                continue
            if name.endswith("(redis-server") and int(rest.split()[1]) == self.process.pid:
                return int(entry.parent.name)
        return 0

    def redis(self, *words):
        """One command to the hub's Redis: its answer's lines, as they come (200 kB at most)."""
        with open(f"{self.data}/redis.socket") as file:
            path = file.read().strip()
        with socket.socket(socket.AF_UNIX) as wire:
            wire.settimeout(10)
            wire.connect(path)
            wire.sendall(b"*%d\r\n" % len(words) + b"".join(
                b"$%d\r\n%s\r\n" % (len(word), word) for word in (w.encode() for w in words)))
            time.sleep(0.05)
            return wire.recv(200_000).decode(errors="replace").split("\r\n")

    def verify(self):
        """`audit verify` of the stopped hub: (exit code, what it said)."""
        done = self.command("audit", "verify")
        return done.returncode, done.stdout + done.stderr

    def private(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.private_port, timeout=10)
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()


def in_threads(jobs):
    """Runs them at once; raises the first error of any."""
    failed = []

    def guarded(job):
        try:
            job()
        except BaseException as error:  # noqa: B902 - told in the thread that asked
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
