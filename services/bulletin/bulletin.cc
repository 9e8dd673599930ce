#include "services/bulletin/bulletin.h"

#include <memory>
#include <utility>

#include "platform/rpc/room.h"
#include "services/bulletin/handlers.h"

namespace smarthub::bulletin {

void RegisterBulletin(rpc::MethodTable& table, store::Store* store, Clock* clock) {
  auto made = std::make_shared<Service>();
  made->store = store;
  made->clock = clock;
  made->feed = std::make_shared<BulletinFeed>(store, clock, ReadBulletinNews(store, clock));
  rpc::Room<Service> room(table, "smarthub.bulletin.v1.BulletinService", std::move(made));
  room.Add("ProposeBulletin", &ProposeBulletin);
  room.Add("PreviewAudience", &PreviewAudience);
  room.Add("ReviewBulletin", &ReviewBulletin);
  room.Add("RejectBulletin", &RejectBulletin);
  room.Add("SignOffAge", &SignOffAge);
  room.Add("PublishBulletin", &PublishBulletin);
  room.Add("AmendBulletin", &AmendBulletin);
  room.Add("WithdrawBulletin", &WithdrawBulletin);
  room.Add("ExpireNow", &ExpireNow);
  room.Add("ListBulletins", &ListBulletins);
  room.Add("GetBulletin", &GetBulletin);
  room.Add("AcknowledgeBulletin", &AcknowledgeBulletin);
  room.Add("ReportSighting", &ReportSighting);
  room.Add("AnswerIdSought", &AnswerIdSought);
  room.Add("ListResponses", &ListResponses);
  room.Add("SettleAnswers", &SettleAnswers);
  room.AddStream<bulletin::v1::WatchBulletinsResponse>("WatchBulletins", &WatchBulletins);
}

}  // namespace smarthub::bulletin
