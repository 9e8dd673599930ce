"""The contract as it is compiled: every method of a service and every text field of its request."""

import subprocess
import tempfile

from google.protobuf import descriptor_pb2

from hub import ROOT

_STRING, _BYTES, _MESSAGE = 9, 12, 11
_REPEATED = 3


class Field:
    def __init__(self, path, is_id, is_bytes):
        # [(JSON name, repeated)], from the request inwards.
        self.path = path
        self.is_id = is_id
        self.is_bytes = is_bytes
        self.name = ".".join(name for name, _ in path)

    def request(self, value):
        """A request that holds this field alone."""
        for name, repeated in reversed(self.path):
            value = {name: [value] if repeated else value}
        return value


def methods():
    """{(service, method): [Field]} of every service that there is."""
    files = [str(path.relative_to(ROOT / "proto"))
             for path in (ROOT / "proto/smarthub").glob("*/v1/*.proto")]
    with tempfile.NamedTemporaryFile() as out:
        subprocess.run(["protoc", f"-I{ROOT}/proto", "--include_imports",
                        f"--descriptor_set_out={out.name}", *files], check=True)
        everything = descriptor_pb2.FileDescriptorSet.FromString(out.read())
    messages, found = {}, {}
    for file in everything.file:
        for message in file.message_type:
            messages[f".{file.package}.{message.name}"] = message

    def fields(type_name, before):
        for field in messages[type_name].field:
            path = [*before, (field.json_name, field.label == _REPEATED)]
            if field.type in (_STRING, _BYTES):
                yield Field(path, type_name.startswith(".smarthub.id.v1."), field.type == _BYTES)
            elif field.type == _MESSAGE and field.type_name.startswith(".smarthub."):
                yield from fields(field.type_name, path)

    for file in everything.file:
        for service in file.service:
            name = f"{file.package}.{service.name}"
            for method in service.method:
                found[name, method.name] = list(fields(method.input_type, []))
    return found
