// Toy records for tests of the store.
#ifndef PLATFORM_STORE_TESTING_SAMPLES_H_
#define PLATFORM_STORE_TESTING_SAMPLES_H_

#include <string>
#include <string_view>
#include <utility>

#include "platform/store/store.h"

namespace smarthub::store {

// The nth apple: a version 4 id that says n.
inline Key Apple(int n, RecordKind kind = label::v1::TOY_APPLE) {
  std::string bytes(16, '\0');
  for (int i = 0; i < 4; ++i) bytes[15 - i] = static_cast<char>(n >> (8 * i) & 0xff);
  bytes[6] = 0x40;
  bytes[8] = static_cast<char>(0x80);
  return {kind, *Uuid::FromBytes(bytes)};
}
inline Key Pear(int n) { return Apple(n, label::v1::TOY_PEAR); }

inline Content Ripe(std::string body = "ripe") {
  Content content;
  content.indexes = {{"state", "new", std::string(1, 'p')}};
  content.facts.set_submitted(true);
  content.body = std::move(body);
  return content;
}

// A commit of one change, with an audit entry.
inline Batch Change1(Key key, uint64_t expected, std::optional<Content> content) {
  Batch batch;
  batch.slot = "melton";
  batch.changes.push_back({key, expected, std::move(content)});
  batch.audit_entry = "entry";
  return batch;
}

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_TESTING_SAMPLES_H_
