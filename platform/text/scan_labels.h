// Looks through every text of a message, found by its labels: a field that is added later is looked
// through without anybody thinking of it. Thread-safe.
#ifndef PLATFORM_TEXT_SCAN_LABELS_H_
#define PLATFORM_TEXT_SCAN_LABELS_H_

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "platform/text/scan.h"

namespace smarthub::text {

// Scanner::Check for every text in `message` and below, each under its exact path from `path` on
// ("report.goods[2].what"), but those whose label says that they are there to name, reach or number
// somebody or something (a name, a contact, a plate, an id).
absl::Status ScanByLabels(const Scanner& scanner, const std::string& path,
                          const google::protobuf::Message& message, bool acknowledged);

}  // namespace smarthub::text

#endif  // PLATFORM_TEXT_SCAN_LABELS_H_
