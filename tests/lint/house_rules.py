#!/usr/bin/env python3
"""House rules that no off-the-shelf tool knows. Each says which rule, where, and why it is one."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Which folders may include which of our folders. Dependencies point one way (docs/architecture.md).
MAY_INCLUDE = {
    "platform": ("platform/", "policies/engine/"),
    "policies": ("policies/engine/",),
    # Shared by rooms: as pure as the engine, of what they store.
    "policies/standing": ("policies/", "platform/base/", "platform/store/store.h"),
    "gateway": ("gateway/edge/", "platform/", "policies/engine/"),
}
# Foreign headers that stay inside the rooms that own them.
OWNED = {
    r"grpcpp/|grpc/": ("platform/", "tests/"),
    r"hiredis/": ("platform/", "tests/"),
    r"openssl/": ("platform/", "gateway/edge/", "tests/"),
    r"boost/asio": ("platform/", "gateway/edge/", "tests/"),
    r"nghttp2/": ("gateway/edge/", "tests/"),
}
# The only files that ask the machine for time or randomness.
MAY_ASK_THE_CLOCK = ("platform/base/clock.cc", "platform/crypto/", "tests/bench/")
REVIEW_STOP = 400


def files(*patterns):
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\n")
    return [name for name in listed if name and (ROOT / name).is_file()]


def room(path):
    """The room of a file: services/incident, platform/store, gateway/edge."""
    return "/".join(path.split("/")[:2])


def include_faults(path, text):
    top = path.split("/")[0]
    for line, header in re.findall(r"^(#include [\"<]([^\">]+)[\">])", text, re.M):
        if header.startswith("services/") and top == "services":
            composes = path.count("/") == 1  # services/main.cc and its siblings compose the rooms
            if not composes and room(header) != room(path):
                yield f"{path}: {line}: rooms never include each other; meet in the store"
        elif re.match(r"(services|gateway|platform|policies|tests)/", header):
            allowed = MAY_INCLUDE.get(room(path), MAY_INCLUDE.get(top))
            if allowed is not None and not header.startswith(allowed):
                yield f"{path}: {line}: dependencies point one way"
        for pattern, owners in OWNED.items():
            if re.match(pattern, header) and not path.startswith(owners):
                yield f"{path}: {line}: this library stays in {' '.join(owners)}"


def code_faults(path, text):
    if not path.startswith(MAY_ASK_THE_CLOCK) and re.search(
            r"(system|steady|high_resolution)_clock::now\(|absl::Now\(\)|std::random_device", text):
        if not path.startswith("gateway/edge/") and not path.endswith("_test.cc"):
            yield f"{path}: time and randomness are injected (platform/base/clock.h)"
    if re.search(r"\b(TODO|FIXME|XXX)\b", text):
        yield f"{path}: no bare notes to self; open an issue or do it"
    lines = text.count("\n")
    if lines > REVIEW_STOP and not path.endswith("_test.cc"):
        yield f"{path}: {lines} lines; {REVIEW_STOP} stops a review"


def main():
    faults = []
    for path in files("*.cc", "*.h"):
        text = (ROOT / path).read_text()
        faults += include_faults(path, text)
        faults += code_faults(path, text)
    for path in files("gateway/web/src/*", "gateway/web/index.html"):
        # A link that a person follows is not the page talking; it gives away no referrer.
        text = re.sub(r'<a [^>]*href="https://[^"]*" rel="noreferrer"', "", (ROOT / path).read_text(errors="ignore"))
        if re.search(r"https?://(?!localhost|www\.w3\.org)", text):
            faults.append(f"{path}: the page talks to no other host")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
