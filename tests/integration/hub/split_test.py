#!/usr/bin/python3
"""The hub as two processes, an edge and a core: a person joins through the edge, only processes of
the hub's own authority reach the core, and an edge outlives its core's death.
"""

import os
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

import faces
import pictures
from hub import BINARY, IDENTITY, INCIDENT, ROOT, Client, Hub, Refused, new_id, next_message
from town import SCHEME_NAME, Town, patiently, report

# "At once": nobody waits for a time-out. Generous, for a machine with other work.
AT_ONCE = 2.0
BACK_WITHIN = 15.0
# Asked after 10 s of silence, given up 5 s later; and some for the machine.
HANGS_FOR = 25.0


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True)


class Authority:
    """An operator's own, made with the command line as the runbook would."""

    def __init__(self, directory, name):
        self.begin = f"{directory}/{name}"
        self.file = self.begin + ".pem"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", self.begin + ".key", "-out", self.file, "-days", "2",
                "-subj", f"/CN={name}", "-addext", "keyUsage=critical,keyCertSign")

    def issue(self, name):
        """(certificate file, key file) of a process."""
        at = f"{self.begin}-{name}"
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", at + ".key", "-out", at + ".csr", "-subj", f"/CN={name}")
        with open(at + ".ext", "w") as extensions:
            extensions.write("subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n")
        openssl("x509", "-req", "-in", at + ".csr", "-CA", self.file, "-CAkey", self.begin + ".key",
                "-CAcreateserial", "-days", "2", "-extfile", at + ".ext", "-out", at + ".pem")
        return at + ".pem", at + ".key"


def process_options(pair, authority):
    return ["--process-cert", pair[0], "--process-key", pair[1],
            "--process-authority", authority.file]


class Core(Hub):
    def start_core(self, address, options):
        return self.launch("serve", "--target", "core", "--core", address, "--host", "localhost",
                           "--data", self.data, "--policies", str(ROOT / "policies"), *options,
                           event="core.ready")


class Edge(Hub):
    """Its `data` is the core's, for the clients' trust alone; it runs in an empty directory."""

    def start_edge(self, core, options):
        self.directory = self.log + ".cwd"
        os.makedirs(self.directory, exist_ok=True)
        tls = self.data + "/tls/"
        return self.launch("serve", "--target", "edge", "--core", core, "--listen", "127.0.0.1:0",
                           "--cert", tls + "server.pem", "--key", tls + "server.key",
                           "--web", self.web, *options, directory=self.directory)

    def ready(self):
        return self.private("/readyz")[0] == 200


class SplitTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="shS")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = directory.name
        cls.authority = Authority(cls.directory, "processes")
        cls.stranger = Authority(cls.directory, "stranger")
        cls.of_edge = cls.authority.issue("edge")
        cls.core_options = process_options(cls.authority.issue("core"), cls.authority)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            cls.address = "127.0.0.1:%d" % free.getsockname()[1]
        cls.core = Core(cls.directory + "/data", cls.directory + "/core.log")
        cls.addClassCleanup(cls.core.end)
        token = cls.core.init(SCHEME_NAME)
        cls.core.start_core(cls.address, cls.core_options)
        cls.edge = cls.start_edge("edge", process_options(cls.of_edge, cls.authority))
        cls.town = Town(cls.edge).found(token, shops=1, roles=())
        cls.person = cls.town.people["COORDINATOR"][0]

    @classmethod
    def start_edge(cls, name, options):
        edge = Edge(cls.core.data, f"{cls.directory}/{name}.log")
        cls.addClassCleanup(edge.kill)
        return edge.start_edge(cls.address, options)

    def setUp(self):
        self.await_ready(self.edge, True)

    def client(self, edge=None):
        client = self.person.client(edge or self.edge)
        self.addCleanup(client.close)
        return client

    def await_ready(self, edge, wanted):
        until = time.monotonic() + BACK_WITHIN
        while edge.ready() != wanted:
            self.assertLess(time.monotonic(), until, f"ready is not {wanted}")
            time.sleep(0.05)

    def test_the_core_tells_its_health_and_counts_calls_on_a_port_of_its_own(self):
        self.client().call(IDENTITY, "WhoAmI", {})
        with self.assertRaises(Refused):
            self.client().call(INCIDENT, "GetIncident", {"incidentId": {"value": "x"}})
        self.assertEqual(self.core.private("/readyz")[0], 200)
        status, metrics = self.core.private("/metrics")
        self.assertEqual(status, 200)
        lines = metrics.decode().splitlines()
        counts = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        who = f'{{method="{IDENTITY}.WhoAmI"'
        self.assertGreaterEqual(int(counts[f'smarthub_calls_total{who},outcome="OK"}}']), 1)
        self.assertEqual(counts[f'smarthub_call_seconds_bucket{who},le="+Inf"}}'],
                         counts[f'smarthub_call_seconds_count{who}}}'])
        # To the microsecond, however much it has become.
        self.assertRegex(counts[f'smarthub_call_seconds_sum{who}}}'], r"^\d+\.\d{6}$")
        bad = f'smarthub_calls_total{{method="{INCIDENT}.GetIncident",outcome="BAD_FORMAT"}}'
        self.assertGreaterEqual(int(counts[bad]), 1)
        self.assertEqual(counts["smarthub_carrier_parked_total"], "0")
        for follower in ("subject/reports", "evidence/reports", "bulletin/answers"):
            self.assertEqual(counts[f'smarthub_follower_rescans_total{{follower="{follower}"}}'], "0")
            self.assertIn(f'smarthub_follower_behind{{follower="{follower}"}}', counts)
        # No public port, and no page.
        self.assertEqual(self.core.private("/")[0], 404)

    def test_a_person_who_joined_through_the_edge(self):
        who = self.client().call(IDENTITY, "WhoAmI", {})
        self.assertIn(self.person.name, str(who))
        self.await_ready(self.edge, True)

    def test_a_stream_passes(self):
        stream = self.client().open_stream(INCIDENT, "WatchQueue", {})
        ended, message = next_message(stream)
        self.assertFalse(ended, message)

    def test_pictures_pass_both_ways(self):
        reporter = self.town.client("REPORTER")
        self.addCleanup(reporter.close)
        which = new_id()
        reporter.call(INCIDENT, "ReportIncident", {
            "incidentId": which, "report": report(self.town.sites[0], suspects=[faces.ADULT])})
        upload = pictures.Upload(which, pictures.noise(1600, 1200))
        self.assertGreater(len(upload.picture), 5 * pictures.PIECE)
        upload.whole(reporter)
        seen = pictures.shown(self.client(), upload.photo, incidentId=which)
        self.assertEqual(seen[:2], b"\xff\xd8")
        self.assertGreater(len(seen), 600_000)
        self.assertEqual(pictures.original(self.client(), upload.photo, which),
                         (upload.picture, True))
        print(f"a picture of {len(seen)} bytes came through", flush=True)

    def test_the_edge_has_neither_data_nor_redis(self):
        self.assertEqual(os.listdir(self.edge.directory), [])
        self.assertEqual(self.edge.redis_pid(), 0)
        self.assertNotEqual(self.core.redis_pid(), 0)

    def assert_cut_off(self, edge):
        client = self.client(edge)
        for _ in range(3):
            with self.assertRaises(Refused) as refused:
                client.call(IDENTITY, "WhoAmI", {})
            self.assertEqual(refused.exception.code, "unavailable")
        self.assertFalse(edge.ready())
        edge.kill()

    def test_an_edge_with_a_strangers_certificate_is_refused(self):
        self.assert_cut_off(self.start_edge(
            "wrong", process_options(self.stranger.issue("edge"), self.authority)))

    def test_an_edge_does_not_trust_another_core(self):
        self.assert_cut_off(self.start_edge(
            "other", process_options(self.of_edge, self.stranger)))

    def greeted(self, pair):
        """Whether the core speaks HTTP/2 to who shows this certificate (None: shows none)."""
        context = ssl.create_default_context(cafile=self.authority.file)
        context.set_alpn_protocols(["h2"])
        if pair:
            context.load_cert_chain(*pair)
        try:
            with socket.create_connection(("127.0.0.1", self.core.port), 10) as plain:
                with context.wrap_socket(plain, server_hostname="127.0.0.1") as wire:
                    wire.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(3) + b"\4" + bytes(5))
                    return wire.recv(9)[3:4] == b"\4"
        except (ssl.SSLError, ConnectionError):
            return False

    def test_the_core_speaks_to_its_own_processes_only(self):
        self.assertTrue(self.greeted(self.of_edge))
        self.assertFalse(self.greeted(None))
        self.assertFalse(self.greeted(self.stranger.issue("anybody")))

    def test_the_core_dies_and_returns(self):
        client = self.client()
        ask = lambda: client.call(IDENTITY, "WhoAmI", {})  # noqa: E731
        before = patiently(ask)
        os.kill(self.core.process.pid, signal.SIGKILL)
        self.core.process.wait()
        for _ in range(10):
            began = time.monotonic()
            with self.assertRaises(Refused) as refused:
                ask()
            self.assertEqual(refused.exception.code, "unavailable")
            self.assertLess(time.monotonic() - began, AT_ONCE)
        self.await_ready(self.edge, False)
        self.assertEqual(self.edge.private("/healthz")[0], 200)
        self.core.start_core(self.address, self.core_options)
        began = time.monotonic()
        self.assertEqual(patiently(ask), before)
        print(f"back {time.monotonic() - began:.1f} s after the core is", flush=True)
        self.await_ready(self.edge, True)

    def test_a_core_that_hangs_is_given_up(self):
        client = self.client()
        os.kill(self.core.process.pid, signal.SIGSTOP)
        try:
            began = time.monotonic()
            with self.assertRaises(Refused) as refused:
                client.call(IDENTITY, "WhoAmI", {})
            self.assertEqual(refused.exception.code, "unavailable")
            self.assertLess(time.monotonic() - began, HANGS_FOR)
            print(f"a core that hangs is given up after {time.monotonic() - began:.1f} s")
            self.await_ready(self.edge, False)
        finally:
            os.kill(self.core.process.pid, signal.SIGCONT)
        patiently(lambda: client.call(IDENTITY, "WhoAmI", {}))

    def test_both_stop_when_told(self):
        edge = self.start_edge("stops", process_options(self.of_edge, self.authority))
        Client(edge).exchange("GET", "/")
        self.assertEqual(edge.stop(), 0)
        self.assertEqual(self.core.stop(), 0)
        self.assertEqual(self.core.verify()[0], 0)
        self.core.start_core(self.address, self.core_options)

    def refused(self, target, *options):
        done = subprocess.run([BINARY, "serve", "--target", target, *options], text=True,
                              capture_output=True, check=False, timeout=30, cwd=self.directory)
        self.assertEqual(done.returncode, 1, done.stderr)
        return done.stderr

    def test_nothing_starts_without_its_certificates(self):
        for target in ("core", "edge"):
            left = list(self.core_options)
            while left:
                left = left[:-2]
                missing = self.core_options[len(left)]
                self.assertIn(missing + " is required", self.refused(target, *left))
        self.assertIn("not PEM", self.refused("edge", "--process-cert", "/dev/null"))
        self.assertIn("--cert and --key", self.refused("edge", *self.core_options))
        self.assertIn("--agency-authority", self.refused(
            "edge", *self.core_options, "--cert", "c", "--key", "k", "--agency-host", "a"))

    def test_a_core_does_not_open_its_door_before_all_else_stands(self):
        """Its door could not be closed again without ending calls that came meanwhile."""
        options = [*self.core_options, "--data", self.directory + "/second", "--policies",
                   str(ROOT / "policies"), "--host", "localhost"]
        with socket.create_server(("127.0.0.1", 0)) as private, \
                socket.create_server(("127.0.0.1", 0)) as core:
            address = "127.0.0.1:%d" % private.getsockname()[1]
            said = self.refused("core", *options, "--private-listen", address,
                                "--core", "127.0.0.1:0")
            self.assertIn("--private-listen", said)
            self.assertIn(f"cannot listen on {address}", said)
            # With both taken it is the private port that is complained of: it comes first.
            said = self.refused("core", *options, "--private-listen", address,
                                "--core", "127.0.0.1:%d" % core.getsockname()[1])
            self.assertIn(f"cannot listen on {address}", said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
