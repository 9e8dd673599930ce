"""`smarthub policy check, test, explain`: what they print, and their exit codes."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

HUB = os.environ["SMARTHUB_BINARY"]
POLICIES = pathlib.Path(__file__).resolve().parents[2] / "policies"


def policy(*words):
    done = subprocess.run([HUB, "policy", *map(str, words)], capture_output=True, text=True,
                          check=False)
    return done.returncode, done.stdout, done.stderr


class PolicyCommandTest(unittest.TestCase):

    def explain(self, *words):
        return policy("explain", POLICIES / "melton", "--role", "police", "--purpose",
                      "investigation", "--action", "incident.read", *words)

    def spoilt(self, old, new):
        """A copy of the policies in which a rule says something else."""
        copy = pathlib.Path(tempfile.mkdtemp(prefix="policies")) / "policies"
        self.addCleanup(shutil.rmtree, copy.parent)
        shutil.copytree(POLICIES, copy)
        changed = 0
        for file in (copy / "melton").glob("*.textproto"):
            text = file.read_text()
            if old in text:
                file.write_text(text.replace(old, new, 1))
                changed += 1
        self.assertEqual(changed, 1)
        return copy / "melton"

    def test_both_bundles_decide_as_their_cases_say(self):
        for bundle in ("melton", "hub"):
            code, out, err = policy("test", POLICIES / bundle)
            self.assertEqual((code, err), (0, ""), out)
            self.assertRegex(out, r": \d+ cases, \d+ questions, 0 not as written\n$")

    def test_a_case_that_fails_is_named(self):
        directory = self.spoilt('id: "dpo-audit"\n  effect: EFFECT_ALLOW',
                                'id: "dpo-audit"\n  effect: EFFECT_DENY')
        code, out, _ = policy("test", directory)
        self.assertEqual(code, 1)
        self.assertRegex(out, r"(?m)^dpo-audits: ")

    def test_a_rule_that_decides_in_no_case_is_named(self):
        directory = self.spoilt('id: "dpo-audit"', 'id: "nobody-tests-me"')
        code, out, _ = policy("test", directory)
        self.assertEqual(code, 1)
        self.assertRegex(out, r"(?m)^dpo-audits: .*nobody-tests-me")

    def test_a_bundle_without_cases_is_not_tested(self):
        with tempfile.TemporaryDirectory() as empty:
            code, out, err = policy("test", POLICIES / "melton", "--cases", empty)
        self.assertNotEqual(code, 0)
        self.assertEqual(out, "")
        self.assertIn("no case", err)

    def test_a_bad_bundle_is_refused_by_all_three(self):
        directory = self.spoilt('id: "dpo-audit"\n  effect: EFFECT_ALLOW',
                                'id: "dpo-audit"\n  effect: EFFECT_PERHAPS')
        self.assertNotEqual(policy("check", directory)[0], 0)
        self.assertNotEqual(policy("test", directory)[0], 0)
        self.assertNotEqual(policy("explain", directory, "--role", "dpo", "--purpose", "audit",
                                   "--action", "audit.read")[0], 0)
        self.assertEqual(policy("check", POLICIES / "melton")[0], 0)

    def test_explain_says_which_rule_decides_and_which_fact_was_missing(self):
        members = ["--holds", "membership current", "--holds", "terms current",
                   "--holds", "FACT_AGREEMENT_CURRENT", "--holds-not", "no-named-officer",
                   "--holds", "submitted", "--holds-not", "restricted"]
        code, out, err = self.explain("--kind", "incident", *members,
                                      "--holds", "passed to callers agency")
        self.assertEqual((code, err), (0, ""))
        self.assertTrue(out.startswith("allowed\n"), out)
        self.assertRegex(out, r"(?m)^decided: agencies-passed ")
        code, out, _ = self.explain("--kind", "INCIDENT", *members,
                                    "--holds-not", "passed to callers agency")
        self.assertEqual(code, 0)
        self.assertTrue(out.startswith("denied\n"), out)
        self.assertRegex(out, r"(?m)^no matter: agencies-passed .*it is not so")

    def test_explain_says_what_there_is_instead_of_what_was_typed(self):
        code, _, err = self.explain("--kind", "reports")
        self.assertNotEqual(code, 0)
        self.assertIn("incident", err)
        code, _, err = self.explain("--holds", "full moon")
        self.assertNotEqual(code, 0)
        self.assertIn("membership_current", err)
        code, _, err = policy("explain", POLICIES / "melton", "--role", "police", "--purpose",
                              "investigation", "--action", "incident.reed")
        self.assertNotEqual(code, 0)
        self.assertIn("incident.reed", err)


if __name__ == "__main__":
    unittest.main()
