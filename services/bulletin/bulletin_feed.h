// What WatchBulletins' streams share of the outbox (platform/store/outbox_feed.h): of every event,
// which bulletins it concerns, and the facts on which policy decides for each stream. A change of a
// person or a photo concerns the bulletins that show them; which those are is looked up once for
// all streams.
#ifndef SERVICES_BULLETIN_BULLETIN_FEED_H_
#define SERVICES_BULLETIN_BULLETIN_FEED_H_

#include <optional>
#include <string_view>
#include <vector>

#include "platform/base/clock.h"
#include "platform/store/outbox_feed.h"
#include "policies/engine/publication.h"
#include "smarthub/policy/v1/policy.pb.h"

namespace smarthub::bulletin {

// A record and what policy decides about it on.
struct Decided {
  store::Key key;
  store::v1::RecordFacts facts;
};

// One bulletin that an event concerns.
struct Concerned {
  policy::v1::BulletinKind kind = policy::v1::BULLETIN_KIND_UNSPECIFIED;
  Decided bulletin;
  // Everybody in it; `whole`: the record of each is there.
  std::vector<Decided> people;
  bool whole = true;
  // Set while it is published: what staying up depends on.
  std::optional<policy::Up> up;
  // The answer that the event is about: who may not see it hears nothing.
  std::optional<Decided> answer;
  // Set where it may have gone from somebody's page: the facts of that page, on which policy says
  // whose it was. Of the bulletin's own events only those that TakesAway names tell of it: the news
  // of the newest of them are those of all. `were`: its people, as nothing stood against them.
  std::optional<Decided> was;
  std::vector<Decided> were;
};

// Null: nothing about bulletins.
using BulletinNews = std::vector<Concerned>;
using BulletinFeed = store::OutboxFeed<BulletinNews>;

// After these, a bulletin may be on pages where it is not to be any more.
bool TakesAway(std::string_view action);

// Both outlive what the reader gives out.
BulletinFeed::Reader ReadBulletinNews(store::Store* store, Clock* clock);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_BULLETIN_FEED_H_
