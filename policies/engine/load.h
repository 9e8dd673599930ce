// Reads a bundle from the textproto files of a directory. The only part of the engine that touches
// files; `smarthub serve` and `smarthub policy check` use it.
#ifndef POLICIES_ENGINE_LOAD_H_
#define POLICIES_ENGINE_LOAD_H_

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "smarthub/policy/v1/policy.pb.h"

namespace smarthub::policy {

// All *.textproto files of `directory`, in the order of their names, merged into one bundle.
// INVALID_ARGUMENT names file, line and what is wrong: unknown field, a single value given twice
// (in one file or in two), not text. NOT_FOUND where there is no such file. At most 1 MiB a file.
absl::StatusOr<v1::Bundle> LoadBundle(const std::string& directory);

// One text format file, as strictly.
absl::Status LoadText(const std::string& path, google::protobuf::Message& message);

}  // namespace smarthub::policy

#endif  // POLICIES_ENGINE_LOAD_H_
