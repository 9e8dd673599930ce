#!/usr/bin/python3
"""The lines of README, "Use it", as a reader types them: taken out of the page, run by bash against a
town. What the reader puts in (login, password, code, version, site) is put in; nothing else is changed.

usage: readme.py --url URL --sign-ins FILE
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

from journey import totp

README = pathlib.Path(__file__).resolve().parents[3] / "README.md"


def paragraphs():
    """The first code block of "Use it", cut at its empty lines."""
    section = README.read_text().split("\n## Use it\n")[1].split("\n## ")[0]
    return section.split("\n```\n")[1].split("\n\n")


def put_in(text, **values):
    """Each place once or more, and none is left."""
    for place, value in values.items():
        assert place in text, f"README has no {place} any more"
        text = text.replace(place, value)
    return text


def run(script):
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, f"{script}\n-> {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def answers(text):
    """JSON values, one after the other."""
    found, decoder = [], json.JSONDecoder()
    while text.strip():
        value, end = decoder.raw_decode(text.lstrip())
        found.append(value)
        text = text.lstrip()[end:]
    return found


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--url", required=True)
    arguments.add_argument("--sign-ins", required=True)
    options = arguments.parse_args()
    people = json.loads(pathlib.Path(options.sign_ins).read_text())
    people = people["people"] if isinstance(people, dict) else people
    person = next(one for one in people if one["role"] == "reporter")

    begin, sign_in, mine, report, stands, photo, public = paragraphs()
    begin = re.sub(r"(?m)^HUB=.*$", f"HUB={options.url}", begin, count=1)
    assert options.url in begin
    # Before anybody has signed in there is no token; bash -u would stop at it.
    signed = run("TOKEN=\n" + "\n".join([begin, put_in(
        sign_in, LOGIN=person["login"], PASSWORD=person["password"],
        **{"123456": totp(person["totp_secret"])}), 'echo "$TOKEN"'])).strip()
    assert re.fullmatch(r"[\w-]{43}", signed), signed
    begin = f"TOKEN={signed}\n{begin}\n"

    lines = mine.split("\n")
    who, = answers(run(begin + "\n".join(lines[:-2])))
    member = next(one for one in who["memberships"] if one["scheme"]["value"] == "melton")
    terms, = answers(run(begin + lines[-2]))
    assert answers(run(begin + put_in(lines[-1], VERSION=terms["version"])))

    site = member["sites"][0]["siteId"]["value"]
    # The id is told between the two, on a line of its own.
    given = run(begin + put_in(report, SITE=site) + '\necho; echo "$ID"\n' + stands)
    which = re.search(r"(?m)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", given)
    assert which, given
    assert answers(given[:which.start()]), given
    got = answers(given[which.end():])[0]["incident"]
    assert got["incidentId"]["value"] == which.group(), got
    assert got["goods"] == [{"what": "Coffee, 4 jars", "valuePence": "2796"}], got["goods"]

    finished = answers(run(f"{begin}ID={which.group()}\n{photo}"))
    assert [one["state"] for one in finished if "state" in one][-1] == "PHOTO_STATE_READY", finished
    page, challenge = answers(run(begin + public))
    assert page["held"] and challenge["reference"] and challenge["answerBy"], (page, challenge)
    print("README: signed in, accepted the terms, reported, saw where it stands, sent a photo, challenged",
          file=sys.stderr)


if __name__ == "__main__":
    main()
