// WatchBulletins: ids of what changes for the caller, as it changes, and of what has just ceased to
// be theirs, so that an open page lets go of it.
//
// A message has no content. Whether the caller may see the bulletin, and whether it was theirs, is
// decided by policy for every stream and event, on facts that were read for all of them together
// (bulletin_feed.h); the stream's Guard renews the caller.
#include <string>

#include "absl/time/time.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "services/bulletin/handlers.h"
#include "services/bulletin/open.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::WatchBulletinsResponse;
using rpc::Context;

constexpr std::string_view kResume = "bulletin.watch";
constexpr absl::Duration kHeartbeat = absl::Seconds(15);

// Every stream of a scheme wakes at the same commit. Each takes its turn a little later (1 to 256
// ms), so that ten thousand of them are a trickle beside other calls and not a wave in front of
// them; and what came meanwhile is read in one go.
absl::Duration DrawTurn(Random& random) {
  return absl::Milliseconds(1 + static_cast<unsigned char>(random.Bytes(1)[0]));
}

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

Task<absl::Status> WritePlace(Context& context, rpc::Stream& stream, std::string cursor) {
  WatchBulletinsResponse message;
  message.set_resume_token(context.SealToken(kResume, cursor));
  co_return co_await stream.Write(message);
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

// Says what of one event is the caller's; false: nothing was.
Task<absl::StatusOr<bool>> Say(Context& context, rpc::Stream& stream,
                               const BulletinFeed::Heard& heard, absl::Time now) {
  bool said = false;
  if (heard.news == nullptr) co_return said;
  for (const Concerned& concerned : *heard.news) {
    CO_ASSIGN_OR_RETURN(const bool sees, co_await Sees(context, concerned, now));
    if (!sees) {
      CO_ASSIGN_OR_RETURN(const bool saw, co_await Saw(context, heard.item.event, concerned));
      if (!saw) continue;
    }
    WatchBulletinsResponse message;
    message.mutable_bulletin_id()->set_value(concerned.bulletin.key.id.ToString());
    message.set_kind(concerned.kind);
    if (TellsReason(heard.item.event)) message.set_reason(heard.item.event.reason);
    message.set_gone(!sees);
    message.set_resume_token(context.SealToken(kResume, heard.item.cursor));
    CO_RETURN_IF_ERROR(co_await stream.Write(message));
    said = true;
  }
  co_return said;
}

// A place that the outbox does not have any more (or, after a restored backup, not yet) cannot be
// resumed from: the page reads its list again and begins a new stream.
Task<absl::StatusOr<std::vector<BulletinFeed::Heard>>> ReadOn(BulletinFeed& feed, std::string slot,
                                                              std::string cursor, Loop& loop) {
  auto heard = co_await feed.After(std::move(slot), std::move(cursor), loop);
  if (absl::IsOutOfRange(heard.status())) {
    co_return Error(absl::StatusCode::kResourceExhausted, error::v1::REASON_STREAM_FELL_BEHIND,
                    "This place is gone. Read the bulletins again.");
  }
  co_return heard;
}

}  // namespace

Task<absl::Status> WatchBulletins(const Service& service, Context& context,
                                  const bulletin::v1::WatchBulletinsRequest& request,
                                  rpc::Stream& stream) {
  store::Store& store = *service.store;
  const std::string slot = context.caller().scheme();
  std::string cursor;
  if (request.resume_token().empty()) {
    CO_ASSIGN_OR_RETURN(cursor, co_await store.NewestOutboxCursor(slot));
  } else {
    CO_ASSIGN_OR_RETURN(cursor, context.OpenToken(kResume, request.resume_token(), "resume_token"));
  }
  // Says that the stream stands: whoever reads the bulletins after this misses nothing.
  CO_RETURN_IF_ERROR(co_await WritePlace(context, stream, cursor));
  absl::Time said = service.clock->Now();
  const absl::Duration turn = DrawTurn(context.random());
  while (true) {
    // A store that is slower than facts grow old is no reason to read on for nobody.
    CO_RETURN_IF_ERROR(context.cancellation()->why());
    const auto news = co_await ReadOn(*service.feed, slot, cursor, context.loop());
    if (!news.ok()) co_return news.status();
    bool grown_old = false;
    for (size_t i = 0; i < news->size(); ++i) {
      const BulletinFeed::Heard& heard = (*news)[i];
      // The client took its time over the last one: the rest is read again before it is decided on.
      grown_old = !heard.IsFresh(service.clock->Now());
      if (grown_old) break;
      cursor = heard.item.cursor;
      if (IsOldNews(*news, i)) continue;
      CO_ASSIGN_OR_RETURN(const bool told,
                          co_await Say(context, stream, heard, service.clock->Now()));
      if (told) said = service.clock->Now();
    }
    // A full batch has more behind it; what came since a short one wakes the wait at once.
    if (grown_old || news->size() >= BulletinFeed::kBatch) continue;
    CO_RETURN_IF_ERROR(
        co_await store.AwaitOutbox(slot, kHeartbeat, context.cancellation(), cursor));
    CO_RETURN_IF_ERROR(co_await context.loop().Sleep(turn, context.cancellation()));
    // Many a commit is nothing to this stream, so waking is no heartbeat; time is.
    if (service.clock->Now() - said < kHeartbeat) continue;
    CO_RETURN_IF_ERROR(co_await WritePlace(context, stream, cursor));
    said = service.clock->Now();
  }
}

}  // namespace smarthub::bulletin
