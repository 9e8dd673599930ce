// What the codec knows of each message type: made on first use, then looked up. Not thread-safe.
#ifndef GATEWAY_EDGE_JSON_TYPES_H_
#define GATEWAY_EDGE_JSON_TYPES_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "gateway/edge/json_tree.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace smarthub::edge {

enum class JsonForm {
  kFields,  // an object of its fields; also google.protobuf.Empty
  kTimestamp,
  kDuration,
  kFieldMask,
  kStruct,
  kValue,
  kListValue,
  kWrapper,
  kAny,
};

struct JsonType {
  struct Field {
    const google::protobuf::FieldDescriptor* descriptor;
    std::string quoted;  // "jsonName":
  };
  JsonForm form = JsonForm::kFields;
  // In the order of the proto.
  std::vector<Field> fields;
  // By json_name and by the proto's name; the value is an index into `fields`.
  absl::flat_hash_map<std::string, int> by_name;
};

class JsonTypes {
 public:
  const JsonType& Of(const google::protobuf::Descriptor* descriptor);
  // An empty message of the type that an Any names ("type.googleapis.com/package.Type"); null:
  // unknown.
  static std::unique_ptr<google::protobuf::Message> NewForUrl(std::string_view url);

  // Kept between calls to save their allocations.
  JsonTree tree;

 private:
  absl::flat_hash_map<const google::protobuf::Descriptor*, std::unique_ptr<JsonType>> types_;
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_JSON_TYPES_H_
