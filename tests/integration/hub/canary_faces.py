"""The part of the canary's journey with photos, people, bulletins and challenges: a mark in every
text, and one in whatever a camera writes into a picture.
"""

import faces
import pictures
from hub import BULLETIN, EVIDENCE, IDENTITY, INCIDENT, SUBJECT, Client, new_id, next_message
from town import SCHEME

OUTSIDE = {"smarthub-scheme": SCHEME}


def reads(at):
    """What is read to look for marks that came to the wrong place. `at`: ids of the walk."""
    through = {"photoId": at["photo"], "incidentId": at["incident"]}
    return (
        (EVIDENCE, "ListPhotos", {"incidentId": at["incident"]}),
        (EVIDENCE, "ListPhotos", {"bulletinId": at["bulletin"]}),
        (EVIDENCE, "GetPhoto", {**through, "size": "PHOTO_SIZE_THUMBNAIL"}),
        (EVIDENCE, "GetOriginal", through),
        (BULLETIN, "ListBulletins", {}), (BULLETIN, "GetBulletin", {"bulletinId": at["bulletin"]}),
        (BULLETIN, "ListBulletins", {"filter": "BULLETIN_FILTER_OVER"}),
        (BULLETIN, "ListResponses", {"bulletinId": at["bulletin"]}),
        (SUBJECT, "GetSubject", {"subjectId": at["subject"]}),
        (SUBJECT, "ListHints", {"incidentId": at["incident"], "appearanceId": at["appearance"]}),
        (SUBJECT, "ListNotices", {}), (SUBJECT, "ListChallenges", {}),
        (SUBJECT, "GetNoticeLetter", {"subjectId": at["subject"]}), (SUBJECT, "GetPublicPage", {}))


class Walk:
    def __init__(self, test):
        self.test = test
        self.town, self.marks = test.town, test.marks
        self.clients = {}
        self.asked = 0
        # What a camera wrote: a mark of its own, and some of its pixels as they came.
        self.picture = pictures.with_metadata(pictures.still(), self.marks("Taken by"))
        self.pixels = [self.picture[len(self.picture) // 2:][:24]]

    def client(self, role):
        """From ever new places: there is a limit of changes for each."""
        self.asked += 1
        place = f"127.0.4.{1 + self.asked // 15}"
        if (role, place) not in self.clients:
            self.clients[role, place] = (self.town.client(role, 0, place) if role
                                         else Client(self.town.hub, source=place))
            if not role:
                self.clients[role, place].headers = OUTSIDE
        return self.clients[role, place]

    def change(self, role, service, method, **body):
        return self.client(role).call(service, method, {"requestId": new_id(), **body})

    def close(self):
        for client in self.clients.values():
            client.close()

    def report(self, **more):
        """A report that the police have, of somebody adult and somebody young."""
        body = self.test.full_report()
        suspect = body["suspects"][0]
        young = {**suspect, "name": self.marks(), "aliases": [], "clothing": self.marks(),
                 **faces.ADULT, "aboutHowOld": "AGE_BAND_10_TO_17"}
        body["suspects"] = [{**suspect, **faces.ADULT, **more}, young]
        which = new_id()
        self.client("REPORTER").call(INCIDENT, "ReportIncident", {
            "incidentId": which, "report": body, "scanAcknowledged": True})
        self.change("COORDINATOR", INCIDENT, "AcceptIncident", incidentId=which)
        self.change("COORDINATOR", INCIDENT, "PassIncident", incidentId=which,
                    to=["ROLE_POLICE", "ROLE_COUNCIL"])
        return self.client("COORDINATOR").call(
            INCIDENT, "GetIncident", {"incidentId": which})["incident"]

    def authority(self):
        return {"owner": self.marks(), "agreedBy": self.marks()}

    def photo(self, incident, suspect):
        upload = pictures.Upload(incident, self.picture, suspect, self.authority())
        upload.whole(self.client("SITE_MANAGER"))
        self.change("SITE_MANAGER", EVIDENCE, "StateAuthority", photoId=upload.photo,
                    authority=self.authority())
        return upload.photo

    def run(self):
        """Returns the ids that `reads` wants."""
        report, other = self.report(), self.report()
        incident, appearance = faces.person_in(report)
        photo = self.photo(incident, 0)
        self.spoilt_photo(other["incidentId"])
        subject = self.people(report, other)
        at = {"incident": incident, "appearance": appearance, "photo": photo, "subject": subject}
        at["bulletin"] = self.bulletins(report, at)
        self.challenge(subject)
        self.pictures_are_clean(at)
        return at

    def spoilt_photo(self, incident):
        photo = self.photo(incident, 0)
        self.change("SITE_MANAGER", EVIDENCE, "WithdrawAuthority", photoId=photo)
        self.change("COORDINATOR", EVIDENCE, "RemovePhoto", photoId=photo)

    def people(self, report, other):
        to, gone = (faces.open_subject(self.client("COORDINATOR"), *faces.person_in(each))
                    for each in (report, other))
        self.change("COORDINATOR", SUBJECT, "LinkAppearances", to=to, **{"from": gone},
                    reason=self.marks("Same coat"))
        self.change("COORDINATOR", SUBJECT, "UnlinkAppearances", subjectId=to, **{"from": gone},
                    reason=self.marks("Another coat"))
        page = {"controller": self.marks(), "contact": self.marks(), "dpoContact": self.marks(),
                "complaintAddress": self.marks()}
        self.change("COORDINATOR", SUBJECT, "SetPublicPage", page=page)
        told = self.client(None).call(SUBJECT, "GetPublicPage", {})
        self.test.assertEqual(told["page"], page)
        faces.exempt(self.client("COORDINATOR"), to, self.marks("It would warn them"))
        letter = self.client("COORDINATOR").call(SUBJECT, "GetNoticeLetter", {"subjectId": gone})
        self.change("COORDINATOR", SUBJECT, "RecordNotice", subjectId=gone, way="NOTICE_WAY_POST",
                    givenAt=report["happenedFrom"], letterDigest=letter["letter"]["digest"])
        name = report["suspects"][0]["name"]
        for role in ("COORDINATOR", "POLICE", "COUNCIL"):
            found = self.client(role).call(SUBJECT, "SearchSubjects", {"query": name})
            self.test.assertEqual(found["found"][0]["appearance"]["suspect"]["name"], name, role)
            seen = self.client(role).call(SUBJECT, "GetSubject", {"subjectId": to})
            self.test.assertEqual(seen["appearances"][0]["suspect"]["name"], name, role)
        return to

    def propose(self, gallery, person, **more):
        mark = self.marks
        return faces.propose(
            self.client("SITE_MANAGER"), self.town.area, gallery,
            [{**person, "caption": mark("At the till")}], title=mark("Seen"), text=mark("Look out"),
            checklist={"whoSawIt": mark("The manager"), **faces.CHECKED}, **more)

    def bulletins(self, report, at):
        """Every kind of one, and everything that can be done with it; one stays live."""
        coordinator, manager = lambda: self.client("COORDINATOR"), "SITE_MANAGER"
        adult = {"subjectId": at["subject"], "incidentId": at["incident"],
                 "appearanceId": at["appearance"], "photoId": at["photo"]}
        self.client(manager).call(BULLETIN, "PreviewAudience",
                                  {"audience": faces.for_managers(self.town.area)})
        watcher = self.town.client(manager, 0, "127.0.5.1")
        stream = watcher.open_stream(BULLETIN, "WatchBulletins", {})
        self.test.answered.add((BULLETIN, "WatchBulletins"))
        next_message(stream)
        sought = self.propose("id-sought", adult)
        faces.go_live(coordinator(), sought)
        told = next_message(stream)[1]
        self.test.assertEqual(told["bulletinId"], sought)
        self.test.assertEqual(self.test.seen_in(str(told).lower().encode()), [])
        watcher.close()
        for method, more in (
                ("AcknowledgeBulletin", {"siteId": self.town.sites[0]}),
                ("ReportSighting", {"siteId": self.town.sites[0]}),
                ("AnswerIdSought", {"subjectId": at["subject"], "name": self.marks(),
                                    "howKnown": self.marks("From"), "saidBy": "SOURCE_SAW_IT",
                                    **faces.SAID})):
            self.change(manager, BULLETIN, method, bulletinId=sought, **more)
        # Changed, it waits for its second person again.
        self.change("COORDINATOR", BULLETIN, "AmendBulletin", bulletinId=sought, revision=1,
                    title=self.marks("Seen"), text=self.marks("Look"), **faces.SAID,
                    persons=[{"subjectId": at["subject"], "caption": self.marks("There")}],
                    audience=faces.for_managers(self.town.area),
                    checklist={"whoSawIt": self.marks("The till"), **faces.CHECKED})
        faces.step(coordinator(), "Withdraw", sought, reason=self.marks("No longer"))
        self.young(report)
        alert = faces.propose(coordinator(), self.town.area, "alerts", [], title=self.marks("Notes"))
        faces.step(coordinator(), "Publish", alert, revision=1)
        self.change("COORDINATOR", BULLETIN, "ExpireNow", bulletinId=alert)
        live = self.propose("known", {**adult, "showName": True})
        faces.go_live(coordinator(), live)
        return live

    def young(self, report):
        incident, appearance = faces.person_in(report, 1)
        subject = faces.open_subject(self.client("SITE_MANAGER"), incident, appearance)
        bulletin = self.propose("id-sought", {"subjectId": subject, "incidentId": incident,
                                              "appearanceId": appearance})
        self.change("DPO", BULLETIN, "SignOffAge", bulletinId=bulletin, revision=1,
                    reason=self.marks("No other way"))
        faces.step(self.client("COORDINATOR"), "Reject", bulletin, reason=self.marks("Not this"))

    def challenge(self, subject):
        """From outside, and at the scheme's desk. What it froze is free again at the end."""
        opened = self.change(None, SUBJECT, "OpenChallenge", name=self.marks(),
                             contact=self.marks("Call"), what=self.marks("It was not me"),
                             ground="CHALLENGE_GROUND_INACCURATE")
        self.town.secrets += [opened["reference"], opened["reference"].replace("-", "")]
        self.client(None).call(SUBJECT, "GetChallengeState", {"reference": opened["reference"]})
        found = self.client("COORDINATOR").call(SUBJECT, "ListChallenges", {})["challenges"]
        which = {"challengeId": found[0]["challengeId"]}
        # Whoever put them up judges nothing: the DPO, answering somebody.
        self.answer("ReviewChallenge", **which, subjectId=subject,
                    identityConfirmed=True, notFrozenBecause=self.marks("They are about to"))
        # A risk of the wrong person freezes, and ends with a reason only.
        self.answer("ReviewChallenge", **which, subjectId=subject, riskOfMistakenIdentity=True)
        self.answer("DecideChallenge", **which,
                    notFrozenBecause=self.marks("They came back and were the same"),
                    outcome="CHALLENGE_OUTCOME_REFUSED", decision=self.marks("We looked at it"))

    def answer(self, method, **body):
        client = self.client("DPO")
        before = client.headers
        client.headers = {**before, "smarthub-purpose": "PURPOSE_DATA_SUBJECT_REQUEST"}
        client.call(SUBJECT, method, {"requestId": new_id(), **body})
        client.headers = before

    def pictures_are_clean(self, at):
        """Nothing that the camera wrote is in what anybody is shown; the original has it all."""
        for size in ("FULL", "THUMBNAIL"):
            for role, through in (("SITE_MANAGER", {"bulletinId": at["bulletin"]}),
                                  ("POLICE", {"incidentId": at["incident"]})):
                jpeg = pictures.shown(self.client(role), at["photo"], size, **through)
                self.test.assertEqual(jpeg[:2], b"\xff\xd8")
                self.test.assertEqual(self.test.seen_in(jpeg.lower()), [])
                self.test.assertNotIn(b"Exif", jpeg)
        got, sound = pictures.original(self.client("POLICE"), at["photo"], at["incident"])
        self.test.assertTrue(sound)
        self.test.assertEqual(got, self.picture)
        self.test.assertNotEqual(self.test.seen_in(got.lower()), [])
