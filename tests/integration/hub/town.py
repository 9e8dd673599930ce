"""A small scheme, founded through the public API alone: somebody in every role, all signed in."""

import base64
import copy
import functools
import hashlib
import hmac
import shutil
import struct
import tempfile
import time

from hub import IDENTITY, Client, Hub, Refused, new_id

SCHEME_NAME = "Fault Town"
SCHEME = "fault-town"


def totp(secret):
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time() // 30)), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7FFFFFFF) % 1000000:06d}"


def in_days(days):
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86400 * days))


def patiently(call):
    """What was changed in one slot reaches the other, and every cache, within seconds."""
    until = time.monotonic() + 15
    while True:
        try:
            return call()
        except Refused as refused:
            late = time.monotonic() > until
            if late or refused.code not in ("unavailable", "unauthenticated", "permission_denied",
                                            "failed_precondition", "not_found", "aborted"):
                raise
            time.sleep(0.1)


class Person:
    def __init__(self, role, login, name, password):
        self.role, self.login, self.name, self.password = role, login, name, password
        self.headers = {}
        self.membership = None

    def client(self, hub, source="127.0.0.1"):
        client = Client(hub, source=source)
        client.headers = self.headers
        return client


class Town:
    """`text(what)` gives every text that a person writes: a test may watch where it goes."""

    def __init__(self, hub, text=lambda what: what):
        self.hub = hub
        self.text = text
        # The peer that takes invitations up: there is a limit for each.
        self.source = "127.0.0.1"
        self.people = {}
        self.codes = []
        self.secrets = []

    def person(self, role, number=0):
        name = self.text(f"{role.title()} {number}".replace("_", " "))
        login = self.text(f"{role.lower()}{number}").replace(" ", "") + "@fault.example"
        return Person(role, login, name, self.text("a password for tests"))

    def take_up(self, person, token, says_who=False):
        client = Client(self.hub, source=self.source)
        patiently(lambda: client.call(IDENTITY, "GetInvitation", {"invitationToken": token}))
        accept = {"requestId": new_id(), "invitationToken": token, "password": person.password}
        if says_who:
            accept.update(login=person.login, name=person.name)
        given = client.call(IDENTITY, "AcceptInvitation", accept)
        code = totp(given["totpSecret"])
        client.call(IDENTITY, "ConfirmTotp",
                    {"requestId": new_id(), "invitationToken": token, "code": code})
        self.secrets += [token, given["totpSecret"], person.password, *given["recoveryCodes"]]
        self.sign_in(person, client, given["recoveryCodes"][0])
        client.headers = person.headers
        terms = patiently(lambda: client.call(IDENTITY, "GetTerms", {}))
        patiently(lambda: client.call(IDENTITY, "AcceptTerms",
                                      {"requestId": new_id(), "version": terms["version"]}))
        client.close()
        return person

    def sign_in(self, person, client, recovery_code):
        """With a recovery code: an authenticator's code signs in once in 30 s."""
        asked = patiently(lambda: client.call(IDENTITY, "SignIn", {
            "password": {"login": person.login, "password": person.password}}))
        done = client.call(IDENTITY, "SignIn", {"recovery": {
            "continuation": asked["continuation"], "recoveryCode": recovery_code}})
        self.secrets += [asked["continuation"], done["sessionToken"]]
        person.headers = {"authorization": "Bearer " + done["sessionToken"],
                          "smarthub-scheme": SCHEME}

    def found(self, token, shops=2,
              roles=("SITE_MANAGER", "BOARD_MEMBER", "POLICE", "COUNCIL", "DPO")):
        people = self.people
        people["COORDINATOR"] = [self.take_up(self.person("COORDINATOR"), token, says_who=True)]
        self.coordinator = people["COORDINATOR"][0].client(self.hub)
        ask = self.coordinator.call
        organisations = {each["kind"]: each["organisationId"] for each in
                         ask(IDENTITY, "ListOrganisations", {})["organisations"]}
        for kind in ("RETAILER", "POLICE", "COUNCIL"):
            organisations["ORGANISATION_KIND_" + kind] = ask(IDENTITY, "RecordAgreement", {
                "requestId": new_id(), "kind": "ORGANISATION_KIND_" + kind,
                "name": self.text(kind.title()), "controller": self.text("Controller"),
                "basis": self.text("Basis"), "contact": self.text("contact"),
                "agreementEnds": in_days(400)})["organisationId"]
        self.organisations = {key[18:]: value for key, value in organisations.items()}
        area = ask(IDENTITY, "AddArea", {"requestId": new_id(), "name": self.text("Area")})
        self.area = area["areaId"]
        self.sites = [ask(IDENTITY, "AddSite", {
            "requestId": new_id(), "areaId": area["areaId"],
            "organisationId": self.organisations["RETAILER"], "name": self.text(f"Shop {n}"),
            "address": self.text("Address")})["siteId"] for n in range(shops)]
        for n in range(shops):
            self.invite("REPORTER", n, [self.sites[n]])
        for role in roles:
            self.invite(role, 0, self.sites if role == "SITE_MANAGER" else ())
        return self

    def invite(self, role, number=0, sites=()):
        of = {"REPORTER": "RETAILER", "SITE_MANAGER": "RETAILER", "POLICE": "POLICE",
              "COUNCIL": "COUNCIL"}.get(role, "SCHEME")
        person = self.person(role, number)
        link = self.coordinator.call(IDENTITY, "InvitePerson", {
            "requestId": new_id(), "login": person.login, "name": person.name,
            "role": "ROLE_" + role, "organisationId": self.organisations[of],
            "sites": list(sites)})
        person.membership = link["membershipId"]
        self.people.setdefault(role, []).append(self.take_up(person, link["invitationToken"]))
        return person

    def client(self, role, number=0, source="127.0.0.1"):
        return self.people[role][number].client(self.hub, source)

    def copied_to(self, directory, environment=None):
        """The same town on a copy of its data directory, with a hub that is not started yet."""
        shutil.copytree(self.hub.data, directory + "/data")
        town = copy.copy(self)
        town.hub = Hub(directory + "/data", directory + "/log", environment)
        return town


@functools.cache
def founded():
    """A town that was founded once, its hub stopped: to be copied by tests."""
    directory = founded.directory = tempfile.TemporaryDirectory(prefix="shT")
    hub = Hub(directory.name + "/data", directory.name + "/log")
    token = hub.init(SCHEME_NAME)
    town = Town(hub.start())
    try:
        town.found(token, roles=("SITE_MANAGER", "POLICE", "DPO"))
    finally:
        hub.stop()
    return town


def report(site, **more):
    now = int(time.time())
    at = [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - back)) for back in (1800, 900)]
    return {"siteId": site, "type": "INCIDENT_TYPE_THEFT_FROM_SHOP",
            "happenedFrom": at[0], "happenedTo": at[1], **more}
