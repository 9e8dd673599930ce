"""What holds of pictures at any moment, read as the coordinator and from the disk: nothing that is
shown is missing, and nothing is kept that no record names.
"""

import os
import pathlib
import time

import pictures
from hub import BULLETIN, EVIDENCE, INCIDENT, Refused

# Beyond what the sweep leaves alone because somebody may be writing it.
OLD_SECONDS = 2 * 3600
FILES_OF_A_PHOTO = 3
SWEPT_WITHIN = 20


def _pages(client, service, method, body, name):
    page = ""
    while True:
        reply = client.call(service, method, {**body, "pageSize": 50, "pageToken": page})
        yield from reply.get(name, [])
        page = reply.get("nextPageToken", "")
        if not page:
            return


def _missing(client, photo, **through):
    found = []
    for size in ("THUMBNAIL", "FULL"):
        try:
            if pictures.shown(client, photo["photoId"], size, **through)[:2] != b"\xff\xd8":
                found.append(f"{photo['photoId']} through {through}: no picture")
        except Refused as refused:
            found.append(f"{photo['photoId']} through {through}: {refused}")
    return found


def of_bulletins(coordinator):
    """Every picture of every live bulletin loads."""
    found = []
    try:
        bulletins = list(_pages(coordinator, BULLETIN, "ListBulletins", {}, "bulletins"))
    except Refused as refused:
        return [f"bulletins cannot be listed: {refused}"]
    for bulletin in bulletins:
        through = {"bulletinId": bulletin["bulletinId"]}
        listed = coordinator.call(EVIDENCE, "ListPhotos", through).get("photos", [])
        ids = {photo["photoId"]["value"] for photo in listed}
        for person in bulletin.get("persons", []):
            if "photoId" in person and person["photoId"]["value"] not in ids:
                found.append(f"{through} names a photo that is not there")
        for photo in listed:
            if not photo.get("authorityWithdrawn"):
                found += _missing(coordinator, photo, **through)
    return found


def of_photos(coordinator, incidents=None):
    """(what is wrong, how many photos there are): each that a report lists loads. `incidents`: ids,
    of all reports where absent."""
    if incidents is None:
        incidents = [each["incidentId"] for each in
                     _pages(coordinator, INCIDENT, "ListIncidents", {}, "incidents")]
    found, count = [], 0
    for incident in incidents:
        try:
            listed = coordinator.call(EVIDENCE, "ListPhotos", {"incidentId": incident})
        except Refused as refused:
            found.append(f"the photos of {incident} cannot be listed: {refused}")
            continue
        for photo in listed.get("photos", []):
            count += 1
            if not photo.get("authorityWithdrawn"):
                found += _missing(coordinator, photo, incidentId=incident)
    return found, count


def _files(data):
    evidence = pathlib.Path(data) / "evidence"
    files = [path for path in evidence.rglob("*") if path.is_file()]
    coming = [path for path in files if path.parent == evidence / "incoming"]
    return len(files) - len(coming), len(coming)


def age_files(data):
    """Of a stopped hub: every file is old enough to be swept at its next start."""
    then = time.time() - OLD_SECONDS
    for path in (pathlib.Path(data) / "evidence").rglob("*"):
        if path.is_file():
            os.utime(path, (then, then))


def of_files(data, photos, on_their_way):
    """After `age_files` and a start, before anything else is sent: files of `photos` photos, and of
    at most `on_their_way` that are not whole yet."""
    until = time.monotonic() + SWEPT_WITHIN
    while True:
        blobs, coming = _files(data)
        if blobs == FILES_OF_A_PHOTO * photos and coming <= on_their_way:
            return []
        if time.monotonic() > until or blobs < FILES_OF_A_PHOTO * photos:
            return [f"{blobs} files of {photos} photos, {coming} of {on_their_way} on their way"]
        time.sleep(0.1)
