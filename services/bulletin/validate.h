// Every bound of every request of BulletinService, in one readable place. What the rules of the
// field say beyond form is elsewhere.
//
// Each function gives OK, or INVALID_ARGUMENT with a stable Reason and the exact path of the first
// field that is wrong ("persons[1].caption"). The texts hold nothing of the request. Free
// functions; thread-safe.
#ifndef SERVICES_BULLETIN_VALIDATE_H_
#define SERVICES_BULLETIN_VALIDATE_H_

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/base/uuid.h"
#include "platform/text/bounds.h"
#include "smarthub/bulletin/v1/bulletin.pb.h"

namespace smarthub::bulletin {

// The bounds. Characters, unless said otherwise.
inline constexpr size_t kTitle = 120;
inline constexpr size_t kText = 2000;
inline constexpr size_t kCaption = 200;
inline constexpr size_t kWhoSawIt = 200;
inline constexpr size_t kReason = 500;
inline constexpr size_t kLeastSignOffReason = 10;
inline constexpr size_t kName = 120;
inline constexpr size_t kHowKnown = 300;
inline constexpr size_t kGallery = 64;
inline constexpr int kPersons = 4;
inline constexpr int kAreas = 50;
// Of each kind of response in one reply.
inline constexpr int kResponses = 100;

absl::Status CheckPropose(const bulletin::v1::ProposeBulletinRequest& request, absl::Time now);
absl::Status CheckAmend(const bulletin::v1::AmendBulletinRequest& request, absl::Time now);
// Somebody, each once: roles that read bulletins, and areas or everywhere.
absl::Status CheckAudience(const bulletin::v1::Audience& audience);
absl::Status CheckAnswer(const bulletin::v1::AnswerIdSoughtRequest& request);
// Filters and page size.
absl::Status CheckList(const bulletin::v1::ListBulletinsRequest& request);
absl::Status CheckReason(std::string_view reason, size_t least);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_VALIDATE_H_
