#!/usr/bin/python3
"""kill -9 of the hub or of its Redis at random moments under load, over TLS.

Every acknowledged report and acceptance is there, once and whole; every reply that a client received
has its audit entry; `audit verify` is clean. So is every piece and photo, link, publication and
withdrawal; no bulletin shows a photo that is not there, and no file is left that no record names.
SMARTHUB_KILLS=50 for the full run.
"""

import collections
import os
import pathlib
import random
import signal
import tempfile
import time
import unittest
from unittest import mock

import invariants
from hub import INCIDENT, new_id
from load import Load
from town import SCHEME, founded, patiently

KILLS = int(os.environ.get("SMARTHUB_KILLS", "6"))
SEED = int(os.environ.get("SMARTHUB_SEED", "20261123"))


def kill_redis(hub):
    pid = hub.redis_pid()
    if pid:
        os.kill(pid, signal.SIGKILL)


def rewrite(hub):
    try:
        hub.redis("BGREWRITEAOF")
    except OSError:
        pass


def both(hub):
    kill_redis(hub)
    hub.kill()


KINDS = {
    "the hub": lambda hub: hub.kill(),
    "its Redis": kill_redis,
    "the hub in a rewrite": lambda hub: (rewrite(hub), hub.kill()),
    "both": both,
    "its Redis in a rewrite": lambda hub: (rewrite(hub), kill_redis(hub)),
}


class KillTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory(prefix="shK")
        self.town = founded().copied_to(self.directory.name)
        self.hub = self.town.hub.start()
        self.load = Load(self.town)

    def tearDown(self):
        self.hub.end()
        self.directory.cleanup()

    def assert_clean(self, what):
        """The stopped hub's log is whole; so is, started again, everything that was promised."""
        code, said = self.hub.verify()
        self.assertEqual(code, 0, f"{what}\n{said}")
        invariants.age_files(self.hub.data)
        self.hub.start()
        self.assertEqual(self.load.violations_of_faces(), [], what)

    def await_back(self):
        """No restart by hand: the hub brings its Redis back."""
        reporter = self.town.client("REPORTER")
        began = time.monotonic()
        patiently(lambda: reporter.call(INCIDENT, "ListMyIncidents", {"pageSize": 1}))
        return time.monotonic() - began

    def test_what_was_acknowledged_is_there(self):
        moment = random.Random(SEED)
        for number in range(KILLS):
            name = list(KINDS)[number % len(KINDS)]
            what = f"kill {number} of {KILLS} (seed {SEED}): {name}"
            self.load.begin()
            # A hub that has just started is as good a moment as one that has run for a while.
            self.load.run(moment.uniform(0.05, 1.5), lambda: KINDS[name](self.hub))
            back = ""
            if self.hub.running():
                back = f", back by itself in {self.await_back():.2f} s"
                # Its next breath is a good moment too.
                self.load.run(moment.uniform(0, 0.2), self.hub.kill, 0)
            self.assert_clean(what)
            self.assertEqual(self.load.violations(), [], what)
            print(f"{what}: {self.load.taken} reports acknowledged by now{back}", flush=True)
        # At the very end everything, from the first report on, after one more kill.
        self.hub.kill()
        self.assert_clean("the last")
        self.assertEqual(self.load.violations(0), [])
        print(f"{len(self.load.told)} reports, {self.load.taken} acknowledged at once, {self.load.counted} replies, "
              f"{self.load.unknown} calls of unknown outcome, "
              f"{len(self.load.entries_seen)} entries", flush=True)
        done = collections.Counter(step for face in self.load.faces.faces for step in face.done)
        print(f"faces: {dict(done)}", flush=True)
        for step in ("finish", "link", "publish", "withdraw", "remove", "take_back"):
            self.assertIn(step, done)
        self.assertGreater(self.load.taken, KILLS)
        self.assertGreater(self.load.unknown, 0, "no kill hit a call")

    def test_the_oracle_sees_damage(self):
        """An oracle that sees nothing would pass everything."""
        self.load.run(0.5, lambda: None, 0)
        self.assertEqual(self.load.violations(0), [])
        some = self.load.told[0]
        damages = {
            "a record gone": lambda: self.hub.redis("DEL", self.record(some.id)),
            "a lost reply": lambda: self.load.receipts.append(new_id()["value"]),
            "another content": lambda: some.body.update(place="Elsewhere"),
            "an entry too many": lambda: self.load.writes.update(
                {(some.id["value"], "incident.report"): 2}),
        }
        for name, damage in reversed(damages.items()):
            damage()
            self.assertNotEqual(self.load.violations(0), [], name)

    def test_the_oracle_of_faces_sees_damage(self):
        # Every way that a face goes, however slow the machine is.
        until = time.monotonic() + 60

        def five_faces():
            # One that is linked to another among them: the first of all has nobody to be linked to.
            while time.monotonic() < until:
                faces = self.load.faces.faces
                if len(faces) >= 5 and any(face.other and "link" in face.steps for face in faces):
                    return
                time.sleep(0.1)

        self.load.run(1, five_faces, 0)
        self.assertEqual(self.load.faces.complete(0), [])
        self.swept()
        self.assertEqual(self.load.violations_of_faces(True), [])
        patience = mock.patch.object(invariants, "SWEPT_WITHIN", 0.5)
        patience.start()
        self.addCleanup(patience.stop)
        ended = {step: next(face for face in self.load.faces.faces
                            if face.has(step) and (step != "link" or face.other))
                 for step in ("withdraw", "link")}
        shown = next(face for face in self.load.faces.faces if face.steps[-1] == "publish")
        files = [path for path in pathlib.Path(self.hub.data + "/evidence").rglob("*")
                 if path.is_file() and path.parent.name != "incoming"]
        damages = {
            "a removal lost": lambda: ended["link"].done.append("remove"),
            # First: the bulletin that is lost next may be of whom it links to, whose page is gone then.
            "a link lost": lambda: setattr(ended["link"], "subject", new_id()),
            "a withdrawal lost": lambda: self.hub.redis("DEL", self.record(ended["withdraw"].bulletin)),
            "a file gone": files[0].unlink,
            "a photo gone": lambda: self.hub.redis("DEL", self.record(shown.upload.photo)),
        }
        known = set()
        for name, damage in damages.items():
            damage()
            found = set(self.load.violations_of_faces(True))
            self.assertNotEqual(found - known, set(), name)
            known |= found

    def test_a_file_that_nobody_names_is_swept(self):
        stray = pathlib.Path(self.hub.data) / "evidence/00/00" / ("0" * 32)
        stray.parent.mkdir(parents=True)
        for name in (stray, stray.with_name(stray.name + ".new"), stray.parents[2] / "incoming" / stray.name):
            name.write_bytes(b"half of somebody")
        with mock.patch.object(invariants, "SWEPT_WITHIN", 0.5):
            self.assertNotEqual(self.load.violations_of_faces(), [])
        self.swept()
        self.assertEqual(self.load.violations_of_faces(), [])

    def swept(self):
        self.hub.stop()
        invariants.age_files(self.hub.data)
        self.hub.start()

    def record(self, which):
        wanted = which["value"].replace("-", "")
        return next(line for line in self.hub.redis("KEYS", f"{{{SCHEME}}}:r:*:{wanted}")
                    if line.startswith("{"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
