// ListBulletins: what is live, what waits for somebody, what is over. Newest first.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/indexes.h"
#include "platform/store/keys.h"
#include "policies/engine/publication.h"
#include "services/bulletin/handlers.h"
#include "services/bulletin/show.h"
#include "services/bulletin/validate.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::BulletinFilter;
using bulletin::v1::ListBulletinsRequest;
using bulletin::v1::ListBulletinsResponse;
using rpc::Context;

// So often a page looks on where a filter left little of what was read.
constexpr int kRounds = 4;

store::Range RangeOf(std::string_view index, std::string_view partition) {
  store::Range range;
  range.index = std::string(index);
  range.partition = std::string(partition);
  return range;
}

// Where to look. What has run out stays where it was until somebody writes it again.
std::vector<store::Range> RangesOf(BulletinFilter filter, const std::string& gallery) {
  switch (filter) {
    case bulletin::v1::BULLETIN_FILTER_WAITING:
      return {RangeOf(kWaiting, store::kAll)};
    case bulletin::v1::BULLETIN_FILTER_OVER:
      return {RangeOf(kOver, store::kAll), RangeOf(kPublished, store::kAll),
              RangeOf(kWaiting, store::kAll)};
    default:
      return {gallery.empty() ? RangeOf(kPublished, store::kAll) : RangeOf(kByGallery, gallery)};
  }
}

BulletinFilter FilterOf(const ListBulletinsRequest& request) {
  return request.filter() == bulletin::v1::BULLETIN_FILTER_UNSPECIFIED
             ? bulletin::v1::BULLETIN_FILTER_LIVE
             : request.filter();
}

// A token is good for the list it came from.
std::string TokenPurpose(const ListBulletinsRequest& request) {
  return "bulletin.list/" + std::to_string(FilterOf(request)) + "/" + request.gallery();
}

bool InState(BulletinFilter filter, BulletinState state) {
  const bool live = state == bulletin::v1::BULLETIN_STATE_PUBLISHED;
  if (filter == bulletin::v1::BULLETIN_FILTER_LIVE) return live;
  if (filter == bulletin::v1::BULLETIN_FILTER_WAITING) return Waits(state);
  return !live && !Waits(state);
}

bool Wanted(const ListBulletinsRequest& request, const store::Content& content,
            const StoredBulletin& body, absl::Time now) {
  if (!InState(FilterOf(request), StateAt(body, content, now))) return false;
  if (!request.gallery().empty() && body.gallery() != request.gallery()) return false;
  if (request.has_since() && Since(body) < FromProto(request.since())) return false;
  if (!request.has_area_id() || body.audience().everywhere()) return true;
  return absl::c_any_of(body.audience().areas(), [&request](const auto& area) {
    return area.value() == request.area_id().value();
  });
}

// One round: what several lists in one order hold after a place, in that order.
struct Round {
  struct Entry {
    // The place in the order.
    std::string member;
    rpc::Loaded loaded;
    StoredBulletin body;
  };
  std::vector<Entry> entries;
  // Beyond it not every list has been looked at; empty: that was all.
  std::string horizon;
};

Task<absl::StatusOr<Round>> Read(Context& context, std::vector<store::Range> ranges,
                                 std::string after, int limit) {
  Round round;
  for (store::Range& range : ranges) {
    range.after = after;
    range.limit = limit;
    CO_ASSIGN_OR_RETURN(rpc::LoadedPage page, co_await context.List(range));
    for (rpc::Loaded& loaded : page.records) {
      CO_ASSIGN_OR_RETURN(auto body, rpc::ParseBody<StoredBulletin>(loaded.content.body));
      std::string member = store::IndexMember(store::NewestFirst(Since(body)), loaded.key);
      round.entries.push_back({std::move(member), std::move(loaded), std::move(body)});
    }
    const bool nearer = round.horizon.empty() || page.next < round.horizon;
    if (!page.next.empty() && nearer) round.horizon = page.next;
  }
  std::erase_if(round.entries, [&round](const Round::Entry& entry) {
    return !round.horizon.empty() && entry.member > round.horizon;
  });
  absl::c_sort(round.entries, [](const auto& a, const auto& b) { return a.member < b.member; });
  co_return round;
}

void ShowGalleries(const policy::Policy& policy, ListBulletinsResponse& reply) {
  for (const policy::v1::Gallery& gallery : policy::Galleries(policy)) {
    auto& shown = *reply.add_galleries();
    shown.set_gallery(gallery.id());
    shown.set_name(gallery.name());
    shown.set_kind(gallery.kind());
  }
}

// Shows what is wanted of a round; true: the page is full, or everything further is too old.
Task<absl::StatusOr<bool>> ShowRound(Context& context, const ListBulletinsRequest& request,
                                     const Round& round, int limit, std::string* place,
                                     ListBulletinsResponse* reply) {
  const Looks looks{request.about_how_old(), request.height(), request.build()};
  for (const Round::Entry& entry : round.entries) {
    if (reply->bulletins_size() == limit) co_return true;
    *place = entry.member;
    if (request.has_since() && Since(entry.body) < FromProto(request.since())) {
      place->clear();
      co_return true;
    }
    if (!Wanted(request, entry.loaded.content, entry.body, context.now())) continue;
    CO_ASSIGN_OR_RETURN(auto shown, co_await Show(context, entry.loaded, looks));
    if (shown.has_value()) *reply->add_bulletins() = *std::move(shown);
  }
  *place = round.horizon;
  // Not as `co_return x.empty()`: clang-tidy takes that for a result that nobody looks at.
  const bool all = round.horizon.empty();
  co_return all;
}

}  // namespace

Task<absl::StatusOr<ListBulletinsResponse>> ListBulletins(const Service&, Context& context,
                                                          const ListBulletinsRequest& request) {
  CO_RETURN_IF_ERROR(CheckList(request));
  CO_ASSIGN_OR_RETURN(const int limit, text::CheckPageSize(request.page_size()));
  if (!request.gallery().empty() &&
      policy::FindGallery(context.policy(), request.gallery()) == nullptr) {
    co_return InvalidField("gallery", error::v1::REASON_UNKNOWN_VALUE, "There is no such gallery.");
  }
  std::string place;
  if (!request.page_token().empty()) {
    CO_ASSIGN_OR_RETURN(
        place, context.OpenToken(TokenPurpose(request), request.page_token(), "page_token"));
  }
  ListBulletinsResponse reply;
  ShowGalleries(context.policy(), reply);
  const std::vector<store::Range> ranges = RangesOf(FilterOf(request), request.gallery());
  for (int i = 0; i < kRounds && reply.bulletins_size() < limit; ++i) {
    CO_ASSIGN_OR_RETURN(const Round round, co_await Read(context, ranges, place, limit));
    CO_ASSIGN_OR_RETURN(const bool done,
                        co_await ShowRound(context, request, round, limit, &place, &reply));
    if (done) break;
  }
  reply.set_next_page_token(context.SealToken(TokenPurpose(request), place));
  co_return reply;
}

}  // namespace smarthub::bulletin
