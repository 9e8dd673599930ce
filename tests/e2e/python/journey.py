#!/usr/bin/python3
"""The journey by another implementation: Debian's Python gRPC client, over TLS.

A shop reports with a session; the coordinator accepts and passes it; a police *system* answers with
its client certificate on the agency host name, acting for a named officer; the reporter sees it.

usage: journey.py --port PORT --ca FILE --sign-ins FILE --generated DIR
DIR holds the protos' Python modules (protoc --python_out).
"""

import argparse
import base64
import hashlib
import hmac
import json
import struct
import sys
import time
import uuid

import grpc


def totp(secret, at=None):
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    step = int((time.time() if at is None else at) // 30)
    mac = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    offset = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[offset:offset + 4])[0] & 0x7FFFFFFF) % 1000000:06d}"


class Client:
    """One channel and who it speaks as."""

    def __init__(self, pb, target, host, credentials):
        # The certificate names `host`; the address is loopback, where every test server listens.
        self.channel = grpc.secure_channel(
            target, credentials, options=[("grpc.ssl_target_name_override", host)])
        self.pb = pb
        self.metadata = ()

    def call(self, service, method, request, **metadata):
        package = service.rsplit(".", 1)[0]
        reply = getattr(self.pb[package], method + "Response")
        unary = self.channel.unary_unary(
            f"/{service}/{method}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=reply.FromString)
        return unary(request, timeout=20, metadata=self.metadata + tuple(metadata.items()))

    def sign_in(self, person):
        identity = self.pb["smarthub.identity.v1"]
        service = "smarthub.identity.v1.IdentityService"
        step = identity.SignInRequest()
        step.password.login = person["login"]
        step.password.password = person["password"]
        first = self.call(service, "SignIn", step)
        step = identity.SignInRequest()
        step.totp.continuation = first.continuation
        step.totp.code = totp(person["totp_secret"])
        done = self.call(service, "SignIn", step)
        assert done.next == identity.NEXT_STEP_DONE, done.next
        self.metadata = (("authorization", "Bearer " + done.session_token),
                         ("smarthub-scheme", person["scheme"]))
        mine = self.call(service, "WhoAmI", identity.WhoAmIRequest()).memberships
        if any(m.terms_needed for m in mine if m.scheme.value == person["scheme"]):
            terms = self.call(service, "GetTerms", identity.GetTermsRequest())
            self.call(service, "AcceptTerms", identity.AcceptTermsRequest(
                request_id={"value": new_id()}, version=terms.version))
        return self


def new_id():
    return str(uuid.uuid4())


def expect(code, call):
    try:
        call()
    except grpc.RpcError as error:
        assert error.code() == code, f"expected {code}, got {error.code()}: {error.details()}"
        return
    raise AssertionError(f"expected {code}, got an answer")


def main():
    arguments = argparse.ArgumentParser()
    for name in ("--port", "--ca", "--sign-ins", "--generated"):
        arguments.add_argument(name, required=True)
    options = arguments.parse_args()
    sys.path.insert(0, options.generated)

    from smarthub.identity.v1 import identity_pb2 as identity
    from smarthub.incident.v1 import incident_pb2 as incident
    from smarthub.incident.v1 import people_pb2 as people_pb
    from smarthub.policy.v1 import policy_pb2 as policy
    pb = {"smarthub.identity.v1": identity, "smarthub.incident.v1": incident}
    identities = "smarthub.identity.v1.IdentityService"
    incidents = "smarthub.incident.v1.IncidentService"

    with open(options.sign_ins) as file:
        people = {}
        for person in json.load(file):
            people.setdefault(person["role"], person)
    with open(options.ca, "rb") as file:
        authority = file.read()
    target = f"127.0.0.1:{options.port}"

    def client():
        return Client(pb, target, "localhost", grpc.ssl_channel_credentials(authority))

    reporter = client().sign_in(people["reporter"])
    coordinator = client().sign_in(people["coordinator"])
    # An officer who is served through their force's system has accepted the terms in person.
    client().sign_in(people["police"])

    who = reporter.call(identities, "WhoAmI", identity.WhoAmIRequest())
    site = who.memberships[0].sites[0].site_id

    # A shop reports.
    now = int(time.time())
    report = incident.ReportIncidentRequest()
    report.incident_id.value = new_id()
    report.report.site_id.CopyFrom(site)
    report.report.type = policy.INCIDENT_TYPE_THEFT_FROM_SHOP
    report.report.happened_from.seconds = now - 1800
    report.report.happened_to.seconds = now - 900
    goods = report.report.goods.add(what="Coffee, 4 jars")
    goods.value_pence = 2796
    suspect = report.report.suspects.add(clothing="Green parka")
    suspect.said_by = people_pb.SOURCE_SAW_IT
    report.report.cctv.state = incident.CCTV_STATE_YES
    first = reporter.call(incidents, "ReportIncident", report)
    again = reporter.call(incidents, "ReportIncident", report)
    assert first == again, "the same report again gets the first answer"
    other = incident.ReportIncidentRequest()
    other.CopyFrom(report)
    other.report.goods[0].what = "Tea"
    expect(grpc.StatusCode.ALREADY_EXISTS,
           lambda: reporter.call(incidents, "ReportIncident", other))
    which = report.incident_id

    # A police system with its certificate, on the agency host name.
    organisations = coordinator.call(identities, "ListOrganisations",
                                     identity.ListOrganisationsRequest()).organisations
    force = next(o for o in organisations if o.kind == identity.ORGANISATION_KIND_POLICE)
    certificate = coordinator.call(
        identities, "IssueAgencyCertificate",
        identity.IssueAgencyCertificateRequest(
            request_id={"value": new_id()}, organisation_id=force.organisation_id,
            system_name="python-journey"))
    police = Client(pb, target, "agency.localhost", grpc.ssl_channel_credentials(
        authority, certificate.private_key_pem.encode(), certificate.certificate_pem.encode()))
    police.metadata = (("smarthub-scheme", people["police"]["scheme"]),
                       ("smarthub-purpose", "PURPOSE_INVESTIGATION"))
    officer = {"smarthub-on-behalf-of": people["police"]["login"]}
    get = incident.GetIncidentRequest(incident_id=which)

    # Before it is passed it does not exist for them.
    expect(grpc.StatusCode.NOT_FOUND,
           lambda: police.call(incidents, "GetIncident", get, **officer))

    coordinator.call(incidents, "AcceptIncident", incident.AcceptIncidentRequest(
        request_id={"value": new_id()}, incident_id=which))
    coordinator.call(incidents, "PassIncident", incident.PassIncidentRequest(
        request_id={"value": new_id()}, incident_id=which, to=[policy.ROLE_POLICE]))

    # A system that names no officer gets no personal data.
    expect(grpc.StatusCode.PERMISSION_DENIED, lambda: police.call(incidents, "GetIncident", get))

    seen = police.call(incidents, "GetIncident", get, **officer).incident
    assert seen.suspects[0].clothing == "Green parka"
    police.call(incidents, "TakeIncident", incident.TakeIncidentRequest(
        request_id={"value": new_id()}, incident_id=which), **officer)
    police.call(incidents, "AnswerIncident", incident.AnswerIncidentRequest(
        request_id={"value": new_id()}, incident_id=which, reference="26*123456",
        outcome=incident.OUTCOME_GROUP_UNDER_INVESTIGATION,
        note="An officer will look at the CCTV this week.",
        agency_note="Checked against two others."), **officer)

    # The reporter sees the answer, and never what agencies wrote for agencies.
    mine = reporter.call(incidents, "GetIncident", get).incident
    answered = mine.handovers[0]
    assert answered.answer.reference == "26*123456", answered
    assert answered.first_read_at.seconds >= now
    assert not answered.agency_note
    assert "handovers.agency_note" in mine.withheld.paths, mine.withheld

    # A revoked certificate opens nothing.
    coordinator.call(identities, "RevokeAgencyCertificate",
                     identity.RevokeAgencyCertificateRequest(
                         request_id={"value": new_id()},
                         certificate_id=certificate.certificate_id))
    deadline = time.monotonic() + 10
    while True:
        try:
            police.call(incidents, "GetIncident", get, **officer)
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.UNAUTHENTICATED, error.code()
            break
        assert time.monotonic() < deadline, "revocation bites within 5 s"
        time.sleep(0.2)
    print("journey by Python gRPC: ok")


if __name__ == "__main__":
    main()
