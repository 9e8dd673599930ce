// Prints a message by reflection. Part of JsonCodec; not thread-safe.
#ifndef GATEWAY_EDGE_JSON_PRINTER_H_
#define GATEWAY_EDGE_JSON_PRINTER_H_

#include <string>

#include "gateway/edge/json_types.h"
#include "google/protobuf/message.h"
#include "google/protobuf/struct.pb.h"

namespace smarthub::edge {

class JsonPrinter {
 public:
  JsonPrinter(JsonTypes& types, std::string& out) : types_(types), out_(out) {}

  // False: it has no JSON form.
  bool Print(const google::protobuf::Message& message, int depth);

 private:
  using Field = google::protobuf::FieldDescriptor;

  // Members without braces; `comma`: one stands before them. Updates it.
  bool PrintFields(const google::protobuf::Message& message, int depth, bool comma);
  bool PrintList(const google::protobuf::Message& message, const Field& field, int depth);
  bool PrintMap(const google::protobuf::Message& message, const Field& field, int depth);
  bool PrintMapKey(const google::protobuf::Message& entry, const Field& field);
  // The value itself; `index` -1 where the field is not a list.
  bool PrintOne(const google::protobuf::Message& message, const Field& field, int index, int depth);
  bool PrintAny(const google::protobuf::Message& message, int depth);
  bool PrintStruct(const google::protobuf::Struct& value, int depth);
  bool PrintValue(const google::protobuf::Value& value, int depth);
  bool PrintListValue(const google::protobuf::ListValue& value, int depth);
  bool PrintFieldMask(const google::protobuf::Message& message);

  JsonTypes& types_;
  std::string& out_;
  std::string scratch_;
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_JSON_PRINTER_H_
