"""The chart starts the hub with options that the hub knows: a Kubernetes that nobody has here would be the
first to find out otherwise. Needs no helm."""

import os
import pathlib
import re
import subprocess
import unittest

CHART = pathlib.Path(__file__).resolve().parents[2] / "helm/smarthub/templates/statefulset.yaml"


class FlagsTest(unittest.TestCase):

    def test_every_option_of_the_chart_is_one_of_the_hub(self):
        helped = subprocess.run([os.environ["SMARTHUB_BINARY"], "serve", "--help"],
                                capture_output=True, text=True, check=True).stdout
        known = set(re.findall(r"(?m)^\s+(--[a-z-]+)", helped))
        self.assertIn("--data", known)
        used = re.findall(r"(?m)^\s+- (--[a-z-]+)=", CHART.read_text())
        self.assertIn("--data", used)
        self.assertEqual([option for option in used if option not in known], [])


if __name__ == "__main__":
    unittest.main()
