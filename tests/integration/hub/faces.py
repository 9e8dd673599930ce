"""How a face goes up: from a report with a photo to a bulletin, each step asked for by whom it
belongs to. A step may be repeated with the same ids: it is done once.
"""

from hub import BULLETIN, IDENTITY, SUBJECT, new_id
from town import in_days

ADULT = {"aboutHowOld": "AGE_BAND_30_TO_49", "standing": "PROOF_STANDING_SUSPECTED",
         "saidBy": "SOURCE_SAW_IT"}
CHECKED = {"cctvChecked": True, "paidForChecked": True}
# Of one without people in it.
NAMES_NOBODY = {"namesNobody": True}
SAID = {"scanAcknowledged": True}


def area_of(coordinator):
    return coordinator.call(IDENTITY, "ListPlaces", {})["areas"][0]["areaId"]


def for_managers(area):
    """As wide as a manager may go."""
    return {"roles": ["ROLE_SITE_MANAGER", "ROLE_POLICE"], "areas": [area]}


def exempt(client, subject, reason, request=None):
    return client.call(SUBJECT, "RecordExemption", {
        "requestId": request or new_id(), "subjectId": subject,
        "provision": "EXEMPTION_PROVISION_CRIME", "reason": reason,
        "reviewBy": in_days(30) + "T12:00:00Z"})


def person_in(report, number=0):
    """(report's id, appearance's id) of one suspect of an incident that was read."""
    return report["incidentId"], report["suspects"][number]["appearanceId"]


def open_subject(client, incident, appearance, request=None):
    return client.call(SUBJECT, "OpenSubject", {
        "requestId": request or new_id(), "incidentId": incident,
        "appearanceId": appearance})["subjectId"]


def propose(client, area, gallery, persons, request=None, title="Seen again", **more):
    return client.call(BULLETIN, "ProposeBulletin", {
        "requestId": request or new_id(), "gallery": gallery, "title": title, "persons": persons,
        "audience": for_managers(area), "checklist": {"whoSawIt": "The till manager", **CHECKED} if persons else NAMES_NOBODY,
        **SAID, **more})["bulletinId"]


def step(client, method, bulletin, request=None, **more):
    return client.call(BULLETIN, method + "Bulletin", {
        "requestId": request or new_id(), "bulletinId": bulletin, **more})


def go_live(coordinator, bulletin):
    """The second person looks, and it is published."""
    step(coordinator, "Review", bulletin, revision=1)
    return step(coordinator, "Publish", bulletin, revision=1)
