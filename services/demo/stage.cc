#include "services/demo/stage.h"

#include <iterator>

namespace smarthub::demo {

Stage::Stage(Town& town, Everybody& people, const std::vector<Planned>& plans,
             std::vector<std::string> stills, absl::Time today, Random& random)
    : town_(town),
      people_(people),
      stills_(std::move(stills)),
      today_(today),
      random_(random),
      scenes_(Scenes(today)),
      told_(std::size(kReported)),
      bulletins_(std::size(kBulletins)),
      challenges_(std::size(kChallenges)) {
  for (const Planned& plan : plans) {
    if (plan.story >= 0) told_[static_cast<size_t>(plan.story)].incident_id = plan.incident_id;
  }
}

absl::Time Stage::Next() const {
  return next_ < scenes_.size() ? scenes_[next_].at : absl::InfiniteFuture();
}

Task<absl::Status> Stage::Play() {
  const Scene& scene = scenes_[next_++];
  town_.MoveTo(scene.at);
  switch (scene.what) {
    case Scene::What::kSayWhoWeAre:
      co_return co_await SayWhoWeAre();
    case Scene::What::kSendStill:
      co_return co_await SendStill(scene.which);
    case Scene::What::kAgree:
      co_return co_await Agree(scene.which);
    case Scene::What::kOpenPerson:
      co_return co_await OpenPerson(scene.which);
    case Scene::What::kLink:
      co_return co_await Link(scene.which);
    case Scene::What::kNotice:
      co_return co_await GiveNotice(kNotices[scene.which]);
    case Scene::What::kPropose:
      co_return co_await Propose(scene.which);
    case Scene::What::kApprove:
      co_return co_await Approve(scene.which);
    case Scene::What::kPublish:
      co_return co_await Publish(scene.which);
    case Scene::What::kWithdraw:
      co_return co_await Withdraw(scene.which);
    case Scene::What::kAcknowledge:
      co_return co_await Acknowledge(kAcknowledged[scene.which]);
    case Scene::What::kSeenAgain:
      co_return co_await SeenAgain(kSeenAgain[scene.which]);
    case Scene::What::kAnswer:
      co_return co_await Answer(kAnswers[scene.which]);
    case Scene::What::kChallenge:
      co_return co_await Challenge(kChallenges[scene.which]);
    case Scene::What::kReviewChallenge:
      co_return co_await ReviewChallenge(scene.which);
    case Scene::What::kDecideChallenge:
      co_return co_await DecideChallenge(scene.which);
  }
  co_return absl::InternalError("a scene that nobody plays");
}

Person& Stage::Second(const SecondData& second) {
  if (second.kind == SecondData::kOfficer) return people_.police[second.which];
  return people_.shops[second.which].manager;
}

std::string Stage::AreaId(int area) const {
  for (const Shop& shop : people_.shops) {
    if (shop.data->area == area) return shop.area_id;
  }
  return "";
}

}  // namespace smarthub::demo
