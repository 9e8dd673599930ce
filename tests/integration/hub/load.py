"""Reports, moves and reads by many clients at once, and what each of them was promised.

The promises are checked against a hub that was killed meanwhile: `Load.violations`.
"""

import random
import threading
import time

import invariants
from face_load import FaceLoad
from faces import ADULT
from hub import AUDIT, INCIDENT, Lost, Refused, in_threads, new_id
from town import report

REPORTERS = 6


class Told:
    """One report: what was sent, and whether the client knows that it was taken."""

    def __init__(self, number, site, by):
        self.id = new_id()
        self.by = by
        self.body = report(site, place=f"Aisle {number}", whatHappened=f"{{p1}} took tea {number}",
                           goods=[{"what": f"Tea {number}", "valuePence": str(number + 1)}],
                           suspects=[{"clothing": f"Parka {number}", **ADULT}],
                           witnesses=[{"name": f"Witness {number}"}])
        self.acknowledged = False
        self.accept_id = None
        self.accepted = False


def whole(incident, body):
    """What of `body` is not in the incident."""
    wrong = [key for key in ("siteId", "type", "happenedFrom", "happenedTo", "place", "goods",
                             "whatHappened") if incident.get(key) != body[key]]
    for people in ("suspects", "witnesses"):
        got = [{key: value for key, value in each.items() if key != "appearanceId"}
               for each in incident.get(people, [])]
        if got != body[people]:
            wrong.append(people)
    return wrong


class Load:
    def __init__(self, town):
        self.town = town
        self.told = []
        self.faces = FaceLoad(self)
        # Receipts of replies that clients got, since the last check.
        self.receipts = []
        self.entries_seen = set()
        self.writes = {}
        self.running = False
        self.round = 0
        # Reports that a client was told are taken, while the load ran.
        self.taken = 0
        self.unknown = 0
        self.counted = 0
        self.lock = threading.Lock()

    def _kept(self, client):
        self.counted += 1
        if client.receipt:
            self.receipts.append(client.receipt)

    def _ask(self, client, method, body):
        """True: answered OK; None: no answer that says what became of it."""
        try:
            client.call(INCIDENT, method, body)
        except Lost:
            self.unknown += 1
            return None
        except Refused as refused:
            if refused.code == "unavailable":
                self.unknown += 1
                return None
            if refused.code == "resource_exhausted":
                return False
            raise
        self._kept(client)
        return True

    def _client(self, role, number):
        # Peers of their own: the limit of writes is per address.
        return self.town.client(role, number % len(self.town.people[role]), f"127.0.0.{10 + number}")

    def _report(self, number):
        client = self._client("REPORTER", number)
        mine = number % len(self.town.people["REPORTER"])
        while self.running:
            with self.lock:
                told = Told(len(self.told), self.town.sites[mine], mine)
                self.told.append(told)
            told.acknowledged = bool(self._ask(
                client, "ReportIncident", {"incidentId": told.id, "report": told.body}))
            with self.lock:
                self.taken += told.acknowledged
            if not client.connection:
                time.sleep(0.02)

    def _read(self, number):
        client = self._client("REPORTER", number)
        mine = number % len(self.town.people["REPORTER"])
        while self.running:
            with self.lock:
                known = [told for told in self.told[self.round:]
                         if told.acknowledged and told.by == mine]
            if known:
                self._ask(client, "GetIncident", {"incidentId": random.choice(known).id})
            else:
                time.sleep(0.01)
            if not client.connection:
                time.sleep(0.02)

    def _accept(self, number):
        client = self._client("COORDINATOR", number)
        while self.running:
            with self.lock:
                told = next((told for told in self.told[self.round:]
                             if told.acknowledged and not told.accept_id), None)
            if not told:
                time.sleep(0.01)
                continue
            told.accept_id = new_id()
            told.accepted = bool(self._ask(client, "AcceptIncident", {
                "requestId": told.accept_id, "incidentId": told.id}))

    def begin(self):
        """A new round: only what is told from now on is worked on and checked."""
        self.round = len(self.told)
        self.faces.begin()

    def run(self, for_seconds, then, after_seconds=0.3):
        """Load, `then()` in the middle of it, and more load for clients to run into it."""
        self.running = True

        def conduct():
            try:
                time.sleep(for_seconds)
                then()
                time.sleep(after_seconds)
            finally:
                self.running = False

        jobs = [lambda n=n: self._report(n) for n in range(REPORTERS)]
        jobs += [lambda n=n: self._read(n) for n in range(REPORTERS, REPORTERS + 2)]
        jobs += self.faces.jobs()
        in_threads(jobs + [lambda: self._accept(REPORTERS + 2), conduct])

    def violations(self, since=None):
        """Every promise of this round, or from report number `since` on, against a hub that runs."""
        since = self.round if since is None else since
        found = []
        clients = [self.town.client("REPORTER", n, f"127.0.0.{100 + n}")
                   for n in range(len(self.town.people["REPORTER"]))]
        coordinator = self.town.client("COORDINATOR", 0, "127.0.0.120")
        for number, told in enumerate(self.told[since:]):
            found += self._check(told, clients[told.by], coordinator, number % 20 == 0)
        try:
            found += self._check_lists(clients)
        except Refused as refused:
            found.append(f"a list cannot be read: {refused}")
        return found + self._check_entries()

    def violations_of_faces(self, whole=False):
        """The same of photos, people and bulletins, and what holds of all pictures. Of a hub that
        was started after `invariants.age_files` and to which nothing else was sent."""
        faces, coordinator = self.faces.faces, self.town.client("COORDINATOR", 0, "127.0.0.122")
        missing, photos = invariants.of_photos(coordinator, [face.told.id for face in faces])
        coming = sum(not face.has("finish") for face in faces)
        since = 0 if whole else None
        return (missing + invariants.of_files(self.town.hub.data, photos, coming)
                + self.faces.violations(since) + self.faces.complete(since)
                + self.faces.violations(since) + invariants.of_bulletins(coordinator))

    def _check_lists(self, clients):
        """Each reporter's list holds each of their reports once: a record that no index names would
        be half there."""
        found = []
        for by, client in enumerate(clients):
            listed, page = [], ""
            while True:
                reply = client.call(INCIDENT, "ListMyIncidents",
                                    {"pageSize": 50, "pageToken": page})
                self._kept(client)
                listed += [each["incidentId"]["value"] for each in reply.get("incidents", [])]
                page = reply.get("nextPageToken", "")
                if not page:
                    break
            wanted = {told.id["value"] for told in self.told if told.by == by}
            if len(listed) != len(set(listed)) or set(listed) != wanted:
                found.append(f"the list of reporter {by} is {len(listed)} long, not {len(wanted)}")
        return found

    def _again(self, client, method, body):
        """The same request once more: what is missing is done now, what was done is not repeated."""
        until = time.monotonic() + 30
        # The limit of writes is per address and holds for repetitions too.
        while (done := self._ask(client, method, body)) is False and time.monotonic() < until:
            time.sleep(0.2)
        return done

    def _look(self, told, client):
        """(the incident, None where there is none; what is wrong with it)"""
        try:
            incident = client.call(INCIDENT, "GetIncident", {"incidentId": told.id})["incident"]
        except Refused as refused:
            wrong = told.acknowledged or refused.code != "not_found"
            return None, [f"acknowledged, now {refused}"] if wrong else []
        self._kept(client)
        wrong = whole(incident, told.body)
        return incident, [f"not as it was sent: {wrong}"] if wrong else []

    def _check(self, told, client, coordinator, repeat):
        incident, wrong = self._look(told, client)
        if incident and told.accepted and incident["state"] != "INCIDENT_STATE_ACCEPTED":
            wrong.append("its acceptance is lost")
        if not wrong and (repeat or not told.acknowledged):
            told.acknowledged = bool(self._again(
                client, "ReportIncident", {"incidentId": told.id, "report": told.body}))
            if not told.acknowledged:
                wrong.append("cannot be sent again")
        if not wrong and told.accept_id and (repeat or not told.accepted):
            told.accepted = bool(self._again(coordinator, "AcceptIncident", {
                "requestId": told.accept_id, "incidentId": told.id}))
            incident, wrong = self._look(told, client)
            times = sum(step["action"] == "incident.accept" for step in incident["steps"])
            if times != 1:
                wrong.append(f"accepted {times} times")
        return [f"report {told.id['value']}: {each}" for each in wrong]

    def _check_entries(self):
        """Entries newer than those of the last check: one for each receipt, one for each report."""
        reader = self.town.client("DPO", 0, "127.0.0.121")
        new, page = {}, ""
        while True:
            reply = reader.call(AUDIT, "ListEntries", {"pageSize": 100, "pageToken": page})
            fresh = [entry for entry in reply["entries"]
                     if entry["entryId"]["value"] not in self.entries_seen]
            new.update((entry["entryId"]["value"], entry) for entry in fresh)
            page = reply.get("nextPageToken", "")
            if not page or len(fresh) < len(reply["entries"]):
                break
        self.entries_seen.update(new)
        found = [f"no entry for the reply with receipt {receipt}"
                 for receipt in set(self.receipts) - self.entries_seen]
        self.receipts = []
        for entry in new.values():
            if entry["action"] in ("incident.report", "incident.accept"):
                for record in entry.get("records", []):
                    if (record["kind"], record["use"]) == ("INCIDENT", "LEAF_USE_WRITTEN"):
                        key = record["id"], entry["action"]
                        self.writes[key] = self.writes.get(key, 0) + 1
        for told in self.told:
            for action, done in (("report", told.acknowledged), ("accept", told.accepted)):
                times = self.writes.get((told.id["value"], "incident." + action), 0)
                if times != done:
                    found.append(f"report {told.id['value']}: {times} entries of its {action}")
        return found
