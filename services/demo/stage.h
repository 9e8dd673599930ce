// Playing the story: each scene through the public API, as whoever does it in the town. What one
// scene learns (ids that the hub made) the later ones use. Belongs to one loop's thread.
#ifndef SERVICES_DEMO_STAGE_H_
#define SERVICES_DEMO_STAGE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/demo/board.h"
#include "services/demo/found.h"
#include "services/demo/people.h"
#include "services/demo/story.h"
#include "services/demo/town.h"
#include "smarthub/bulletin/v1/bulletin.pb.h"

namespace smarthub::demo {

class Stage {
 public:
  // `town` and `people` outlive the stage. `stills`: in the order of kFigures; empty: the story is
  // played without photos.
  Stage(Town& town, Everybody& people, const std::vector<Planned>& plans,
        std::vector<std::string> stills, absl::Time today, Random& random);

  // InfiniteFuture: the story is told.
  absl::Time Next() const;
  // The next scene, now. Its report (if any) is stored.
  Task<absl::Status> Play();

 private:
  // What is known of one report of the story.
  struct Told {
    std::string incident_id;
    std::string appearance_id;
    std::string photo_id;
    std::string subject_id;
  };

  // stage_people.cc
  Task<absl::Status> SayWhoWeAre();
  Task<absl::Status> SendStill(size_t report);
  Task<absl::Status> SendPieces(Person& reporter, std::string photo_id, const std::string& picture,
                                int64_t from, int64_t piece_bytes);
  Task<absl::Status> Agree(size_t report);
  Task<absl::Status> OpenPerson(size_t report);
  Task<absl::Status> Link(size_t report);
  Task<absl::Status> GiveNotice(const NoticeData& notice);
  Task<absl::Status> Challenge(const ChallengeData& challenge);
  Task<absl::Status> ReviewChallenge(size_t which);
  Task<absl::Status> DecideChallenge(size_t which);
  Task<absl::StatusOr<std::string>> FindChallenge(std::string_view name);

  // stage_board.cc
  Task<absl::Status> Propose(size_t bulletin);
  Task<absl::Status> Approve(size_t bulletin);
  Task<absl::Status> Publish(size_t bulletin);
  Task<absl::Status> Withdraw(size_t bulletin);
  Task<absl::Status> Acknowledge(const ShopDidData& did);
  Task<absl::Status> SeenAgain(const ShopDidData& did);
  Task<absl::Status> Answer(const AnswerData& answer);
  Task<absl::StatusOr<bulletin::v1::Bulletin>> Read(Person& person, size_t bulletin);

  // Of every change: with a request id of its own.
  template <typename Reply, typename Request>
  Task<absl::StatusOr<Reply>> Do(Person& person, std::string_view method, Request request) {
    request.mutable_request_id()->set_value(town_.RequestId());
    co_return co_await town_.As<Reply>(person, method, request);
  }
  Person& Second(const SecondData& second);
  std::string AreaId(int area) const;

  Town& town_;
  Everybody& people_;
  std::vector<std::string> stills_;
  absl::Time today_;
  Random& random_;
  std::vector<Scene> scenes_;
  size_t next_ = 0;
  std::vector<Told> told_;
  std::vector<std::string> bulletins_;
  std::vector<std::string> challenges_;
};

}  // namespace smarthub::demo

#endif  // SERVICES_DEMO_STAGE_H_
