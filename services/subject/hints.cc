// ListHints: who is likely the same as one person in a report.
#include <algorithm>
#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "services/subject/found.h"
#include "services/subject/handlers.h"
#include "services/subject/report_words.h"
#include "services/subject/search_index.h"

namespace smarthub::subject {
namespace {

using subject::v1::ListHintsRequest;
using subject::v1::ListHintsResponse;

constexpr size_t kMostHints = 10;

}  // namespace

Task<absl::StatusOr<ListHintsResponse>> ListHints(const Service& service, rpc::Context& context,
                                                  const ListHintsRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid incident,
                      Uuid::Parse(request.incident_id().value(), "incident_id"));
  CO_ASSIGN_OR_RETURN(const Uuid appearance,
                      Uuid::Parse(request.appearance_id().value(), "appearance_id"));
  CO_ASSIGN_OR_RETURN(const rpc::Loaded loaded,
                      co_await context.Load({label::v1::INCIDENT, incident}));
  // What the caller may not see of this person is not looked for in others.
  CO_ASSIGN_OR_RETURN(const Report report, WordsOf(loaded.key, loaded.content, loaded.shown));
  const auto person = std::find_if(report.people.begin(), report.people.end(),
                                   [&](const Person& one) { return one.appearance == appearance; });
  // Of a victim or a witness there is no subject, and of somebody erased nothing.
  if (person == report.people.end()) co_return NotFound();
  Wanted wanted;
  wanted.limit = kMostHints;
  std::vector<Uuid> of_them = {appearance};
  CO_ASSIGN_OR_RETURN(const std::vector<Uuid> roots, co_await RootsOf(context, std::move(of_them)));
  wanted.but = roots.front();
  SearchIndex& searched = *service.index;
  CO_ASSIGN_OR_RETURN(const auto index,
                      co_await searched.Fresh(context.caller().scheme(), context.loop()));
  const auto ask = [report, one = *person](const NameIndex& of) {
    return of.LikelySame(report, one);
  };
  CO_ASSIGN_OR_RETURN(std::vector<Match> proposed,
                      co_await FirstTold(ask(*index), MayBeTold(context, "subject.hints", index),
                                         context.loop(), context.cancellation()));
  CO_ASSIGN_OR_RETURN(auto found, co_await ShowFound(context, searched.nicknames(),
                                                     std::move(proposed), ask, wanted));
  ListHintsResponse reply;
  for (subject::v1::Found& one : found) *reply.add_found() = std::move(one);
  co_return reply;
}

}  // namespace smarthub::subject
