// WatchBulletins: ids of what changes for the caller, as it changes, and of what has just ceased to
// be theirs, so that an open page lets go of it.
//
// A message has no content. Whether the caller may see the bulletin, and whether it was theirs, is
// decided by policy for every stream and event, on facts that were read for all of them together
// (bulletin_feed.h); the stream's Guard renews the caller.
#include "platform/rpc/watch.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "platform/base/status_macros.h"
#include "services/bulletin/handlers.h"
#include "services/bulletin/open.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::WatchBulletinsResponse;
using rpc::Context;

constexpr std::string_view kResume = "bulletin.watch";

Task<absl::StatusOr<bool>> Permits(Context& context, const Decided& record) {
  const auto shown = co_await context.DiscloseOutside(record.key, record.facts);
  if (absl::IsNotFound(shown.status())) co_return false;
  if (!shown.ok()) co_return shown.status();
  co_return true;
}

Task<absl::StatusOr<bool>> PermitsAll(Context& context, const std::vector<Decided>& records) {
  for (const Decided& record : records) {
    CO_ASSIGN_OR_RETURN(const bool permitted, co_await Permits(context, record));
    if (!permitted) co_return false;
  }
  co_return true;
}

Task<absl::StatusOr<bool>> Sees(Context& context, const Concerned& concerned, absl::Time now) {
  CO_ASSIGN_OR_RETURN(const bool bulletin, co_await Permits(context, concerned.bulletin));
  if (!bulletin) co_return false;
  if (concerned.answer.has_value()) {
    CO_ASSIGN_OR_RETURN(const bool answer, co_await Permits(context, *concerned.answer));
    if (!answer) co_return false;
  }
  if (SeesWithoutPeople(context.caller())) co_return true;
  if (!concerned.whole) co_return false;
  if (concerned.up.has_value() && !policy::StaysUp(context.policy(), *concerned.up, now)) {
    co_return false;
  }
  co_return co_await PermitsAll(context, concerned.people);
}

Task<absl::StatusOr<bool>> Saw(Context& context, const store::OutboxEvent& event,
                               const Concerned& concerned) {
  if (!concerned.was.has_value()) co_return false;
  if (event.key.kind == label::v1::BULLETIN && !TakesAway(event.reason)) co_return false;
  CO_ASSIGN_OR_RETURN(const bool bulletin, co_await Permits(context, *concerned.was));
  if (!bulletin) co_return false;
  co_return co_await PermitsAll(context, concerned.were);
}

// Why a person or a photo changed is told to nobody: a member would learn of a challenge.
bool TellsReason(const store::OutboxEvent& event) {
  return event.key.kind != label::v1::SUBJECT && event.key.kind != label::v1::PHOTO;
}

// Whether more has happened to the same record since, so that the older event says nothing that the
// newer does not; but that something may have gone is never passed over.
bool IsOldNews(const std::vector<BulletinFeed::Heard>& news, size_t place) {
  const store::OutboxEvent& event = news[place].item.event;
  if (TakesAway(event.reason)) return false;
  for (size_t i = place + 1; i < news.size(); ++i) {
    if (news[i].item.event.key == event.key) return true;
  }
  return false;
}

class BulletinWatch final : public rpc::Watch<BulletinNews> {
 public:
  BulletinWatch(const Deps& deps, rpc::Stream& stream) : Watch(deps), stream_(stream) {}

 private:
  Task<absl::StatusOr<bool>> Tell(const std::vector<Heard>& news, size_t at) override;
  Task<absl::Status> TellPlace(std::string token) override {
    WatchBulletinsResponse message;
    message.set_resume_token(std::move(token));
    co_return co_await stream_.Write(message);
  }

  rpc::Stream& stream_;
};

Task<absl::StatusOr<bool>> BulletinWatch::Tell(const std::vector<Heard>& news, size_t at) {
  const Heard& heard = news[at];
  bool told = false;
  if (heard.news == nullptr || IsOldNews(news, at)) co_return told;
  for (const Concerned& concerned : *heard.news) {
    CO_ASSIGN_OR_RETURN(const bool sees, co_await Sees(context(), concerned, Now()));
    if (!sees) {
      CO_ASSIGN_OR_RETURN(const bool saw, co_await Saw(context(), heard.item.event, concerned));
      if (!saw) continue;
    }
    WatchBulletinsResponse message;
    message.mutable_bulletin_id()->set_value(concerned.bulletin.key.id.ToString());
    message.set_kind(concerned.kind);
    if (TellsReason(heard.item.event)) message.set_reason(heard.item.event.reason);
    message.set_gone(!sees);
    message.set_resume_token(TokenAt(heard.item.cursor));
    CO_RETURN_IF_ERROR(co_await stream_.Write(message));
    told = true;
  }
  co_return told;
}

}  // namespace

Task<absl::Status> WatchBulletins(const Service& service, Context& context,
                                  const bulletin::v1::WatchBulletinsRequest& request,
                                  rpc::Stream& stream) {
  BulletinWatch watch({&context, service.store, service.clock, service.feed.get(), kResume},
                      stream);
  co_return co_await watch.Run(request.resume_token());
}

}  // namespace smarthub::bulletin
