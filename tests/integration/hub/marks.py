"""Texts that are sent everywhere and must be found nowhere but where they may be read."""

import base64
import random


class Marks:
    """Marks begin alike, so that one search finds all; letters only, so that no scanner of texts
    takes them for a number plate."""

    def __init__(self):
        letters = random.SystemRandom()
        self.begin = "".join(letters.choice("bcdfghjklmnpqrstvwxz") for _ in range(9))
        self.count = 0

    def __call__(self, what=""):
        self.count += 1
        number = "".join(chr(ord("a") + self.count // 26 ** i % 26) for i in (1, 0))
        return (what + " " + self.begin + number).strip()

    def forms(self):
        raw = self.begin.encode()
        padded = [base64.b64encode(b"\0" * skip + raw)[(0, 2, 3)[skip]:] for skip in range(3)]
        return [raw, raw.hex().encode(), raw.decode().encode("utf-16-le"),
                *(form.rstrip(b"=")[:-1].lower() for form in padded)]
