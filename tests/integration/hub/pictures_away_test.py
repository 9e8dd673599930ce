#!/usr/bin/python3
"""What a caller meets when the image child or the photos' directory is gone: photos fail with a reason,
nothing else does; over TLS.
"""

import os
import pathlib
import signal
import subprocess
import time
import unittest

import pictures
from faults_test import FaultsTest
from hub import Refused, in_threads
from town import patiently


def refused(call):
    """(code, reason) of a call's answer; "ok" where it is not refused."""
    try:
        call()
    except Refused as answer:
        return answer.code, answer.reason
    return "ok", ""


AWAY = ("unavailable", "REASON_PICTURES_AWAY")


class PicturesAwayTest(FaultsTest):
    """Nothing but photos suffers where photos do."""

    def setUp(self):
        super().setUp()
        self.start()
        # Long enough at work to be hit there.
        self.large = pictures.noise(2200, 2000)

    def photo(self, picture=None):
        upload = pictures.Upload(self.report(), picture or pictures.still())
        upload.whole(self.reporter)
        return upload

    def shown(self, upload):
        jpeg = pictures.shown(self.reporter, upload.photo, incidentId=upload.incident)
        self.assertEqual(jpeg[:2], b"\xff\xd8")

    def image_child(self):
        """Its pid, and how many are at work for it."""
        children = {}
        for entry in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                name, rest = entry.read_text().rsplit(")", 1)
            except OSError:
                continue
            if name.endswith("(smarthub-image"):
                children[int(entry.parent.name)] = int(rest.split()[1])
        child = next(pid for pid, parent in children.items() if parent == self.hub.process.pid)
        return child, sum(parent == child for parent in children.values())

    def test_the_image_child_dies_at_work(self):
        seen = self.photo()
        upload = pictures.Upload(self.report(), self.large)
        at = 0
        upload.start(self.reporter)
        while at < len(upload.picture):
            at = upload.send(self.reporter, at)
        child, idle = self.image_child()
        answers = []

        def kill_it():
            until = time.monotonic() + 20
            while self.image_child()[1] <= idle and time.monotonic() < until and not answers:
                time.sleep(0.005)
            # It and whoever works for it.
            os.killpg(child, signal.SIGKILL)

        in_threads([lambda: answers.append(refused(lambda: upload.finish(self.reporter))), kill_it])
        self.assertEqual(answers, [AWAY])
        self.report()
        self.read()
        # Nothing of it has to be sent again.
        self.assertEqual(upload.start(self.reporter),
                         ("PHOTO_STATE_RECEIVING", len(upload.picture)))
        upload.finish(self.reporter)
        self.assertNotEqual(self.image_child()[0], child)
        self.shown(seen)
        os.kill(self.image_child()[0], signal.SIGKILL)
        patiently(lambda: self.shown(seen))
        self.photo()
        self.assert_all_is_there()

    def test_a_directory_of_photos_that_cannot_be_written(self):
        seen = self.photo()
        directory = self.hub.data + "/evidence"
        mount = lambda *words: subprocess.run(["mount", *words], capture_output=True, check=False)
        done = mount("--bind", directory, directory)
        if done.returncode:
            print("NOT TESTED: no right to mount here", flush=True)
            self.skipTest("NOT TESTED: no right to mount here")
        self.addCleanup(subprocess.run, ["umount", "-l", directory], check=False,
                        capture_output=True)
        upload = pictures.Upload(self.report(), self.large)
        upload.start(self.reporter)
        sent = upload.send(self.reporter, 0)
        self.assertEqual(mount("-o", "remount,bind,ro", directory).returncode, 0)
        self.assertEqual(refused(lambda: upload.send(self.reporter, sent)), AWAY)
        self.assertEqual(refused(self.photo), AWAY)
        self.report()
        self.read()
        self.shown(seen)
        self.assertEqual(mount("-o", "remount,bind,rw", directory).returncode, 0)
        upload.whole(self.reporter)
        self.shown(upload)
        self.shown(self.photo())
        self.assert_all_is_there()

    def test_a_directory_of_photos_that_is_gone(self):
        seen = self.photo()
        directory = self.hub.data + "/evidence"
        os.rename(directory, directory + ".away")
        self.assertEqual(refused(self.photo), AWAY)
        self.assertNotEqual(refused(lambda: self.shown(seen))[0], "ok")
        self.assertTrue(self.hub.running())
        self.report()
        self.read()
        os.rename(directory + ".away", directory)
        self.shown(seen)
        self.shown(self.photo())
        self.assert_all_is_there()


if __name__ == "__main__":
    unittest.main(verbosity=2)
