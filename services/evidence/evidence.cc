#include "services/evidence/evidence.h"

#include <string_view>
#include <utility>

#include "platform/base/status_macros.h"
#include "services/evidence/files.h"
#include "services/evidence/handlers.h"

namespace smarthub::evidence {
namespace {

template <typename Request, typename Reply>
using Handler = Task<absl::StatusOr<Reply>> (*)(const Evidence&, rpc::Context&, const Request&);

// The lambda is no coroutine: it only calls one, and lives as long as the table.
template <typename Request, typename Reply>
void Add(rpc::MethodTable& table, const std::shared_ptr<Evidence>& evidence,
         std::string_view method, Handler<Request, Reply> handler) {
  table.Unary<Request, Reply>("smarthub.evidence.v1.EvidenceService." + std::string(method),
                              [evidence, handler](rpc::Context& context, const Request& request) {
                                return handler(*evidence, context, request);
                              });
}

}  // namespace

absl::StatusOr<std::shared_ptr<Evidence>> OpenEvidence(EvidenceOptions options, Loop& loop) {
  ASSIGN_OR_RETURN(auto blobs,
                   OpenDirectoryBlobs(options.directory, *options.clock, *options.random));
  ASSIGN_OR_RETURN(Incoming incoming, Incoming::Open(options.directory + "/incoming",
                                                     *options.clock, *options.random));
  return std::make_shared<Evidence>(Evidence{std::move(blobs), std::move(incoming),
                                             ImageWorker::Start(std::move(options.images), loop),
                                             std::make_unique<Finishing>(loop, options.finishing)});
}

void RegisterEvidence(rpc::MethodTable& table, std::shared_ptr<Evidence> evidence) {
  Add(table, evidence, "StartPhoto", &StartPhoto);
  Add(table, evidence, "SendPhotoPiece", &SendPhotoPiece);
  Add(table, evidence, "FinishPhoto", &FinishPhoto);
  Add(table, evidence, "ListPhotos", &ListPhotos);
  Add(table, evidence, "GetPhoto", &GetPhoto);
  Add(table, evidence, "GetOriginal", &GetOriginal);
  Add(table, evidence, "StateAuthority", &StateAuthority);
  Add(table, evidence, "WithdrawAuthority", &WithdrawAuthority);
  Add(table, evidence, "RemovePhoto", &RemovePhoto);
}

}  // namespace smarthub::evidence
