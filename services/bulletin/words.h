// What proposing and amending have in common: what is said in a bulletin beside its people, and for
// whom it is.
#ifndef SERVICES_BULLETIN_WORDS_H_
#define SERVICES_BULLETIN_WORDS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "platform/rpc/context.h"
#include "platform/text/scan.h"
#include "services/bulletin/people.h"

namespace smarthub::bulletin {

// Views of a request, which outlives them.
struct Words {
  const std::string& title;
  const std::string& text;
  const bulletin::v1::Audience& audience;
  const bulletin::v1::Checklist& checklist;
  // Null: as long as the gallery allows.
  const google::protobuf::Timestamp* live_until = nullptr;
  bool scan_acknowledged = false;
};

template <typename Request>
Words WordsOf(const Request& request) {
  Words words{request.title(), request.text(), request.audience(), request.checklist()};
  if (request.has_live_until()) words.live_until = &request.live_until();
  words.scan_acknowledged = request.scan_acknowledged();
  return words;
}

void TakeWords(const Words& words, StoredBulletin& body);

// Every text is scanned, and names nobody who is in it.
absl::Status CheckSaid(const text::Scanner& scanner, const Words& words,
                       const std::vector<Taken>& people);

// Every area is one of the scheme's. For methods that declare AREA.
Task<absl::Status> CheckAreas(rpc::Context& context, bulletin::v1::Audience audience);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_WORDS_H_
