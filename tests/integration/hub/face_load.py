"""Photos, people and bulletins under load, each face one step after another, and what was promised of
each. A step whose answer was lost is asked for again with the same ids: it is done once.
"""

import time

import faces
import pictures
from hub import BULLETIN, EVIDENCE, INCIDENT, SUBJECT, Lost, Refused, new_id

WORKERS = 3
# Two pieces, so that one can be lost between them.
PICTURE_BYTES = 300_000


class Face:
    """What of it was begun, and what a client was told is done."""

    def __init__(self, number, told):
        self.number, self.told = number, told
        self.upload = pictures.Upload(told.id, pictures.padded(pictures.still(1 + number % 8),
                                                               PICTURE_BYTES))
        self.sent = 0
        self.done, self.begun = [], None
        self.requests, self.subject, self.bulletin, self.other = {}, None, None, None
        end = (["remove"], ["publish", "withdraw"], ["publish", "take_back"], ["link", "publish"],
               ["publish"])[number % 5]
        self.steps = ["start", "send", "finish", "authority", "subject", "exempt"]
        if "publish" in end:
            end = [step for name in end for step in (
                ("propose", "review", "publish") if name == "publish" else (name,))]
        self.steps += end

    def request(self):
        return self.requests.setdefault(self.begun, new_id())

    def has(self, step):
        return step in self.done

    def may_have(self, step):
        return step in (*self.done, self.begun)


class FaceLoad:
    def __init__(self, load):
        self.load, self.town = load, load.town
        self.faces = []
        self.round = 0
        self.coordinator = None

    def begin(self):
        self.round = len(self.faces)

    def jobs(self):
        return [lambda number=number: self._work(number) for number in range(WORKERS)]

    def clients(self, place, by=0):
        return {"REPORTER": self.town.client("REPORTER", by, place),
                "SITE_MANAGER": self.town.client("SITE_MANAGER", 0, place),
                "COORDINATOR": self.town.client("COORDINATOR", 0, place)}

    def _next(self, number):
        """A report of this round that nobody has given a face to."""
        with self.load.lock:
            taken = {face.told for face in self.faces[self.round:]}
            told = next((told for told in self.load.told[self.load.round:]
                         if told.acknowledged and told.by == 0 and told not in taken), None)
            if not told:
                return None
            face = Face(len(self.faces), told)
            before = [other for other in self.faces[self.round:] if other.subject]
            face.other = before[-1].subject if before else None
            self.faces.append(face)
            return face

    def _work(self, number):
        clients, face = self.clients(f"127.0.6.{1 + number}"), None
        while self.load.running:
            face = face or self._next(number)
            if not face or not self.advance(face, clients, lambda: self.load.running):
                time.sleep(0.02)
                continue
            face = None

    def advance(self, face, clients, go_on):
        """The steps that are left; true when all are done. An answer that did not come ends it."""
        while len(face.done) < len(face.steps) and go_on():
            face.begun = face.steps[len(face.done)]
            try:
                getattr(self, "_" + face.begun)(face, clients)
            except Lost:
                self.load.unknown += 1
                return False
            except Refused as refused:
                if refused.code == "unavailable":
                    self.load.unknown += 1
                    return False
                if refused.code == "resource_exhausted":
                    time.sleep(0.1)
                    continue
                raise AssertionError(f"{face.begun} of face {face.number}: {refused}") from refused
            face.done.append(face.begun)
        return len(face.done) >= len(face.steps)

    # ---- the steps ----

    def _start(self, face, clients):
        face.upload.start(clients["REPORTER"])

    def _send(self, face, clients):
        while face.sent < len(face.upload.picture):
            face.sent = face.upload.send(clients["REPORTER"], face.sent)

    def _finish(self, face, clients):
        face.upload.finish(clients["REPORTER"])

    def _authority(self, face, clients):
        clients["SITE_MANAGER"].call(EVIDENCE, "StateAuthority", {
            "requestId": face.request(), "photoId": face.upload.photo,
            "authority": {"owner": "The shop", "agreedBy": "The manager"}})

    def _subject(self, face, clients):
        report = clients["COORDINATOR"].call(INCIDENT, "GetIncident", {"incidentId": face.told.id})
        face.person = faces.person_in(report["incident"])
        face.subject = faces.open_subject(clients["COORDINATOR"], *face.person, face.request())

    def _exempt(self, face, clients):
        faces.exempt(clients["COORDINATOR"], face.subject, "It would warn them", face.request())

    def _remove(self, face, clients):
        clients["COORDINATOR"].call(EVIDENCE, "RemovePhoto", {
            "requestId": face.request(), "photoId": face.upload.photo})

    def _propose(self, face, clients):
        incident, appearance = face.person
        face.bulletin = faces.propose(
            clients["SITE_MANAGER"], self.town.area, "known",
            [{"subjectId": face.subject, "incidentId": incident, "appearanceId": appearance,
              "photoId": face.upload.photo}], face.request())

    def _review(self, face, clients):
        faces.step(clients["COORDINATOR"], "Review", face.bulletin, face.request(), revision=1)

    def _publish(self, face, clients):
        faces.step(clients["COORDINATOR"], "Publish", face.bulletin, face.request(), revision=1)

    def _withdraw(self, face, clients):
        faces.step(clients["COORDINATOR"], "Withdraw", face.bulletin, face.request(), reason="Over")

    def _take_back(self, face, clients):
        clients["SITE_MANAGER"].call(EVIDENCE, "WithdrawAuthority", {
            "requestId": face.request(), "photoId": face.upload.photo})

    def _link(self, face, clients):
        if face.other:
            clients["COORDINATOR"].call(SUBJECT, "LinkAppearances", {
                "requestId": face.request(), "from": face.subject, "to": face.other,
                "reason": "The same coat"})

    # ---- what was promised ----

    def violations(self, since=None):
        clients = self.clients("127.0.6.100")
        found = []
        for face in self.faces[self.round if since is None else since:]:
            found += [f"face {face.number}, {face.done} done, {face.begun} begun: {wrong}"
                      for wrong in self._check(face, clients)]
        return found

    def complete(self, since=None):
        """Whatever was begun can be brought to its end."""
        clients = self.clients("127.0.6.101")
        found, until = [], time.monotonic() + 60
        for face in self.faces[self.round if since is None else since:]:
            try:
                while not self.advance(face, clients, lambda: time.monotonic() < until):
                    if time.monotonic() > until:
                        found.append(f"face {face.number} cannot go on from {face.begun}")
                        break
                    time.sleep(0.05)
            except AssertionError as wrong:
                found.append(str(wrong))
        return found

    def _check(self, face, clients):
        try:
            yield from self._check_photo(face, clients)
            yield from self._check_bulletin(face, clients)
            yield from self._check_link(face, clients)
        except Refused as refused:
            yield str(refused)

    def _check_photo(self, face, clients):
        coordinator = clients["COORDINATOR"]
        listed = coordinator.call(EVIDENCE, "ListPhotos", {"incidentId": face.told.id})
        ready = [photo["photoId"] for photo in listed.get("photos", [])]
        if face.has("remove"):
            if ready:
                yield "removed, and listed"
            return
        if face.has("finish") and not face.may_have("remove"):
            if ready != [face.upload.photo]:
                yield "finished, and not listed"
            elif not face.may_have("take_back"):
                if pictures.original(coordinator, face.upload.photo, face.told.id) != (
                        face.upload.picture, True):
                    yield "not as it was sent"
            elif face.has("take_back") and not listed["photos"][0].get("authorityWithdrawn"):
                yield "taken back, and still there"
        elif face.has("start") and not face.may_have("remove"):
            state, at = face.upload.start(clients["REPORTER"])
            if at < face.sent:
                yield f"{face.sent} bytes acknowledged, {at} there, {state}"

    def _check_bulletin(self, face, clients):
        if not face.has("propose"):
            return
        state = clients["COORDINATOR"].call(
            BULLETIN, "GetBulletin", {"bulletinId": face.bulletin})["bulletin"]["state"][15:]
        order = ["PROPOSED", "APPROVED", "PUBLISHED", "WITHDRAWN"]
        least = max(order.index(reached) for step, reached in zip(
            ("propose", "review", "publish", "withdraw"), order) if face.has(step))
        if order.index(state) < least:
            yield f"its bulletin is {state} again"

    def _check_link(self, face, clients):
        if face.has("link") and face.other:
            page = clients["COORDINATOR"].call(SUBJECT, "GetSubject", {"subjectId": face.other})
            if face.subject not in [link["from"] for link in page["subject"].get("links", [])]:
                yield "its link is lost"
