#include "services/bulletin/bulletin_feed.h"

#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/rpc/context.h"
#include "platform/store/indexes.h"
#include "policies/standing/there.h"
#include "services/bulletin/record.h"

namespace smarthub::bulletin {
namespace {

using store::OutboxItem;
using store::Sealed;
using Records = std::vector<std::unique_ptr<Sealed>>;

// Read at once, of those that show one person; all of them are, the over ones too.
constexpr int kAtOnce = 64;

store::v1::RecordFacts AsShown(const StoredBulletin& body, store::v1::RecordFacts facts) {
  facts.set_restricted(false);
  facts.set_proposed(false);
  facts.mutable_live_from()->set_seconds(0);
  *facts.mutable_live_until() = ToProto(absl::FromUnixSeconds(253402300799));  // 9999
  SetAudience(body.shown_to(), facts);
  return facts;
}

// What happened to a bulletin: something of its own, an answer to it, or something to what it
// shows.
enum class Cause { kOwn, kAnswer, kAnother };

template <typename Stored>
struct Opened {
  store::Content content;
  Stored body;
};

// nullopt: the record is damaged.
template <typename Stored>
std::optional<Opened<Stored>> Open(const Sealed& sealed) {
  absl::StatusOr<store::Content> content = sealed.Open();
  if (!content.ok()) return std::nullopt;
  absl::StatusOr<Stored> body = rpc::ParseBody<Stored>(content->body);
  if (!body.ok()) return std::nullopt;
  return Opened<Stored>{*std::move(content), *std::move(body)};
}

// Reads about one event. Lives as long as the task it gave out.
class Reading {
 public:
  Reading(store::Store* store, std::string slot, absl::Time now)
      : store_(*store), slot_(std::move(slot)), now_(now) {}

  Task<absl::StatusOr<BulletinNews>> About(const OutboxItem& item);

 private:
  Task<absl::StatusOr<Records>> Showing(std::string index, Uuid id);
  // The bulletin that an answer is about, and the answer.
  template <typename Stored>
  Task<absl::StatusOr<BulletinNews>> AboutAnswer(store::Key key);
  // nullopt: it is damaged, which is no news and no reason to tell nobody of the others.
  Task<absl::StatusOr<std::optional<Concerned>>> Concern(const Sealed& bulletin, Cause cause);

  store::Store& store_;
  const std::string slot_;
  const absl::Time now_;
};

Task<absl::StatusOr<Records>> Reading::Showing(std::string index, Uuid id) {
  store::Range range;
  range.index = std::move(index);
  range.partition = id.ToString();
  range.limit = kAtOnce;
  Records all;
  for (bool more = true; more;) {
    CO_ASSIGN_OR_RETURN(store::Page page, co_await store_.List(slot_, range));
    more = page.more && !page.members.empty();
    if (more) range.after = page.members.back();
    std::move(page.records.begin(), page.records.end(), std::back_inserter(all));
  }
  co_return all;
}

Task<absl::StatusOr<std::optional<Concerned>>> Reading::Concern(const Sealed& bulletin,
                                                                Cause cause) {
  const auto opened = Open<StoredBulletin>(bulletin);
  if (!opened.has_value()) co_return std::nullopt;
  const StoredBulletin& body = opened->body;
  Concerned concerned;
  concerned.kind = body.kind();
  concerned.bulletin = {bulletin.key(), opened->content.facts};
  std::vector<store::Key> keys;
  for (const auto& person : body.persons()) {
    const absl::StatusOr<Uuid> id = Uuid::FromBytes(person.subject_id());
    if (!id.ok()) co_return std::nullopt;
    keys.push_back({label::v1::SUBJECT, *id});
  }
  standing::People known;
  if (!keys.empty()) {
    CO_ASSIGN_OR_RETURN(const Records people, co_await store_.Read(slot_, keys));
    for (const auto& person : people) {
      absl::StatusOr<store::Content> read = absl::NotFoundError("nobody");
      if (person != nullptr) read = person->Open();
      concerned.whole &= read.ok();
      if (!read.ok()) continue;
      known.Add(*read, now_);
      concerned.people.push_back({person->key(), std::move(read->facts)});
    }
  }
  const store::Content& content = opened->content;
  const bool live = StateAt(body, content, now_) == bulletin::v1::BULLETIN_STATE_PUBLISHED;
  if (live) concerned.up = standing::UpOf({body, content}, known);
  // Whether one of its own events takes it away, each event says where it is told: these may be the
  // news of several.
  const bool may_go = cause == Cause::kOwn || (cause == Cause::kAnother && live);
  if (!body.has_shown_to() || !may_go) co_return concerned;
  concerned.was = Decided{bulletin.key(), AsShown(body, content.facts)};
  concerned.were = concerned.people;
  for (Decided& person : concerned.were) {
    person.facts.set_frozen(false);
    person.facts.set_restricted(false);
  }
  co_return concerned;
}

template <typename Stored>
Task<absl::StatusOr<BulletinNews>> Reading::AboutAnswer(store::Key key) {
  BulletinNews news;
  CO_ASSIGN_OR_RETURN(const Records answers,
                      co_await store_.Read(slot_, absl::MakeConstSpan(&key, 1)));
  if (answers.front() == nullptr) co_return news;
  const auto answer = Open<Stored>(*answers.front());
  if (!answer.has_value()) co_return news;
  const absl::StatusOr<Uuid> id = Uuid::FromBytes(answer->body.bulletin_id());
  if (!id.ok()) co_return news;
  const store::Key of{label::v1::BULLETIN, *id};
  CO_ASSIGN_OR_RETURN(const Records bulletins,
                      co_await store_.Read(slot_, absl::MakeConstSpan(&of, 1)));
  if (bulletins.front() == nullptr) co_return news;
  CO_ASSIGN_OR_RETURN(auto concerned, co_await Concern(*bulletins.front(), Cause::kAnswer));
  if (!concerned.has_value()) co_return news;
  concerned->answer = Decided{key, answer->content.facts};
  news.push_back(*std::move(concerned));
  co_return news;
}

Task<absl::StatusOr<BulletinNews>> Reading::About(const OutboxItem& item) {
  const store::Key key = item.event.key;
  if (key.kind == label::v1::SIGHTING) {
    co_return co_await AboutAnswer<bulletin::v1::StoredSighting>(key);
  }
  if (key.kind == label::v1::IDENTIFICATION) {
    co_return co_await AboutAnswer<bulletin::v1::StoredIdentification>(key);
  }
  Records bulletins;
  const bool own = key.kind == label::v1::BULLETIN;
  if (own) {
    CO_ASSIGN_OR_RETURN(bulletins, co_await store_.Read(slot_, absl::MakeConstSpan(&key, 1)));
  } else if (key.kind == label::v1::SUBJECT) {
    CO_ASSIGN_OR_RETURN(bulletins,
                        co_await Showing(std::string(store::kBulletinsOfSubject), key.id));
  } else if (key.kind == label::v1::PHOTO) {
    CO_ASSIGN_OR_RETURN(bulletins, co_await Showing(std::string(store::kBulletinsOfPhoto), key.id));
  }
  BulletinNews news;
  for (const auto& bulletin : bulletins) {
    if (bulletin == nullptr) continue;
    CO_ASSIGN_OR_RETURN(auto concerned,
                        co_await Concern(*bulletin, own ? Cause::kOwn : Cause::kAnother));
    // The index has those too whom an amendment left out.
    const bool left_out =
        key.kind == label::v1::SUBJECT && concerned.has_value() &&
        absl::c_none_of(concerned->people, [&key](const auto& one) { return one.key == key; });
    if (left_out && concerned->whole) continue;
    if (concerned.has_value()) news.push_back(*std::move(concerned));
  }
  co_return news;
}

Task<BulletinFeed::AllNews> ReadNews(store::Store* store, absl::Time now, std::string slot,
                                     std::vector<OutboxItem> items) {
  Reading reading(store, std::move(slot), now);
  std::vector<std::shared_ptr<const BulletinNews>> all;
  for (const OutboxItem& item : items) {
    CO_ASSIGN_OR_RETURN(BulletinNews news, co_await reading.About(item));
    all.push_back(news.empty() ? nullptr : std::make_shared<const BulletinNews>(std::move(news)));
  }
  co_return all;
}

}  // namespace

bool TakesAway(std::string_view action) {
  return action == "bulletin.withdraw" || action == "bulletin.expire" ||
         action == "bulletin.amend" || action == "bulletin.publish";
}

BulletinFeed::Reader ReadBulletinNews(store::Store* store, Clock* clock) {
  return [store, clock](std::string slot, std::vector<OutboxItem> items) {
    return ReadNews(store, clock->Now(), std::move(slot), std::move(items));
  };
}

}  // namespace smarthub::bulletin
