#!/usr/bin/python3
"""A mark in every text that anybody sends, over the whole journey, in every role: it comes back to
those who may read it, and is nowhere else. Not in logs, errors, metrics, audit bundles, Redis, any
other file of the data directory, or a URL.
"""

import base64
import pathlib
import random
import tempfile
import unittest
import zlib

import contract
from hub import IDENTITY, INCIDENT, Client, Hub, Lost, Refused, new_id
from town import SCHEME_NAME, Town, report

# Fields that no mark passes: the hub's own words, given back to it. Those that are secret are looked
# for as they are (Town.secrets).
NOT_FREE = {"invitationToken", "continuation", "code", "recoveryCode", "pageToken", "resumeToken",
            "version", "agreementEnds"}
# Admitted for the hub alone: no caller reaches them (that, too, is tried).
OF_THE_HUB = {"Init", "CarryInvitation", "CarryAcceptance", "CarryScheme", "CarryStanding",
              "TouchSession"}
PURPOSES = ("CRIME_PREVENTION", "INVESTIGATION", "ENFORCEMENT", "DATA_SUBJECT_REQUEST", "AUDIT",
            "ADMINISTRATION")


class Marks:
    """Marks begin alike, so that one search finds all; letters only, so that no scanner of texts
    takes them for a number plate."""

    def __init__(self):
        letters = random.SystemRandom()
        self.begin = "".join(letters.choice("bcdfghjklmnpqrstvwxz") for _ in range(9))
        self.count = 0

    def __call__(self, what=""):
        self.count += 1
        number = "".join(chr(ord("a") + self.count // 26 ** i % 26) for i in (1, 0))
        return (what + " " + self.begin + number).strip()

    def forms(self):
        raw = self.begin.encode()
        padded = [base64.b64encode(b"\0" * skip + raw)[(0, 2, 3)[skip]:] for skip in range(3)]
        return [raw, raw.hex().encode(), raw.decode().encode("utf-16-le"),
                *(form.rstrip(b"=")[:-1].lower() for form in padded)]


class CanaryTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.marks = Marks()
        cls.directory = tempfile.TemporaryDirectory(prefix="shC")
        cls.hub = Hub(cls.directory.name + "/data", cls.directory.name + "/log")
        cls.sent = set()
        cls.faults = []
        token = cls.hub.init(SCHEME_NAME)
        cls.watch_calls()
        cls.town = Town(cls.hub.start(), cls.marks)
        cls.town.secrets.append(token)
        cls.town.found(token)

    @classmethod
    def tearDownClass(cls):
        cls.hub.end()
        Client.call = cls.plain_call
        cls.directory.cleanup()

    @classmethod
    def watch_calls(cls):
        """Every call of this test, of founding too, goes through here."""
        cls.plain_call = Client.call

        def watched(client, service, method, body, **headers):
            try:
                reply = cls.plain_call(client, service, method, body, **headers)
            except Refused as refused:
                told = refused.raw.lower() + str(refused.headers).lower().encode()
                if cls.seen_in(told):
                    cls.faults.append(f"{method}: the error repeats what was sent: {refused.raw}")
                raise
            if cls.seen_in(str(client.answered).lower().encode()):
                cls.faults.append(f"{method}: a header of the reply holds a mark")
            cls.note(method, "", body)
            return reply

        Client.call = watched

    @classmethod
    def note(cls, method, path, value):
        if isinstance(value, dict):
            for name, inner in value.items():
                cls.note(method, f"{path}.{name}" if path else name, inner)
        elif isinstance(value, list):
            for inner in value:
                cls.note(method, path, inner)
        elif isinstance(value, str) and cls.marks.begin in value:
            cls.sent.add((method, path))

    @classmethod
    def seen_in(cls, lower_bytes):
        return [form for form in cls.marks.forms() if form in lower_bytes]

    def call(self, role, method, **body):
        client = self.town.client(role)
        try:
            return client.call(INCIDENT, method, {"requestId": new_id(), **body})
        finally:
            client.close()

    def full_report(self):
        mark = self.marks
        person = {"name": mark(), "contact": mark()}
        return report(
            self.town.sites[0], place=mark("Aisle"), whatHappened=mark("They took it"),
            goods=[{"what": mark("Tea")}],
            suspects=[{"name": mark(), "aliases": [mark()], "hair": mark(), "clothing": mark(),
                       "marks": mark()}],
            victims=[{**person, "description": mark()}], witnesses=[dict(person)],
            staff=[dict(person)], vehicles=[{"plate": mark(), "description": mark()}],
            cctv={"state": "CCTV_STATE_YES", "owner": mark()})

    def new_report(self):
        which, body = new_id(), self.full_report()
        client = self.town.client("REPORTER")
        client.call(INCIDENT, "ReportIncident", {
            "incidentId": which, "report": body, "scanAcknowledged": True})
        client.close()
        return which, body

    def walk(self):
        """The journey: every move that takes a text, by whom it belongs to."""
        mark, say = self.marks, {"scanAcknowledged": True}
        which, body = self.new_report()
        at = {"incidentId": which}
        self.call("COORDINATOR", "ReturnIncident", **at, **say, missing=mark())
        self.call("REPORTER", "CompleteIncident", **at, **say, addition=mark())
        self.call("COORDINATOR", "AcceptIncident", **at)
        self.call("COORDINATOR", "PassIncident", **at, to=["ROLE_POLICE", "ROLE_COUNCIL"])
        for role in ("POLICE", "COUNCIL"):
            self.call(role, "TakeIncident", **at)
            self.call(role, "AskBack", **at, **say, question=mark())
            self.call("REPORTER", "CompleteIncident", **at, **say, addition=mark())
            self.call(role, "AnswerIncident", **at, **say, reference=mark(), note=mark(),
                      agencyNote=mark(), outcome="OUTCOME_GROUP_UNDER_INVESTIGATION")
            self.call(role, "CloseIncident", **at, **say, reason=mark())
        self.call("COORDINATOR", "DeclineIncident", incidentId=self.new_report()[0], **say,
                  reason=mark())
        other = self.new_report()[0]
        asked = self.call("POLICE", "RequestIncidents", **say, siteId=self.town.sites[0],
                          **{"from": body["happenedFrom"], "to": body["happenedTo"]},
                          reason=mark("We look for a pattern"))
        self.call("COORDINATOR", "DecideIncidentRequest", **say, reason=mark(), grant=[other],
                  incidentRequestId=asked["incidentRequestId"])
        self.call("REPORTER", "WithdrawIncident", incidentId=other, **say, reason=mark())
        self.town.coordinator.call(IDENTITY, "IssueAgencyCertificate", {
            "requestId": new_id(), "organisationId": self.town.organisations["POLICE"],
            "systemName": mark("System")})
        return which, body

    def read_everything(self, which):
        for role in self.town.people:
            for purpose in PURPOSES:
                client = self.town.client(role)
                client.headers = {**client.headers, "smarthub-purpose": "PURPOSE_" + purpose}
                for service, method, body in (
                        (INCIDENT, "GetIncident", {"incidentId": which}),
                        (INCIDENT, "ListIncidents", {}), (INCIDENT, "ListMyIncidents", {}),
                        (INCIDENT, "ListIncidentRequests", {}), (IDENTITY, "ListPeople", {}),
                        (IDENTITY, "ListPlaces", {}), (IDENTITY, "ListOrganisations", {})):
                    try:
                        client.call(service, method, body)
                    except Refused:
                        pass
                client.close()

    def send_everywhere(self):
        """Each text field of each request alone, in every role: nearly all of it is refused."""
        everybody = [*self.town.people, None]
        for (service, method), fields in contract.methods((INCIDENT, IDENTITY)).items():
            for number, role in enumerate(everybody):
                client = (self.town.client(role, 0, f"127.0.1.{number + 1}") if role
                          else Client(self.hub, source=f"127.0.1.{number + 1}"))
                bodies = [field.request(self.marks()) for field in fields]
                bodies += [{self.marks(): 1}, {"pageSize": self.marks()},
                           {"requestId": self.marks()}, {"report": {"type": self.marks()}},
                           {"scanAcknowledged": self.marks(), "role": self.marks()}]
                for body in bodies:
                    try:
                        client.call(service, method, body)
                    except Refused as refused:
                        self.assertNotEqual(refused.code, "internal", f"{method} {refused}")
                client.close()

    def send_rubbish(self):
        """In places where nothing of a request belongs."""
        path = f"/{INCIDENT}/GetIncident"
        json_type = {"content-type": "application/json"}
        client = Client(self.hub)
        good = self.town.people["REPORTER"][0].headers
        for method, where, body, headers in (
                ("POST", path, self.marks(), json_type),
                ("POST", path, "{" + self.marks(), json_type),
                ("POST", path, '"' + self.marks(), json_type),
                ("POST", path, self.marks(), {"content-type": "application/proto", **good}),
                ("POST", path, "{}", {"content-type": self.marks().replace(" ", "")}),
                ("POST", path, "{}", {**json_type, "authorization": "Bearer " + self.marks()}),
                ("POST", path, "{}", {**json_type, **good, "smarthub-scheme": self.marks()}),
                ("POST", path, "{}", {**json_type, **good, "smarthub-purpose": self.marks()}),
                ("POST", path, "{}", {**json_type, **good, "smarthub-on-behalf-of": self.marks()}),
                ("POST", path, "{}", {**json_type, "content-encoding": self.marks()}),
                ("POST", path, "{}", {**json_type, "cookie": "a=" + self.marks()}),
                ("POST", f"/{INCIDENT}/{self.marks()}", "{}", json_type),
                ("GET", "/" + self.marks(), None, {}),
                (self.marks().upper(), "/", None, {}),
                # Connect's GET would carry a request in a URL.
                ("GET", f"{path}?connect=v1&encoding=json&message=%7B%7D", None, good)):
            try:
                status, answered, read = client.exchange(method, where, body, headers)
            except Lost:
                continue
            self.assertGreaterEqual(status, 400 if method != "GET" or "?" in where else 200)
            if self.seen_in(read.lower()) or self.seen_in(str(answered).lower().encode()):
                self.faults.append(f"{method} {where}: the answer repeats what was sent: {read}")
        client.close()

    def files_that_hold(self, needles):
        """Every file that the hub has or wrote; compressed ones as well as they are."""
        found = []
        root = pathlib.Path(self.directory.name)
        for path in [path for path in root.rglob("*") if path.is_file()]:
            content = path.read_bytes()
            if content[:2] == b"\x1f\x8b":
                content += zlib.decompress(content, 31)
            lower = content.lower()
            found += [(str(path.relative_to(root)), needle) for needle in needles
                      if needle in lower]
        return found

    def test_nothing_leaves_a_trace(self):
        which, body = self.walk()
        seen = self.town.client("POLICE").call(INCIDENT, "GetIncident", {"incidentId": which})
        self.assertEqual(seen["incident"]["suspects"][0]["name"], body["suspects"][0]["name"])
        self.read_everything(which)
        wanted = {(method, field.name)
                  for (_, method), fields in contract.methods((INCIDENT, IDENTITY)).items()
                  for field in fields if method not in OF_THE_HUB and not field.is_id
                  and not field.is_bytes and field.path[-1][0] not in NOT_FREE}
        self.assertEqual(wanted - self.sent, set(), "these fields were never accepted with a mark")
        self.send_everywhere()
        self.send_rubbish()
        self.hub.redis("BGREWRITEAOF")
        self.assertEqual(self.hub.private("/metrics")[0], 200)
        self.assertEqual(self.seen_in(self.hub.private("/metrics")[1].lower()), [])
        needles = self.marks.forms()
        secrets = [secret.lower().encode() for secret in self.town.secrets]
        self.assertEqual(self.files_that_hold(needles + secrets), [])
        self.assertEqual(self.hub.stop(), 0)
        self.assertEqual(self.files_that_hold(needles + secrets), [])
        self.assertEqual(self.faults, [])
        self.assertEqual(self.hub.verify()[0], 0)
        # The search would have found it.
        for name, text in (("a", self.marks()), ("b", "x" + base64.b64encode(
                ("yy" + self.marks() + "z").encode()).decode())):
            planted = pathlib.Path(self.hub.data) / "audit" / name
            planted.write_text(text)
            self.assertNotEqual(self.files_that_hold(needles), [], name)
            planted.unlink()
        print(f"{self.marks.count} marks in {len(wanted)} fields and everywhere else: none found",
              flush=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
