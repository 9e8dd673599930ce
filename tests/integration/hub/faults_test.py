#!/usr/bin/python3
"""What a caller meets when Redis or the disk is gone, and that a suspension bites; over TLS."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import faces
from hub import IDENTITY, INCIDENT, Lost, Refused, new_id, next_message
from town import founded, patiently, report

MIB = 1 << 20
# "At once": nobody waits for a time-out. Generous, for a machine with other work.
AT_ONCE = 2.0
SUSPENDED_WITHIN = 5.0


def told(call):
    """(code, seconds) of a call's answer; "ok" where it is not refused."""
    began = time.monotonic()
    try:
        call()
        code = "ok"
    except Refused as refused:
        code = refused.code
    return code, time.monotonic() - began


class FaultsTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory(prefix="shF")
        self.addCleanup(self.directory.cleanup)

    def start(self, directory=None, environment=None):
        self.town = founded().copied_to(directory or self.directory.name, environment)
        self.hub = self.town.hub.start()
        self.addCleanup(self.hub.end)
        self.reporter = self.town.client("REPORTER")
        self.addCleanup(self.reporter.close)
        self.reports = []

    def report(self):
        which = new_id()
        self.reporter.call(INCIDENT, "ReportIncident", {
            "incidentId": which, "report": report(self.town.sites[0], place="Aisle 1",
                                                  suspects=[faces.ADULT])})
        self.reports.append(which)
        return which

    def read(self):
        self.reporter.call(INCIDENT, "GetIncident", {"incidentId": self.reports[0]})

    def await_refused(self, call, codes, within):
        until = time.monotonic() + within
        while time.monotonic() < until:
            code, took = told(call)
            if code != "ok":
                self.assertIn(code, codes)
                return took
            time.sleep(0.05)
        raise AssertionError(f"still answered after {within} s")

    def assert_all_is_there(self):
        for which in self.reports:
            patiently(lambda: self.reporter.call(INCIDENT, "GetIncident", {"incidentId": which}))
        self.assertEqual(self.hub.stop(), 0)
        code, said = self.hub.verify()
        self.assertEqual(code, 0, said)


class RedisGoneTest(FaultsTest):
    def setUp(self):
        super().setUp()
        # What the hub finds as redis-server can be made not to start.
        bin_directory = pathlib.Path(self.directory.name + "/bin")
        bin_directory.mkdir()
        self.broken = bin_directory / "broken"
        server = bin_directory / "redis-server"
        server.write_text(f'#!/bin/sh\n[ -e {self.broken} ] && exit 1\n'
                          f'exec {shutil.which("redis-server")} "$@"\n')
        server.chmod(0o755)
        self.start(environment={"PATH": f"{bin_directory}:{os.environ['PATH']}"})

    def test_calls_fail_at_once_and_recover(self):
        self.report()
        self.broken.touch()
        os.kill(self.hub.redis_pid(), signal.SIGKILL)
        self.await_refused(self.read, {"unavailable"}, 5)
        for call in (self.report, self.read) * 10:
            code, took = told(call)
            self.assertEqual(code, "unavailable")
            self.assertLess(took, AT_ONCE)
        self.assertTrue(self.hub.running())
        self.assertEqual(self.hub.private("/healthz")[0], 200)
        self.broken.unlink()
        began = time.monotonic()
        patiently(self.report)
        print(f"back {time.monotonic() - began:.1f} s after Redis could start again", flush=True)
        self.assert_all_is_there()

    def test_a_redis_that_hangs_is_given_up(self):
        self.report()
        redis = self.hub.redis_pid()
        os.kill(redis, signal.SIGSTOP)
        try:
            began = time.monotonic()
            code, took = told(self.report)
            self.assertEqual(code, "unavailable", f"after {took:.1f} s")
            print(f"a hanging Redis is given up after {took:.1f} s", flush=True)
            self.assertLess(time.monotonic() - began, 31)
        except Lost as lost:
            raise AssertionError("no answer at all while Redis hangs") from lost
        finally:
            os.kill(redis, signal.SIGCONT)
        patiently(self.report)
        self.assert_all_is_there()


class DiskFullTest(FaultsTest):
    """A tmpfs under the data directory, made smaller and larger under the running hub."""

    def setUp(self):
        super().setUp()
        self.disk = self.directory.name + "/disk"
        os.mkdir(self.disk)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4g", "tmpfs", self.disk],
                              capture_output=True, check=False)
        if done.returncode:
            print("NOT TESTED: no right to mount a tmpfs here", flush=True)
            self.skipTest("NOT TESTED: no right to mount a tmpfs here")
        self.addCleanup(subprocess.run, ["umount", "-l", self.disk], check=False)
        self.start(self.disk)

    def resize(self, free):
        """So many bytes are free from now on."""
        status = os.statvfs(self.disk)
        used = (status.f_blocks - status.f_bfree) * status.f_frsize
        subprocess.run(["mount", "-o", f"remount,size={used + free}", self.disk], check=True)

    def test_a_disk_that_fills_up(self):
        self.report()
        redis = self.hub.redis_pid()
        self.resize(48 * MIB)
        self.await_refused(self.report, {"resource_exhausted", "unavailable"}, 10)
        self.await_refused(self.read, {"resource_exhausted", "unavailable"}, 1)
        self.assertTrue(self.hub.running())
        self.assertEqual(self.hub.redis_pid(), redis, "Redis ended on the full disk")
        self.resize(4 << 30)
        self.await_room()

    def test_a_disk_that_is_full_at_once(self):
        """Faster than anybody watches: Redis itself meets the end of the disk."""
        self.report()
        self.resize(4096)
        self.await_refused(self.report, {"resource_exhausted", "unavailable"}, 10)
        time.sleep(1.5)
        self.assertTrue(self.hub.running())
        self.assertIn(told(self.report)[0], {"resource_exhausted", "unavailable"})
        self.resize(4 << 30)
        self.await_room()

    def await_room(self):
        until = time.monotonic() + 30
        while told(self.report)[0] != "ok":
            self.assertLess(time.monotonic(), until, "no reports though there is room again")
            time.sleep(0.1)
        self.assert_all_is_there()


class SuspensionTest(FaultsTest):
    def test_sessions_and_streams_end(self):
        self.start()
        officer = self.town.people["POLICE"][0]
        watcher, caller = officer.client(self.hub), officer.client(self.hub)
        stream = watcher.open_stream(INCIDENT, "WatchQueue", {})
        over, _ = next_message(stream)
        self.assertFalse(over, "the stream stands")
        caller.call(INCIDENT, "ListIncidents", {})

        self.town.client("COORDINATOR").call(IDENTITY, "SuspendPerson", {
            "requestId": new_id(), "membershipId": officer.membership})
        began = time.monotonic()
        until = began + SUSPENDED_WITHIN
        while told(lambda: caller.call(INCIDENT, "ListIncidents", {}))[0] == "ok":
            self.assertLess(time.monotonic(), until, "the session lives")
            time.sleep(0.05)
        session = time.monotonic() - began
        watcher.connection.sock.settimeout(10)
        while True:
            over, last = next_message(stream)
            if over:
                break
        took = time.monotonic() - began
        print(f"suspended: the session ended in {session:.2f} s, the stream in {took:.2f} s with "
              f"{last.get('error', {}).get('code')}", flush=True)
        self.assertLess(took, SUSPENDED_WITHIN, "the stream lives")
        self.assertIn(last.get("error", {}).get("code"), ("unauthenticated", "permission_denied"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
