#!/usr/bin/python3
"""A power cut under the whole hub: it and its Redis are killed, and every file is cut back to what
either of them had fsynced (tests/fault/power_cut_shim.c). Nothing that was acknowledged is missing.

With `appendfsync everysec` the same test must find losses, or it would prove nothing.
"""

import os
import pathlib
import random
import tempfile
import unittest

import invariants
from hub import Refused
from load import Load
from town import founded

SHIM = os.environ.get("SMARTHUB_POWER_CUT_SHIM", "")
CUTS = max(2, int(os.environ.get("SMARTHUB_KILLS", "6")) // 3)


@unittest.skipUnless(SHIM, "NOT TESTED: SMARTHUB_POWER_CUT_SHIM names no library")
class PowerCutTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory(prefix="shP")
        self.addCleanup(self.directory.cleanup)
        self.synced = pathlib.Path(self.directory.name) / "synced"
        self.town = founded().copied_to(self.directory.name, {
            "LD_PRELOAD": SHIM, "POWER_CUT_LOG": str(self.synced)})
        self.hub = self.town.hub
        self.addCleanup(self.hub.end)
        self.start()
        self.load = Load(self.town)

    def files(self):
        return [path for path in pathlib.Path(self.hub.data).rglob("*") if path.is_file()]

    def start(self):
        """What is there now has been there for long: the disk has it."""
        self.synced.write_text("".join(
            f"synced {path.stat().st_size} {path.resolve()}\n" for path in self.files()))
        self.hub.start()

    def cut(self, never_synced=None):
        """Returns how many bytes the disk did not have; nothing of files under `never_synced`."""
        redis = self.hub.redis_pid()
        os.kill(redis, 9)
        self.hub.kill()
        kept = {}
        for line in self.synced.read_text().splitlines():
            what, first, second = line.split(" ")
            kept[second] = int(first) if what == "synced" else kept.get(first, 0)
        gone = 0
        for path in self.files():
            size = path.stat().st_size
            durable = min(size, kept.get(str(path.resolve()), 0))
            if never_synced and path.is_relative_to(never_synced):
                durable = 0
            gone += size - durable
            os.truncate(path, durable)
        return gone

    def test_nothing_acknowledged_is_lost(self):
        moment = random.Random(7)
        for number in range(CUTS):
            self.load.begin()
            cut = []
            self.load.run(moment.uniform(0.3, 1.5), lambda: cut.append(self.cut()), 0)
            code, said = self.hub.verify()
            self.assertEqual(code, 0, said)
            invariants.age_files(self.hub.data)
            self.start()
            self.assertEqual(self.load.violations_of_faces(), [], f"cut {number}")
            self.assertEqual(self.load.violations(), [], f"cut {number}")
            print(f"power cut {number}: {cut[0]} bytes were not on disk, "
                  f"{self.load.taken} reports acknowledged by now", flush=True)

    def test_it_finds_losses_where_photos_are_not_synced(self):
        for _ in range(5):
            self.load.begin()
            self.load.run(2, lambda: self.cut(pathlib.Path(self.hub.data) / "evidence"), 0)
            invariants.age_files(self.hub.data)
            self.start()
            if self.load.violations_of_faces():
                return
            self.hub.kill()
            self.start()
        self.fail("no loss was found")

    def test_it_finds_losses_where_redis_syncs_once_a_second(self):
        for _ in range(5):
            self.assertIn("+OK", self.hub.redis("CONFIG", "SET", "appendfsync", "everysec"))
            self.load.begin()
            self.load.run(0.7, self.cut, 0)
            code, _ = self.hub.verify()
            if code != 0:
                return
            self.start()
            try:
                if self.load.violations():
                    return
            except Refused:
                return
            self.hub.kill()
            self.start()
        self.fail("no loss was found")


if __name__ == "__main__":
    unittest.main(verbosity=2)
