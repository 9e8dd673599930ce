// That notice was given to a person, or is not given for now; what is due.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/rpc/callers_name.h"
#include "platform/store/keys.h"
#include "platform/text/bounds.h"
#include "policies/engine/period.h"
#include "services/subject/handlers.h"
#include "services/subject/keys.h"
#include "services/subject/letter.h"
#include "services/subject/load_set.h"
#include "services/subject/opening.h"
#include "services/subject/retention.h"
#include "services/subject/set_notice.h"
#include "services/subject/settle_set.h"
#include "services/subject/show.h"
#include "services/subject/wrong_state.h"

namespace smarthub::subject {
namespace {

using rpc::Context;
using subject::v1::ListNoticesResponse;
using subject::v1::StoredNotice;

constexpr std::string_view kNoticesPage = "notice.list";
constexpr Length kReason = {10, 500};
// A phone's clock may be ahead of ours by this much before "in the future" is said.
constexpr absl::Duration kClockSkew = absl::Minutes(1);
constexpr int kLongestExemptionMonths = 6;
constexpr int kDueShown = 50;
// What is exempt stands in the list of what is due, at the end of its exemption; it is passed over
// so often before the list ends where it is.
constexpr int kDueExamined = 200;
// People opened by one look at the list.
constexpr int kOpenedAtOnce = 20;

void IndexNotice(const StoredNotice& body, const Uuid& subject, bool in_force,
                 store::Content& content) {
  content.indexes.clear();
  content.indexes.push_back({std::string(kNotice), subject.ToString(),
                             store::NewestFirst(FromProto(body.recorded_at()))});
  if (in_force && body.has_review_by()) {
    content.indexes.push_back({std::string(kExemption), std::string(kReview),
                               store::OldestFirst(FromProto(body.review_by()))});
  }
}

// The subject opened to be changed, with everybody linked to them.
struct Opened {
  Uuid id;
  LinkedSet set;
  Member& own() { return *Find(set, id); }
};

Task<absl::StatusOr<Opened>> Open(Context& context, const id::v1::SubjectId& id) {
  Opened opened;
  CO_ASSIGN_OR_RETURN(opened.id, Uuid::Parse(id.value(), "subject_id"));
  const store::Key key{label::v1::SUBJECT, opened.id};
  CO_RETURN_IF_ERROR((co_await context.Load(key)).status());
  CO_ASSIGN_OR_RETURN(opened.set, co_await LoadSet(context, opened.id));
  co_return opened;
}

// Ends the exemption that stood until now; its NOTICE, nil where there was none.
Uuid EndExemption(StoredSubject& body) {
  const absl::StatusOr<Uuid> id = Uuid::FromBytes(body.exemption());
  body.clear_exemption();
  body.clear_exempt_until();
  body.clear_exempt_of();
  body.clear_exempt_impossible();
  return id.value_or(Uuid());
}

// What was ended waits for no review any more. After Save, which may stage it as it was: the later
// one counts.
Task<absl::Status> EndReview(Context& context, Opened& opened, Uuid ended) {
  if (ended.nil()) co_return absl::OkStatus();
  const store::Key key{label::v1::NOTICE, ended};
  CO_ASSIGN_OR_RETURN(auto view, co_await context.LoadForRule(key));
  if (!view.has_value()) co_return absl::OkStatus();
  CO_ASSIGN_OR_RETURN(const auto before, rpc::ParseBody<StoredNotice>(view->content.body));
  IndexNotice(before, opened.id, /*in_force=*/false, view->content);
  KeepAs(opened.own().content, view->content);
  context.Stage(key, view->version, std::move(view->content));
  co_return absl::OkStatus();
}

// Says who and when, and stages it; it lasts as long as its subject.
Task<absl::StatusOr<Uuid>> Record(Context& context, Opened& opened, StoredNotice notice) {
  notice.set_subject_id(std::string(opened.id.bytes()));
  notice.set_recorded_by(std::string(context.caller().person_id().bytes()));
  CO_ASSIGN_OR_RETURN(*notice.mutable_recorded_by_name(), co_await rpc::CallersName(context));
  *notice.mutable_recorded_at() = ToProto(context.now());
  store::Content content;
  KeepAs(opened.own().content, content);
  IndexNotice(notice, opened.id, /*in_force=*/true, content);
  content.body = notice.SerializeAsString();
  const store::Key key{label::v1::NOTICE, Uuid::Make(context.random())};
  context.Stage(key, 0, std::move(content));
  co_return key.id;
}

// SHA-256 as hexadecimal digits; as many of them as tell one letter from another on paper.
constexpr Length kDigest = {16, 64};

absl::Status CheckDigest(const std::string& digest) {
  RETURN_IF_ERROR(text::CheckText("letter_digest", digest, kDigest.least, kDigest.most));
  if (digest.find_first_not_of("0123456789abcdef") == std::string::npos) return absl::OkStatus();
  return InvalidField("letter_digest", error::v1::REASON_BAD_FORMAT,
                      "This is not what is printed on a letter.");
}

// Which letter was handed over: the one that reads as the record does now, or none.
Task<absl::StatusOr<std::string>> HandedOver(Context& context, const Opened& opened,
                                             const std::string& printed) {
  CO_ASSIGN_OR_RETURN(std::string now, co_await LetterDigest(context, opened.id, opened.set));
  if (now.empty()) {
    co_return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_NOT_READY,
                    "Fill in the public page first: without it there is no letter to hand over.");
  }
  if (!absl::StartsWith(now, printed)) {
    co_return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_WRONG_STATE,
                    "This is not the letter as it reads now. Print it again and hand that over.",
                    "letter_digest");
  }
  co_return now;
}

// Owed: not given, and no exemption in force at this moment.
absl::StatusOr<bool> Owed(const rpc::Loaded& loaded, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body,
                   rpc::ParseBody<subject::v1::StoredSubject>(loaded.content.body));
  if (!body.has_notice_due()) return false;
  return !body.has_notice_done_until() || FromProto(body.notice_done_until()) <= now;
}

Task<absl::Status> AddDue(Context& context, ListNoticesResponse& reply) {
  store::Range range = In(kNoticeDue, kDue, kDueShown);
  for (int examined = 0; examined < kDueExamined; examined += kDueShown) {
    CO_ASSIGN_OR_RETURN(const rpc::LoadedPage page, co_await context.List(range));
    for (const rpc::Loaded& loaded : page.records) {
      CO_ASSIGN_OR_RETURN(const bool owed, Owed(loaded, context.now()));
      if (!owed) continue;
      CO_ASSIGN_OR_RETURN(*reply.add_due(), ShowSubject(context, loaded));
      if (reply.due_size() == kDueShown) co_return absl::OkStatus();
    }
    if (page.next.empty()) break;
    range.after = page.next;
  }
  co_return absl::OkStatus();
}

}  // namespace

Task<absl::StatusOr<subject::v1::RecordNoticeResponse>> RecordNotice(
    const Service&, Context& context, const subject::v1::RecordNoticeRequest& request) {
  CO_RETURN_IF_ERROR(
      text::CheckEnum("way", request.way(), subject::v1::NoticeWay_IsValid, /*required=*/true));
  CO_ASSIGN_OR_RETURN(
      const absl::Time given,
      text::CheckTime("given_at", request.has_given_at() ? &request.given_at() : nullptr));
  if (given > context.now() + kClockSkew) {
    co_return InvalidField("given_at", error::v1::REASON_TIME_IN_FUTURE, "This is in the future.");
  }
  CO_RETURN_IF_ERROR(CheckDigest(request.letter_digest()));
  CO_ASSIGN_OR_RETURN(Opened opened, co_await Open(context, request.subject_id()));
  StoredNotice notice;
  CO_ASSIGN_OR_RETURN(*notice.mutable_letter_digest(),
                      co_await HandedOver(context, opened, request.letter_digest()));
  const Uuid ended = EndExemption(opened.own().body);
  notice.set_kind(subject::v1::NOTICE_KIND_GIVEN);
  notice.set_way(request.way());
  *notice.mutable_given_at() = request.given_at();
  CO_ASSIGN_OR_RETURN(const Uuid id, co_await Record(context, opened, std::move(notice)));
  opened.own().body.set_notice_given(true);
  ListTo(opened.set, opened.own().body.mutable_told_of());
  CO_RETURN_IF_ERROR(co_await Save(context, opened.set));
  CO_RETURN_IF_ERROR(co_await EndReview(context, opened, ended));
  subject::v1::RecordNoticeResponse reply;
  reply.mutable_notice_id()->set_value(id.ToString());
  co_return reply;
}

Task<absl::StatusOr<subject::v1::RecordExemptionResponse>> RecordExemption(
    const Service&, Context& context, const subject::v1::RecordExemptionRequest& request) {
  CO_RETURN_IF_ERROR(text::CheckEnum("provision", request.provision(),
                                     subject::v1::ExemptionProvision_IsValid, /*required=*/true));
  CO_RETURN_IF_ERROR(text::CheckText("reason", request.reason(), kReason.least, kReason.most));
  CO_ASSIGN_OR_RETURN(
      const absl::Time review,
      text::CheckTime("review_by", request.has_review_by() ? &request.review_by() : nullptr));
  policy::v1::Period longest;
  longest.set_months(kLongestExemptionMonths);
  if (review <= context.now() ||
      review > policy::EndOf(longest, context.now(), context.policy().zone())) {
    co_return InvalidField("review_by", error::v1::REASON_OUT_OF_RANGE,
                           "A review is at most 6 months ahead.");
  }
  CO_ASSIGN_OR_RETURN(Opened opened, co_await Open(context, request.subject_id()));
  if (EverybodyTold(opened.set)) {
    co_return WrongState("Notice was given: there is nothing to be exempt from.");
  }
  const bool impossible = request.provision() == subject::v1::EXEMPTION_PROVISION_IMPOSSIBLE;
  if (impossible && CanBeReached(opened.set)) {
    co_return InvalidField("provision", error::v1::REASON_WRONG_STATE,
                           "Somebody knows their name, or they have been in touch: telling them is "
                           "not impossible.");
  }
  const Uuid ended = EndExemption(opened.own().body);
  StoredNotice notice;
  notice.set_kind(subject::v1::NOTICE_KIND_EXEMPT);
  notice.set_provision(request.provision());
  notice.set_reason(request.reason());
  *notice.mutable_review_by() = request.review_by();
  CO_ASSIGN_OR_RETURN(const Uuid id, co_await Record(context, opened, std::move(notice)));
  StoredSubject& body = opened.own().body;
  body.set_exemption(std::string(id.bytes()));
  body.set_exempt_impossible(impossible);
  ListTo(opened.set, body.mutable_exempt_of());
  *body.mutable_exempt_until() = request.review_by();
  CO_RETURN_IF_ERROR(co_await Save(context, opened.set));
  CO_RETURN_IF_ERROR(co_await EndReview(context, opened, ended));
  subject::v1::RecordExemptionResponse reply;
  reply.mutable_notice_id()->set_value(id.ToString());
  co_return reply;
}

Task<absl::StatusOr<ListNoticesResponse>> ListNotices(
    const Service&, Context& context, const subject::v1::ListNoticesRequest& request) {
  CO_ASSIGN_OR_RETURN(const int limit, text::CheckPageSize(request.page_size()));
  store::Range range = In(kExemption, kReview, limit);
  CO_ASSIGN_OR_RETURN(range.after,
                      context.OpenToken(kNoticesPage, request.page_token(), "page_token"));
  CO_ASSIGN_OR_RETURN(const rpc::LoadedPage page, co_await context.List(range));
  ListNoticesResponse reply;
  for (const rpc::Loaded& loaded : page.records) {
    CO_ASSIGN_OR_RETURN(*reply.add_exemptions(), ShowNotice(context, loaded));
  }
  reply.set_next_page_token(context.SealToken(kNoticesPage, page.next));
  if (!request.page_token().empty()) co_return reply;
  // The first page brings what is due along.
  CO_RETURN_IF_ERROR(co_await AddDue(context, reply));
  if (context.caller().role() == policy::v1::ROLE_COORDINATOR) {
    CO_ASSIGN_OR_RETURN(const int opened, co_await OpenUnseen(context, kOpenedAtOnce));
    reply.set_opened(opened);
  }
  co_return reply;
}

}  // namespace smarthub::subject
