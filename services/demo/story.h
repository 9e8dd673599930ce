// The story: a few people of the town are followed through reports, stills, bulletins, notices and
// challenges. people.h and board.h say what happens and how many days before today; here it gets
// its reports and its times. Pure; thread-safe.
#ifndef SERVICES_DEMO_STORY_H_
#define SERVICES_DEMO_STORY_H_

#include <cstddef>
#include <vector>

#include "absl/time/time.h"
#include "services/demo/draw.h"

namespace smarthub::demo {

// One thing that somebody does at a time.
struct Scene {
  enum class What {
    kSayWhoWeAre,
    kSendStill,
    kAgree,
    kOpenPerson,
    kLink,
    kNotice,
    kPropose,
    kApprove,
    kPublish,
    kWithdraw,
    kAcknowledge,
    kSeenAgain,
    kAnswer,
    kChallenge,
    kReviewChallenge,
    kDecideChallenge,
  };
  absl::Time at;
  What what;
  // Into kReported, kNotices, kBulletins, kAcknowledged, kSeenAgain, kAnswers or kChallenges.
  size_t which = 0;
};

// The story's reports among the drawn ones, in order. Planned::story says which they are.
void AddStory(absl::Time now, Dice& dice, std::vector<Planned>& plans);

// In order; none of today, so that none is after `now`.
std::vector<Scene> Scenes(absl::Time now);

}  // namespace smarthub::demo

#endif  // SERVICES_DEMO_STORY_H_
