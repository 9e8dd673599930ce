#!/usr/bin/python3
"""A face goes up lawfully, by Debian's Python gRPC client: a photo in pieces, whose CCTV it is, a
bulletin by two persons, a challenge from outside that freezes it, and the photo taken back.

usage: people.py --port PORT --ca FILE --sign-ins FILE --generated DIR
DIR holds the protos' Python modules (protoc --python_out).
"""

import argparse
import hashlib
import json
import pathlib
import sys
import time

import grpc

from journey import Client, expect, new_id

PHOTO = pathlib.Path(__file__).resolve().parents[2] / "data/images/Landscape_2.jpg"
SCHEME = ("smarthub-scheme", "melton")
EVIDENCE = "smarthub.evidence.v1.EvidenceService"
BULLETIN = "smarthub.bulletin.v1.BulletinService"
SUBJECT = "smarthub.subject.v1.SubjectService"
INCIDENT = "smarthub.incident.v1.IncidentService"


def sha256(data):
    return hashlib.sha256(data).digest()


def report(pb, reporter, site):
    """A theft with one suspect, whose age is stated."""
    incident, now = pb["smarthub.incident.v1"], int(time.time())
    request = incident.ReportIncidentRequest()
    request.incident_id.value = new_id()
    request.report.site_id.CopyFrom(site)
    request.report.type = pb["policy"].INCIDENT_TYPE_THEFT_FROM_SHOP
    request.report.happened_from.seconds = now - 1800
    request.report.happened_to.seconds = now - 900
    suspect = request.report.suspects.add(name="Wren Hollis", clothing="Green parka")
    suspect.said_by = pb["people"].SOURCE_SAW_IT
    suspect.about_how_old = pb["people"].AGE_BAND_30_TO_49
    reporter.call(INCIDENT, "ReportIncident", request)
    return request.incident_id


def send_photo(pb, reporter, incident_id, data):
    """In pieces, with a wrong one on the way; announced again it says where it stands."""
    evidence = pb["smarthub.evidence.v1"]
    photo = {"value": new_id()}

    def start():
        return reporter.call(EVIDENCE, "StartPhoto", evidence.StartPhotoRequest(
            request_id={"value": new_id()}, photo_id=photo, incident_id=incident_id, suspect=0,
            size_bytes=len(data), sha256=sha256(data)))

    def send(offset, piece, checksum=None):
        return reporter.call(EVIDENCE, "SendPhotoPiece", evidence.SendPhotoPieceRequest(
            photo_id=photo, offset=offset, piece=piece, sha256=checksum or sha256(piece)))

    size = start().piece_bytes
    assert size == 262144, size
    first, second = data[:size], data[size:]
    assert second, "the photo has two pieces"
    expect(grpc.StatusCode.INVALID_ARGUMENT, lambda: send(0, first, sha256(b"another")))
    assert send(size, second).next_offset == 0, "a piece that comes too early changes nothing"
    assert send(0, first).next_offset == size
    assert send(0, first).next_offset == size, "a piece that is there already changes nothing"
    assert start().next_offset == size, "taken up where it stands"
    assert send(size, second).next_offset == len(data)
    done = reporter.call(EVIDENCE, "FinishPhoto", evidence.FinishPhotoRequest(
        request_id={"value": new_id()}, photo_id=photo))
    assert done.state == evidence.PHOTO_STATE_READY, done
    assert max(done.width, done.height) <= 1600, done
    return evidence.Photo(photo_id=photo).photo_id


def get_photo(pb, client, photo_id, **through):
    evidence = pb["smarthub.evidence.v1"]
    return client.call(EVIDENCE, "GetPhoto", evidence.GetPhotoRequest(
        photo_id=photo_id, size=evidence.PHOTO_SIZE_THUMBNAIL, **through)).photo


def original(pb, client, photo_id, incident_id):
    evidence, data = pb["smarthub.evidence.v1"], b""
    while True:
        piece = client.call(EVIDENCE, "GetOriginal", evidence.GetOriginalRequest(
            photo_id=photo_id, incident_id=incident_id, offset=len(data))).original
        data += piece.piece
        if len(data) >= piece.total_bytes:
            return data, piece.sha256


def propose(pb, coordinator, incident_id, photo_id, subject_id, appearance_id):
    bulletin, policy = pb["smarthub.bulletin.v1"], pb["policy"]
    request = bulletin.ProposeBulletinRequest(
        request_id={"value": new_id()}, gallery="known", title="Seen with bags",
        text="Fills bags and leaves by the back door.")
    request.persons.add(subject_id=subject_id, incident_id=incident_id,
                        appearance_id=appearance_id, photo_id=photo_id, show_name=True)
    request.audience.roles.extend([policy.ROLE_REPORTER, policy.ROLE_POLICE])
    request.audience.everywhere = True
    request.checklist.who_saw_it = "the till manager"
    request.checklist.cctv_checked = True
    request.checklist.paid_for_checked = True
    return coordinator.call(BULLETIN, "ProposeBulletin", request)


def revision(pb, client, bulletin_id):
    bulletin = pb["smarthub.bulletin.v1"]
    return client.call(BULLETIN, "GetBulletin",
                       bulletin.GetBulletinRequest(bulletin_id=bulletin_id)).bulletin.revision


def publish(pb, coordinator, police, bulletin_id):
    """By two persons; the one who proposed is not the second."""
    bulletin = pb["smarthub.bulletin.v1"]

    def step(client, method):
        request = getattr(bulletin, method + "Request")(
            request_id={"value": new_id()}, bulletin_id=bulletin_id,
            revision=revision(pb, client, bulletin_id))
        return client.call(BULLETIN, method, request)

    expect(grpc.StatusCode.FAILED_PRECONDITION, lambda: step(coordinator, "PublishBulletin"))
    step(police, "ReviewBulletin")
    done = step(coordinator, "PublishBulletin")
    assert done.state == bulletin.BULLETIN_STATE_PUBLISHED, done


def challenge(pb, anybody):
    """Without an account. The reference shows state and dates only."""
    subject = pb["smarthub.subject.v1"]
    opened = anybody.call(SUBJECT, "OpenChallenge", subject.OpenChallengeRequest(
        request_id={"value": new_id()}, name="Wren Hollis", contact="07700 900124",
        ground=pb["policy"].CHALLENGE_GROUND_MISTAKEN_IDENTITY, what="It was not me."))
    state = anybody.call(SUBJECT, "GetChallengeState",
                         subject.GetChallengeStateRequest(reference=opened.reference))
    assert state.state == subject.CHALLENGE_STATE_RECEIVED, state
    expect(grpc.StatusCode.NOT_FOUND, lambda: anybody.call(
        SUBJECT, "GetChallengeState",
        subject.GetChallengeStateRequest(reference=opened.reference[::-1])))


def review(pb, coordinator, subject_id):
    subject = pb["smarthub.subject.v1"]
    mine = [one for one in coordinator.call(
        SUBJECT, "ListChallenges", subject.ListChallengesRequest(page_size=50)).challenges
            if one.contact == "07700 900124"]
    done = coordinator.call(SUBJECT, "ReviewChallenge", subject.ReviewChallengeRequest(
        request_id={"value": new_id()}, challenge_id=mine[0].challenge_id, subject_id=subject_id,
        risk_of_mistaken_identity=True))
    assert done.freezes, "a risk of mistaken identity freezes at once"


def main():
    arguments = argparse.ArgumentParser()
    for name in ("--port", "--ca", "--sign-ins", "--generated"):
        arguments.add_argument(name, required=True)
    options = arguments.parse_args()
    sys.path.insert(0, options.generated)

    from smarthub.bulletin.v1 import bulletin_pb2 as bulletin
    from smarthub.evidence.v1 import evidence_pb2 as evidence
    from smarthub.identity.v1 import identity_pb2 as identity
    from smarthub.incident.v1 import incident_pb2 as incident
    from smarthub.incident.v1 import people_pb2
    from smarthub.policy.v1 import policy_pb2
    from smarthub.subject.v1 import subject_pb2 as subject
    pb = {"smarthub.identity.v1": identity, "smarthub.incident.v1": incident,
          "smarthub.evidence.v1": evidence, "smarthub.bulletin.v1": bulletin,
          "smarthub.subject.v1": subject, "people": people_pb2, "policy": policy_pb2}
    everybody = json.loads(pathlib.Path(options.sign_ins).read_text())
    authority = pathlib.Path(options.ca).read_bytes()

    def client(person=None, purpose="PURPOSE_CRIME_PREVENTION"):
        made = Client(pb, f"127.0.0.1:{options.port}", "localhost",
                      grpc.ssl_channel_credentials(authority))
        if person is None:
            made.metadata = (SCHEME,)
            return made
        made.sign_in(person)
        made.metadata += (("smarthub-purpose", purpose),)
        return made

    def first(role, **where):
        return next(one for one in everybody if one["role"] == role and
                    all(one[name] == value for name, value in where.items()))

    manager_of = first("site_manager")
    reporter_of = first("reporter", site=manager_of["site"])
    reporter, manager = client(reporter_of), client(manager_of)
    coordinator = client(first("coordinator"))
    police = client(first("police"), "PURPOSE_INVESTIGATION")
    anybody = client()

    who = reporter.call("smarthub.identity.v1.IdentityService", "WhoAmI", identity.WhoAmIRequest())
    incident_id = report(pb, reporter, who.memberships[0].sites[0].site_id)
    data = PHOTO.read_bytes()
    assert b"Exif" in data, "the photo says where and with what it was taken"
    photo_id = send_photo(pb, reporter, incident_id, data)
    thumbnail = get_photo(pb, reporter, photo_id, incident_id=incident_id).picture
    assert thumbnail[:2] == b"\xff\xd8" and b"Exif" not in thumbnail

    manager.call(EVIDENCE, "StateAuthority", evidence.StateAuthorityRequest(
        request_id={"value": new_id()}, photo_id=photo_id,
        authority={"owner": "The shop", "agreed_by": "Its manager"}))
    coordinator.call(INCIDENT, "AcceptIncident", incident.AcceptIncidentRequest(
        request_id={"value": new_id()}, incident_id=incident_id))
    coordinator.call(INCIDENT, "PassIncident", incident.PassIncidentRequest(
        request_id={"value": new_id()}, incident_id=incident_id, to=[policy_pb2.ROLE_POLICE]))
    received, checksum = original(pb, police, photo_id, incident_id)
    assert received == data and checksum == sha256(data).hex(), "bit for bit, for evidence"

    appearance_id = coordinator.call(INCIDENT, "GetIncident", incident.GetIncidentRequest(
        incident_id=incident_id)).incident.suspects[0].appearance_id
    subject_id = coordinator.call(SUBJECT, "OpenSubject", subject.OpenSubjectRequest(
        request_id={"value": new_id()}, incident_id=incident_id,
        appearance_id=appearance_id)).subject_id
    proposed = propose(pb, coordinator, incident_id, photo_id, subject_id, appearance_id)
    assert policy_pb2.PUBLICATION_ITEM_NOTICE in proposed.missing, proposed
    exempt = subject.RecordExemptionRequest(
        request_id={"value": new_id()}, subject_id=subject_id,
        provision=subject.EXEMPTION_PROVISION_CRIME, reason="Officers look for this person now.")
    exempt.review_by.seconds = int(time.time()) + 30 * 86400
    coordinator.call(SUBJECT, "RecordExemption", exempt)
    publish(pb, coordinator, police, proposed.bulletin_id)

    # A member is shown the person, through the bulletin.
    read = bulletin.GetBulletinRequest(bulletin_id=proposed.bulletin_id)
    person = reporter.call(BULLETIN, "GetBulletin", read).bulletin.persons[0]
    assert person.name == "Wren Hollis" and person.photo_id == photo_id, person
    assert get_photo(pb, reporter, photo_id, bulletin_id=proposed.bulletin_id).picture

    # Challenged from outside and frozen: at the next read it is not there.
    challenge(pb, anybody)
    review(pb, coordinator, subject_id)
    expect(grpc.StatusCode.NOT_FOUND, lambda: reporter.call(BULLETIN, "GetBulletin", read))
    expect(grpc.StatusCode.NOT_FOUND, lambda: get_photo(
        pb, reporter, photo_id, bulletin_id=proposed.bulletin_id))

    # The owner of the camera takes it back: from the report too.
    manager.call(EVIDENCE, "WithdrawAuthority", evidence.WithdrawAuthorityRequest(
        request_id={"value": new_id()}, photo_id=photo_id))
    expect(grpc.StatusCode.NOT_FOUND, lambda: get_photo(
        pb, police, photo_id, incident_id=incident_id))
    print("people by Python gRPC: ok")


if __name__ == "__main__":
    main()
