#include "services/subject/report_follower.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/types/span.h"
#include "platform/base/status_macros.h"
#include "platform/store/indexes.h"
#include "services/subject/keys.h"
#include "services/subject/load_set.h"
#include "services/subject/retention.h"
#include "services/subject/settle_set.h"
#include "smarthub/subject/v1/subject.pb.h"

namespace smarthub::subject {
namespace {

constexpr std::string_view kPath = "/smarthub.subject.v1.SubjectService/SettleSubject";
// Reports opened at once; so long the loop has no time for others.
constexpr size_t kReportsAtOnce = 16;

// Whether `subject`, as it is stored, is not what the report says of this person now.
absl::StatusOr<bool> Differs(const store::Content& report, const Uuid& appearance,
                             const store::Sealed& subject) {
  ASSIGN_OR_RETURN(const store::Content stored, subject.Open());
  ASSIGN_OR_RETURN(const auto before, rpc::ParseBody<StoredSubject>(stored.body));
  StoredSubject now = before;
  ASSIGN_OR_RETURN(const bool there, TakeReport(report, appearance, now));
  if (!there) return false;
  return !KeptAlike(report, stored) || now.under_18() != before.under_18() ||
         now.under_10() != before.under_10() || now.named() != before.named();
}

// Somebody in a report, and the report.
struct Described {
  const store::Content* report = nullptr;
  Uuid appearance;
};

}  // namespace

bool ReportFollower::Follows(std::string_view, const store::Key& record) const {
  return record.kind == label::v1::INCIDENT || record.kind == label::v1::SUBJECT;
}

std::vector<store::Range> ReportFollower::Everything(std::string_view) const {
  std::vector<store::Range> lists;
  for (const std::string_view state : store::kReportStates) {
    lists.push_back(In(store::kReportsByState, state, static_cast<int>(kReportsAtOnce)));
  }
  lists.push_back(In(kNoticesLeftOver, store::kAll, static_cast<int>(kReportsAtOnce)));
  return lists;
}

Task<absl::Status> ReportFollower::Take(std::string slot, std::vector<store::Key> records,
                                        Cancellation* stop) {
  std::vector<store::Key> reports;
  std::vector<store::Key> subjects;
  for (const store::Key& key : records) {
    if (key.kind == label::v1::INCIDENT) reports.push_back(key);
    if (key.kind == label::v1::SUBJECT) subjects.push_back(key);
  }
  CO_RETURN_IF_ERROR(co_await LookAtReports(slot, std::move(reports), stop));
  for (const store::Key& key : subjects) {
    if (stop != nullptr) CO_RETURN_IF_ERROR(stop->why());
    CO_RETURN_IF_ERROR(co_await LookAtSubject(slot, key));
  }
  co_return absl::OkStatus();
}

// One by one: whoever settles one of a set may have done with all of it.
Task<absl::Status> ReportFollower::LookAtSubject(std::string slot, store::Key key) {
  CO_ASSIGN_OR_RETURN(const auto read, co_await store_.Read(slot, absl::MakeConstSpan(&key, 1)));
  if (read.front() == nullptr) co_return absl::OkStatus();
  const auto content = read.front()->Open();
  if (!content.ok() || !LeftOver(*content)) co_return absl::OkStatus();
  co_return co_await Settle(std::move(slot), key.id);
}

Task<absl::Status> ReportFollower::LookAtReports(std::string slot, std::vector<store::Key> reports,
                                                 Cancellation* stop) {
  for (size_t from = 0; from < reports.size(); from += kReportsAtOnce) {
    const auto some = absl::MakeConstSpan(reports).subspan(from, kReportsAtOnce);
    CO_ASSIGN_OR_RETURN(const auto read, co_await store_.Read(slot, some));
    std::vector<store::Content> opened;
    for (const auto& sealed : read) {
      if (sealed == nullptr) continue;
      // One that is damaged keeps nobody else from being followed; whoever reads it is told.
      if (auto content = sealed->Open(); content.ok()) opened.push_back(*std::move(content));
    }
    std::vector<Described> people;
    std::vector<store::Key> keys;
    for (const store::Content& report : opened) {
      for (const auto& [appearance, bytes] : report.appearances) {
        people.push_back({&report, appearance});
        keys.push_back(SubjectKey(appearance));
      }
    }
    CO_ASSIGN_OR_RETURN(const auto subjects, co_await store_.Read(slot, keys));
    for (size_t i = 0; i < subjects.size(); ++i) {
      if (subjects[i] == nullptr) continue;
      const auto differs = Differs(*people[i].report, people[i].appearance, *subjects[i]);
      if (!differs.ok() || !*differs) continue;
      if (stop != nullptr) CO_RETURN_IF_ERROR(stop->why());
      CO_RETURN_IF_ERROR(co_await Settle(slot, keys[i].id));
    }
  }
  co_return absl::OkStatus();
}

Task<absl::Status> ReportFollower::Settle(std::string slot, Uuid subject) {
  v1::SettleSubjectRequest request;
  request.mutable_subject_id()->set_value(subject.ToString());
  const rpc::Answer answer = co_await run_(slot, kPath, request);
  if (answer.status.ok() || store::MayPass(answer.status)) co_return answer.status;
  // One that cannot be settled must not hold up the others.
  if (log_ != nullptr) {
    log_->Error("subject.not_settled", {{"record", subject}, {"status", answer.status}});
  }
  co_return absl::OkStatus();
}

}  // namespace smarthub::subject
