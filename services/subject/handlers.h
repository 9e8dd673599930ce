// The handlers of SubjectService, each a re-runnable function (platform/rpc/context.h): it reads,
// stages and returns. `Service` is what they share; it outlives every call.
#ifndef SERVICES_SUBJECT_HANDLERS_H_
#define SERVICES_SUBJECT_HANDLERS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/rpc/context.h"
#include "platform/store/store.h"
#include "smarthub/subject/v1/subject.pb.h"

namespace smarthub::subject {

class SearchIndex;

struct Service {
  // For the index only; everything else goes through Context.
  store::Store* store = nullptr;
  Clock* clock = nullptr;
  // In memory, of every scheme that searched (search_index.h).
  std::shared_ptr<SearchIndex> index;
};

// ---- people: people.cc, page.cc ----
Task<absl::StatusOr<subject::v1::OpenSubjectResponse>> OpenSubject(
    const Service& service, rpc::Context& context, const subject::v1::OpenSubjectRequest& request);
Task<absl::StatusOr<subject::v1::LinkAppearancesResponse>> LinkAppearances(
    const Service& service, rpc::Context& context,
    const subject::v1::LinkAppearancesRequest& request);
Task<absl::StatusOr<subject::v1::UnlinkAppearancesResponse>> UnlinkAppearances(
    const Service& service, rpc::Context& context,
    const subject::v1::UnlinkAppearancesRequest& request);
Task<absl::StatusOr<subject::v1::SettleSubjectResponse>> SettleSubject(
    const Service& service, rpc::Context& context,
    const subject::v1::SettleSubjectRequest& request);
Task<absl::StatusOr<subject::v1::GetSubjectResponse>> GetSubject(
    const Service& service, rpc::Context& context, const subject::v1::GetSubjectRequest& request);

// ---- search.cc, hints.cc ----
Task<absl::StatusOr<subject::v1::SearchSubjectsResponse>> SearchSubjects(
    const Service& service, rpc::Context& context,
    const subject::v1::SearchSubjectsRequest& request);
Task<absl::StatusOr<subject::v1::ListHintsResponse>> ListHints(
    const Service& service, rpc::Context& context, const subject::v1::ListHintsRequest& request);

// ---- notices: notices.cc, letter.cc ----
Task<absl::StatusOr<subject::v1::RecordNoticeResponse>> RecordNotice(
    const Service& service, rpc::Context& context, const subject::v1::RecordNoticeRequest& request);
Task<absl::StatusOr<subject::v1::RecordExemptionResponse>> RecordExemption(
    const Service& service, rpc::Context& context,
    const subject::v1::RecordExemptionRequest& request);
Task<absl::StatusOr<subject::v1::ListNoticesResponse>> ListNotices(
    const Service& service, rpc::Context& context, const subject::v1::ListNoticesRequest& request);
Task<absl::StatusOr<subject::v1::GetNoticeLetterResponse>> GetNoticeLetter(
    const Service& service, rpc::Context& context,
    const subject::v1::GetNoticeLetterRequest& request);

// ---- what everybody may read and send: public_page.cc, challenge.cc ----
Task<absl::StatusOr<subject::v1::GetPublicPageResponse>> GetPublicPage(
    const Service& service, rpc::Context& context,
    const subject::v1::GetPublicPageRequest& request);
Task<absl::StatusOr<subject::v1::SetPublicPageResponse>> SetPublicPage(
    const Service& service, rpc::Context& context,
    const subject::v1::SetPublicPageRequest& request);
Task<absl::StatusOr<subject::v1::OpenChallengeResponse>> OpenChallenge(
    const Service& service, rpc::Context& context,
    const subject::v1::OpenChallengeRequest& request);
Task<absl::StatusOr<subject::v1::GetChallengeStateResponse>> GetChallengeState(
    const Service& service, rpc::Context& context,
    const subject::v1::GetChallengeStateRequest& request);

// ---- challenges at the desk: review.cc, decide.cc ----
Task<absl::StatusOr<subject::v1::ListChallengesResponse>> ListChallenges(
    const Service& service, rpc::Context& context,
    const subject::v1::ListChallengesRequest& request);
Task<absl::StatusOr<subject::v1::ReviewChallengeResponse>> ReviewChallenge(
    const Service& service, rpc::Context& context,
    const subject::v1::ReviewChallengeRequest& request);
Task<absl::StatusOr<subject::v1::DecideChallengeResponse>> DecideChallenge(
    const Service& service, rpc::Context& context,
    const subject::v1::DecideChallengeRequest& request);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_HANDLERS_H_
