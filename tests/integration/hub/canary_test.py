#!/usr/bin/python3
"""A mark in every text that anybody sends, over the whole journey, in every role: it comes back to
those who may read it, and is nowhere else. Not in logs, errors, metrics, audit bundles, Redis, any
other file of the data directory, or a URL.
"""

import base64
import pathlib
import tempfile
import unittest
import zlib

import canary_faces
import contract
from hub import AUDIT, IDENTITY, INCIDENT, INSIGHT, Client, Hub, Lost, Refused, new_id, next_message
from marks import Marks
from town import SCHEME, SCHEME_NAME, Town, patiently, report

# Fields that no mark passes: the hub's own words, given back to it. Those that are secret are looked
# for as they are (Town.secrets).
NOT_FREE = {"invitationToken", "continuation", "code", "recoveryCode", "pageToken", "resumeToken",
            "version", "agreementEnds", "gallery", "reference", "letterDigest"}
# What everybody may read, signed in or not.
PUBLIC = {"ListPlaces", "GetPublicPage"}
# Admitted for the hub alone: no caller reaches them (that, too, is tried).
OF_THE_HUB = {"Init", "CarryInvitation", "CarryAcceptance", "CarryScheme", "CarryStanding",
              "SettleAnswers", "SettlePhoto", "SettleSubject", "TouchSession", "StoreReferenceFigures"}
PURPOSES = ("CRIME_PREVENTION", "INVESTIGATION", "ENFORCEMENT", "DATA_SUBJECT_REQUEST", "AUDIT",
            "ADMINISTRATION")


# What is read to look for marks that came to the wrong place: (service, method, body). `at`: ids.
def reads(at):
    which = at["incident"]
    return canary_faces.reads(at) + (
        (INCIDENT, "GetIncident", {"incidentId": which}), (INCIDENT, "ListIncidents", {}),
        (INCIDENT, "ListMyIncidents", {}), (INCIDENT, "ListIncidentRequests", {}),
        (IDENTITY, "WhoAmI", {}), (IDENTITY, "GetTerms", {}), (IDENTITY, "ListPeople", {}),
        (IDENTITY, "ListPlaces", {}), (IDENTITY, "ListOrganisations", {}),
        (IDENTITY, "ListAgencyCertificates", {}), (AUDIT, "ListEntries", {}),
        (AUDIT, "WhoLooked", {"record": {"kind": "INCIDENT", "id": which["value"]}}),
        (AUDIT, "GetCheckpoint", {}), (AUDIT, "GetTile", {"width": 1}),
        (INSIGHT, "GetMonthlyFigures", {}))


class CanaryTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.marks = Marks()
        cls.contract = contract.methods()
        cls.directory = tempfile.TemporaryDirectory(prefix="shC")
        cls.hub = Hub(cls.directory.name + "/data", cls.directory.name + "/log")
        cls.sent = set()
        # (service, method) of every call that was answered, and of every one that was refused.
        cls.answered = set()
        cls.refused = set()
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
                cls.refused.add((service, method))
                told = refused.raw.lower() + str(refused.headers).lower().encode()
                if cls.seen_in(told):
                    cls.faults.append(f"{method}: the error repeats what was sent: {refused.raw}")
                raise
            if cls.seen_in(str(client.answered).lower().encode()):
                cls.faults.append(f"{method}: a header of the reply holds a mark")
            cls.answered.add((service, method))
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

    def read_everything(self, at):
        for role in self.town.people:
            for purpose in PURPOSES:
                client = self.town.client(role)
                client.headers = {**client.headers, "smarthub-purpose": "PURPOSE_" + purpose}
                entries = []
                for service, method, body in reads(at):
                    try:
                        reply = client.call(service, method, body)
                        entries += reply.get("entries", [])
                    except Refused:
                        continue
                    # Who reads the log or the figures learns nothing that anybody wrote but names.
                    if service in (AUDIT, INSIGHT):
                        self.only_names(method, reply)
                if entries:
                    self.only_names("GetEntry", client.call(
                        AUDIT, "GetEntry", {"entryId": entries[0]["entryId"]}))
                client.close()

    def only_names(self, method, value, name=""):
        if isinstance(value, dict):
            for key, inner in value.items():
                self.only_names(method, inner, key)
        elif isinstance(value, list):
            for inner in value:
                self.only_names(method, inner, name)
        elif self.seen_in(str(value).lower().encode()) and name not in ("personName",
                                                                        "organisationName"):
            self.faults.append(f"{method}: {name} holds a mark")

    def agency_system(self, ids):
        """The other host name: a system with its certificate, for a named officer and for none."""
        issued = self.town.coordinator.call(IDENTITY, "IssueAgencyCertificate", {
            "requestId": new_id(), "organisationId": self.town.organisations["POLICE"],
            "systemName": "System"})
        self.town.secrets += [line for line in issued["privateKeyPem"].split("\n")[1:-2] if line]
        with tempfile.TemporaryDirectory(prefix="shA") as kept:
            pair = (kept + "/certificate.pem", kept + "/key.pem")
            for path, text in zip(pair, (issued["certificatePem"], issued["privateKeyPem"])):
                pathlib.Path(path).write_text(text)
            # From a place of its own: what it asks for would use up what others may ask for.
            client = Client(self.hub, source="127.0.3.1", name="agency.localhost",
                            certificate=pair)
            client.headers = {"smarthub-scheme": SCHEME}
            officer = {"smarthub-on-behalf-of": self.town.people["POLICE"][0].login}
            at = {"incidentId": ids["incident"]}
            seen = patiently(lambda: client.call(INCIDENT, "GetIncident", at, **officer))
            self.assertTrue(self.seen_in(str(seen).lower().encode()), "the officer may read it")
            for headers in ({}, officer, {"smarthub-on-behalf-of": self.marks().replace(" ", "")}):
                for (service, method), fields in self.contract.items():
                    bodies = [body for _, name, body in reads(ids) if name == method]
                    bodies += [field.request(self.marks()) for field in fields]
                    for body in bodies:
                        try:
                            reply = client.call(service, method, body, **headers)
                        except Refused as refused:
                            self.assertNotEqual(refused.code, "internal", f"{method} {refused}")
                            continue
                        if (headers is not officer and method not in PUBLIC
                                and self.seen_in(str(reply).lower().encode())):
                            self.faults.append(f"agency, {method}: read for no officer")
            client.close()
        self.town.coordinator.call(IDENTITY, "RevokeAgencyCertificate", {
            "requestId": new_id(), "certificateId": issued["certificateId"]})

    def the_rest(self):
        """What the journey has no use for, so that every method is answered once."""
        # From other places: by now this one has made as many changes as it may in a minute.
        self.town.source = "127.0.2.1"
        self.town.coordinator = self.town.client("COORDINATOR", 0, "127.0.2.2")
        ask = self.town.coordinator.call
        clerk = self.town.invite("COUNCIL", 1)
        member = {"membershipId": clerk.membership}
        for method, more in (("ChangeRole", {"role": "ROLE_COUNCIL"}), ("SuspendPerson", {}),
                             ("RestorePerson", {}), ("RemovePerson", {})):
            ask(IDENTITY, method, {"requestId": new_id(), **member, **more})
        client = self.town.client("COORDINATOR")
        stream = client.open_stream(INCIDENT, "WatchQueue", {})
        self.answered.add((INCIDENT, "WatchQueue"))
        self.new_report()
        self.assertEqual(self.seen_in(str(next_message(stream)).lower().encode()), [])
        client.close()
        leaver = self.town.invite("REPORTER", 7, [self.town.sites[0]]).client(self.hub)
        leaver.call(IDENTITY, "SignOut", {})
        leaver.close()

    def send_everywhere(self):
        """Each text field of each request alone, in every role: nearly all of it is refused."""
        everybody = [*self.town.people, None]
        for (service, method), fields in self.contract.items():
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
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                continue  # a narrower tile; the wider one that replaced it holds all of it
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
        shown = canary_faces.Walk(self)
        at = shown.run()
        shown.close()
        self.read_everything(at)
        self.agency_system(at)
        self.the_rest()
        wanted = {(method, field.name)
                  for (_, method), fields in self.contract.items()
                  for field in fields if method not in OF_THE_HUB and not field.is_id
                  and not field.is_bytes and field.path[-1][0] not in NOT_FREE
                  and (method, field.name) != ("WhoLooked", "record.id")}
        self.assertEqual(wanted - self.sent, set(), "these fields were never accepted with a mark")
        # A service or a method that this test does not know yet: it is told here.
        of_callers = {each for each in self.contract if each[1] not in OF_THE_HUB}
        self.assertEqual(of_callers - self.answered, set(), "these methods were never answered")
        self.send_everywhere()
        of_the_hub = set(self.contract) - of_callers
        self.assertEqual(of_the_hub - self.refused, set(), "nobody tried these")
        self.assertEqual(of_the_hub & self.answered, set(), "these are for the hub alone")
        self.send_rubbish()
        self.hub.redis("BGREWRITEAOF")
        self.assertEqual(self.hub.private("/metrics")[0], 200)
        self.assertEqual(self.seen_in(self.hub.private("/metrics")[1].lower()), [])
        needles = self.marks.forms() + [part.lower() for part in shown.pixels]
        secrets = [secret.lower().encode() for secret in self.town.secrets]
        self.assertEqual(self.files_that_hold(needles + secrets), [])
        self.assertEqual(self.hub.stop(), 0)
        self.assertEqual(self.files_that_hold(needles + secrets), [])
        self.assertEqual(self.faults, [])
        self.assertEqual(self.hub.verify()[0], 0)
        # The search would have found it.
        for name, text in (("audit/a", self.marks().encode()), ("audit/b", b"x" + base64.b64encode(
                ("yy" + self.marks() + "z").encode())), ("evidence/c", b"x" + shown.pixels[0])):
            planted = pathlib.Path(self.hub.data) / name
            planted.write_bytes(text)
            self.assertNotEqual(self.files_that_hold(needles), [], name)
            planted.unlink()
        print(f"{self.marks.count} marks in {len(wanted)} fields and everywhere else: none found",
              flush=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
