#include "services/evidence/taken_back.h"

#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/indexes.h"

namespace smarthub::evidence {
namespace {

constexpr int kMostEarlier = 50;
// Of one report.
constexpr int kMostMarks = 200;

Task<absl::StatusOr<std::vector<OpenedPhoto>>> FindMarks(rpc::Context& context, StoredPhoto of) {
  store::Range range;
  range.index = std::string(kTakenBack);
  range.partition = IdText(of.incident_id());
  range.limit = kMostMarks;
  CO_ASSIGN_OR_RETURN(const auto views, co_await context.ListForRule(range));
  std::vector<OpenedPhoto> marks;
  for (const rpc::RuleView& view : views) {
    CO_ASSIGN_OR_RETURN(OpenedPhoto mark, Opened(view));
    if (mark.body.appearance_id() == of.appearance_id()) marks.push_back(std::move(mark));
  }
  co_return marks;
}

}  // namespace

void TakeBack(const google::protobuf::Timestamp& at, StoredPhoto& photo) {
  evidence::v1::Authority& authority = *photo.mutable_authority();
  if (!authority.has_withdrawn_at()) *authority.mutable_withdrawn_at() = at;
}

Task<absl::Status> TakeBackAsMarked(rpc::Context& context, OpenedPhoto& photo) {
  CO_ASSIGN_OR_RETURN(const auto marks, co_await FindMarks(context, photo.body));
  for (const OpenedPhoto& mark : marks) TakeBack(mark.body.authority().withdrawn_at(), photo.body);
  co_return absl::OkStatus();
}

void Discard(rpc::Context& context, const std::optional<rpc::RuleView>& report,
             const OpenedPhoto& photo) {
  if (!report.has_value() || !photo.body.authority().has_withdrawn_at()) {
    context.StageErase(photo.key, photo.version);
    return;
  }
  StoredPhoto mark;
  mark.set_incident_id(photo.body.incident_id());
  mark.set_appearance_id(photo.body.appearance_id());
  *mark.mutable_removed_at() = ToProto(context.now());
  *mark.mutable_authority()->mutable_withdrawn_at() = photo.body.authority().withdrawn_at();
  store::Content content;
  content.body = mark.SerializeAsString();
  // Of whose site it was, which is all that policy asks.
  *content.facts.mutable_site_ids() = photo.content.facts.site_ids();
  content.facts.set_area_id(photo.content.facts.area_id());
  content.facts.set_organisation_id(photo.content.facts.organisation_id());
  content.facts.set_withdrawn(true);
  content.indexes = {{std::string(kTakenBack), IdText(mark.incident_id()), ""},
                     {std::string(kTakenBack), std::string(store::kAll), ""}};
  KeepAs(report->content, content);
  context.Stage(photo.key, photo.version, std::move(content));
}

Task<absl::Status> ForgetMarks(rpc::Context& context, StoredPhoto photo) {
  CO_ASSIGN_OR_RETURN(const auto marks, co_await FindMarks(context, std::move(photo)));
  for (const OpenedPhoto& mark : marks) context.StageErase(mark.key, mark.version);
  co_return absl::OkStatus();
}

void StateAnew(const evidence::v1::Authority& stated, absl::Time now, StoredPhoto& photo) {
  if (photo.has_authority()) {
    auto& earlier = *photo.mutable_earlier_authorities();
    if (earlier.size() == kMostEarlier) earlier.DeleteSubrange(0, 1);
    *earlier.Add() = photo.authority();
  }
  evidence::v1::Authority anew;
  anew.set_owner(stated.owner());
  anew.set_agreed_by(stated.agreed_by());
  *anew.mutable_stated_at() = ToProto(now);
  *photo.mutable_authority() = std::move(anew);
}

}  // namespace smarthub::evidence
