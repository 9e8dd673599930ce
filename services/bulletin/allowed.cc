#include "services/bulletin/allowed.h"

#include "absl/algorithm/container.h"
#include "services/bulletin/open.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::BULLETIN_STATE_APPROVED;
using bulletin::v1::BULLETIN_STATE_PROPOSED;
using bulletin::v1::BULLETIN_STATE_PUBLISHED;

constexpr std::string_view kReview = "bulletin.review";
constexpr std::string_view kSignOff = "bulletin.sign_off_age";
constexpr std::string_view kPublish = "bulletin.publish";

// What the state lets anybody do.
std::vector<std::string_view> ActionsIn(BulletinState state, const StoredBulletin& body) {
  switch (state) {
    case BULLETIN_STATE_PROPOSED:
      return {kReview,  "bulletin.reject", kSignOff,
              kPublish, "bulletin.amend",  "bulletin.withdraw"};
    case BULLETIN_STATE_APPROVED:
      return {"bulletin.reject", kSignOff, kPublish, "bulletin.amend", "bulletin.withdraw"};
    case BULLETIN_STATE_PUBLISHED: {
      std::vector<std::string_view> actions = {"bulletin.amend", "bulletin.withdraw",
                                               "bulletin.expire", "bulletin.acknowledge",
                                               "bulletin.list_responses"};
      if (!body.persons().empty()) actions.push_back("bulletin.sighting");
      if (body.kind() == policy::v1::BULLETIN_KIND_ID_SOUGHT) actions.push_back("bulletin.answer");
      return actions;
    }
    default:
      return {"bulletin.list_responses"};
  }
}

}  // namespace

Allowed::Allowed(const rpc::Context& context, const store::v1::RecordFacts& facts,
                 BulletinState state, const StoredBulletin& body) {
  own_ = IsCallersOwn(context, facts);
  for (const std::string_view action : ActionsIn(state, body)) {
    if (context.MayDo(action, label::v1::BULLETIN, facts)) actions_.push_back(action);
  }
}

bool Allowed::Has(std::string_view action) const { return absl::c_linear_search(actions_, action); }

bool Allowed::WorksOnIt() const {
  return own_ || Has(kReview) || Has(kSignOff) || Has(kPublish) || Has("bulletin.amend");
}

std::vector<std::string_view> Allowed::Actions(const Now& now) const {
  std::vector<std::string_view> actions;
  for (const std::string_view action : actions_) {
    if (action == kReview && !now.may_be_second) continue;
    if (action == kSignOff && !now.lacks_sign_off) continue;
    if (action == kPublish && !now.ready) continue;
    actions.push_back(action);
  }
  return actions;
}

}  // namespace smarthub::bulletin
