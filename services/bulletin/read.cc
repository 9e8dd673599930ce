// GetBulletin.
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "services/bulletin/handlers.h"
#include "services/bulletin/show.h"

namespace smarthub::bulletin {

Task<absl::StatusOr<bulletin::v1::GetBulletinResponse>> GetBulletin(
    const Service&, rpc::Context& context, const bulletin::v1::GetBulletinRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(request.bulletin_id().value(), "bulletin_id"));
  CO_ASSIGN_OR_RETURN(const rpc::Loaded loaded, co_await context.Load({label::v1::BULLETIN, id}));
  CO_ASSIGN_OR_RETURN(auto shown, co_await Show(context, loaded));
  if (!shown.has_value()) co_return NotFound();
  bulletin::v1::GetBulletinResponse reply;
  *reply.mutable_bulletin() = *std::move(shown);
  co_return reply;
}

}  // namespace smarthub::bulletin
