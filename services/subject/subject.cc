#include "services/subject/subject.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "services/subject/handlers.h"
#include "services/subject/search_index.h"

namespace smarthub::subject {
namespace {

template <typename Request, typename Reply>
using Handler = Task<absl::StatusOr<Reply>> (*)(const Service&, rpc::Context&, const Request&);

// The lambda is no coroutine: it only calls one, and lives as long as the table.
template <typename Request, typename Reply>
void Add(rpc::MethodTable& table, std::shared_ptr<const Service> service, std::string_view method,
         Handler<Request, Reply> handler) {
  const std::string name = "smarthub.subject.v1.SubjectService." + std::string(method);
  table.Unary<Request, Reply>(
      name, [service = std::move(service), handler](rpc::Context& context, const Request& request) {
        return handler(*service, context, request);
      });
}

}  // namespace

void RegisterSubject(rpc::MethodTable& table, store::Store* store, Clock* clock) {
  auto made = std::make_shared<Service>();
  made->store = store;
  made->clock = clock;
  made->index = std::make_shared<SearchIndex>(store, clock);
  const std::shared_ptr<const Service> service = std::move(made);
  Add(table, service, "OpenSubject", &OpenSubject);
  Add(table, service, "LinkAppearances", &LinkAppearances);
  Add(table, service, "UnlinkAppearances", &UnlinkAppearances);
  Add(table, service, "GetSubject", &GetSubject);
  Add(table, service, "SearchSubjects", &SearchSubjects);
  Add(table, service, "ListHints", &ListHints);
  Add(table, service, "RecordNotice", &RecordNotice);
  Add(table, service, "RecordExemption", &RecordExemption);
  Add(table, service, "ListNotices", &ListNotices);
  Add(table, service, "GetNoticeLetter", &GetNoticeLetter);
  Add(table, service, "GetPublicPage", &GetPublicPage);
  Add(table, service, "SetPublicPage", &SetPublicPage);
  Add(table, service, "OpenChallenge", &OpenChallenge);
  Add(table, service, "GetChallengeState", &GetChallengeState);
  Add(table, service, "ListChallenges", &ListChallenges);
  Add(table, service, "ReviewChallenge", &ReviewChallenge);
  Add(table, service, "DecideChallenge", &DecideChallenge);
}

}  // namespace smarthub::subject
