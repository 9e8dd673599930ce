// SearchSubjects: people by name, alias, sound, part of a plate.
#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/text/bounds.h"
#include "services/subject/found.h"
#include "services/subject/handlers.h"
#include "services/subject/name_words.h"
#include "services/subject/plates.h"
#include "services/subject/search_index.h"

namespace smarthub::subject {
namespace {

using subject::v1::SearchSubjectsRequest;
using subject::v1::SearchSubjectsResponse;

constexpr size_t kShortest = 2;
constexpr size_t kLongest = 120;

absl::StatusOr<size_t> CheckLimit(int limit) {
  if (limit == 0) return text::kDefaultPage;
  if (limit < 0 || limit > text::kMaxPage) {
    return InvalidField("limit", error::v1::REASON_OUT_OF_RANGE, "Between 1 and 50.");
  }
  return limit;
}

absl::Status CheckQuery(const std::string& query) {
  RETURN_IF_ERROR(text::CheckText("query", query, kShortest, kLongest));
  if (NameWords(query).empty() && !LooksLikePlate(query)) {
    return InvalidField("query", error::v1::REASON_BAD_FORMAT,
                        "Write a name or part of a number plate.");
  }
  return absl::OkStatus();
}

}  // namespace

Task<absl::StatusOr<SearchSubjectsResponse>> SearchSubjects(const Service& service,
                                                            rpc::Context& context,
                                                            const SearchSubjectsRequest& request) {
  const std::string query = request.query();
  CO_RETURN_IF_ERROR(CheckQuery(query));
  Wanted wanted;
  CO_ASSIGN_OR_RETURN(wanted.limit, CheckLimit(request.limit()));
  SearchIndex& searched = *service.index;
  CO_ASSIGN_OR_RETURN(const auto index,
                      co_await searched.Fresh(context.caller().scheme(), context.loop()));
  const auto ask = [query](const NameIndex& of) { return of.Search(query); };
  CO_ASSIGN_OR_RETURN(std::vector<Match> proposed,
                      co_await FirstTold(ask(*index), MayBeTold(context, "subject.search", index),
                                         context.loop(), context.cancellation()));
  CO_ASSIGN_OR_RETURN(auto found, co_await ShowFound(context, searched.nicknames(),
                                                     std::move(proposed), ask, wanted));
  SearchSubjectsResponse reply;
  for (subject::v1::Found& one : found) *reply.add_found() = std::move(one);
  co_return reply;
}

}  // namespace smarthub::subject
