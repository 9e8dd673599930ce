// Opening the subject of an appearance, bringing it into line; linking two and undoing it.
#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/rpc/callers_name.h"
#include "platform/text/bounds.h"
#include "services/subject/handlers.h"
#include "services/subject/keys.h"
#include "services/subject/load_set.h"
#include "services/subject/opening.h"
#include "services/subject/settle_set.h"
#include "services/subject/wrong_state.h"

namespace smarthub::subject {
namespace {

using rpc::Context;
using subject::v1::StoredLink;

constexpr Length kReason = {3, 300};
// Of links undone; the newest stay.
constexpr int kHistory = 20;

absl::Status CheckLinkable(const LinkedSet& below, const LinkedSet& above, const Uuid& from) {
  if (below.front().key.id == above.front().key.id) {
    return WrongState("These are linked already.");
  }
  if (below.front().key.id != from) {
    return WrongState("This person is linked to another already. Link that one, or undo it first.");
  }
  if (below.size() + above.size() > kMostLinked) {
    return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_TOO_MANY,
                 absl::StrCat("At most ", kMostLinked, " can be linked as one person."));
  }
  return absl::OkStatus();
}

// Takes the link out of `above`, into its history.
void Undo(const Context& context, const std::string& from, const std::string& reason,
          StoredSubject& above) {
  auto& links = *above.mutable_links();
  const auto found = std::find_if(links.begin(), links.end(),
                                  [&from](const StoredLink& link) { return link.from() == from; });
  if (found == links.end()) return;
  StoredLink undone = *found;
  links.erase(found);
  *undone.mutable_undone_at() = ToProto(context.now());
  undone.set_undone_by(std::string(context.caller().person_id().bytes()));
  undone.set_undone_reason(reason);
  auto& history = *above.mutable_undone();
  if (history.size() >= kHistory) history.erase(history.begin());
  *above.add_undone() = std::move(undone);
}

}  // namespace

Task<absl::StatusOr<subject::v1::OpenSubjectResponse>> OpenSubject(
    const Service&, Context& context, const subject::v1::OpenSubjectRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid incident,
                      Uuid::Parse(request.incident_id().value(), "incident_id"));
  CO_ASSIGN_OR_RETURN(const Uuid appearance,
                      Uuid::Parse(request.appearance_id().value(), "appearance_id"));
  const store::Key report_key{label::v1::INCIDENT, incident};
  CO_ASSIGN_OR_RETURN(const rpc::Loaded report, co_await context.Load(report_key));
  CO_RETURN_IF_ERROR(CheckSuspect(report.content, appearance));
  const store::Key key = SubjectKey(appearance);
  subject::v1::OpenSubjectResponse reply;
  reply.mutable_subject_id()->set_value(key.id.ToString());
  CO_ASSIGN_OR_RETURN(const auto there, co_await context.LoadForRule(key));
  if (there.has_value()) {
    CO_ASSIGN_OR_RETURN(LinkedSet set, co_await LoadSet(context, key.id));
    CO_RETURN_IF_ERROR(co_await SaveIfChanged(context, set));
    co_return reply;
  }
  CO_ASSIGN_OR_RETURN(LinkedSet alone, MakeSubject(report.key.id, report.content, appearance));
  CO_RETURN_IF_ERROR(co_await Save(context, alone));
  co_return reply;
}

Task<absl::StatusOr<subject::v1::SettleSubjectResponse>> SettleSubject(
    const Service&, Context& context, const subject::v1::SettleSubjectRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(request.subject_id().value(), "subject_id"));
  subject::v1::SettleSubjectResponse reply;
  auto set = co_await LoadSet(context, id);
  if (absl::IsNotFound(set.status())) co_return reply;
  CO_RETURN_IF_ERROR(set.status());
  CO_RETURN_IF_ERROR(co_await SaveIfChanged(context, *set));
  co_return reply;
}

Task<absl::StatusOr<subject::v1::LinkAppearancesResponse>> LinkAppearances(
    const Service&, Context& context, const subject::v1::LinkAppearancesRequest& request) {
  CO_RETURN_IF_ERROR(text::CheckText("reason", request.reason(), kReason.least, kReason.most));
  CO_ASSIGN_OR_RETURN(const Uuid from, Uuid::Parse(request.from().value(), "from"));
  CO_ASSIGN_OR_RETURN(const Uuid to, Uuid::Parse(request.to().value(), "to"));
  CO_RETURN_IF_ERROR((co_await context.Load({label::v1::SUBJECT, from})).status());
  CO_RETURN_IF_ERROR((co_await context.Load({label::v1::SUBJECT, to})).status());
  CO_ASSIGN_OR_RETURN(LinkedSet below, co_await LoadSet(context, from));
  CO_ASSIGN_OR_RETURN(LinkedSet all, co_await LoadSet(context, to));
  CO_RETURN_IF_ERROR(CheckLinkable(below, all, from));

  StoredLink& link = *Find(all, to)->body.add_links();
  link.set_from(std::string(from.bytes()));
  *link.mutable_at() = ToProto(context.now());
  link.set_by(std::string(context.caller().person_id().bytes()));
  CO_ASSIGN_OR_RETURN(*link.mutable_by_name(), co_await rpc::CallersName(context));
  link.set_reason(request.reason());
  below.front().body.set_linked_to(std::string(to.bytes()));
  std::move(below.begin(), below.end(), std::back_inserter(all));
  CO_RETURN_IF_ERROR(co_await Save(context, all));
  co_return subject::v1::LinkAppearancesResponse();
}

Task<absl::StatusOr<subject::v1::UnlinkAppearancesResponse>> UnlinkAppearances(
    const Service&, Context& context, const subject::v1::UnlinkAppearancesRequest& request) {
  CO_RETURN_IF_ERROR(text::CheckText("reason", request.reason(), kReason.least, kReason.most));
  CO_ASSIGN_OR_RETURN(const Uuid asked, Uuid::Parse(request.subject_id().value(), "subject_id"));
  CO_ASSIGN_OR_RETURN(const Uuid from, Uuid::Parse(request.from().value(), "from"));
  CO_RETURN_IF_ERROR((co_await context.Load({label::v1::SUBJECT, asked})).status());
  CO_RETURN_IF_ERROR((co_await context.Load({label::v1::SUBJECT, from})).status());
  CO_ASSIGN_OR_RETURN(LinkedSet set, co_await LoadSet(context, from));
  Member* apart = Find(set, from);
  // The link is wherever `from` points; the page that shows the set may name any of it.
  const absl::StatusOr<Uuid> above = Uuid::FromBytes(apart->body.linked_to());
  const bool linked = apart != &set.front() && above.ok() && Find(set, asked) != nullptr;
  if (!linked) co_return WrongState("These are not linked.");
  if (Challenged(set)) {
    co_return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_FROZEN,
                    "Somebody challenges what is held of this person. Decide that, and say what "
                    "was put right, before you undo a link.");
  }

  Undo(context, std::string(from.bytes()), request.reason(), Find(set, *above)->body);
  Parted parted = Part(std::move(set), from);
  parted.apart.front().body.clear_linked_to();
  CO_RETURN_IF_ERROR(co_await Save(context, parted.rest));
  CO_RETURN_IF_ERROR(co_await Save(context, parted.apart));
  co_return subject::v1::UnlinkAppearancesResponse();
}

}  // namespace smarthub::subject
