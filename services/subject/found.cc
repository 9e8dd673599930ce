#include "services/subject/found.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/facts.h"
#include "policies/engine/flow.h"
#include "services/subject/keys.h"
#include "services/subject/linked_set.h"
#include "services/subject/report_words.h"
#include "services/subject/show.h"
#include "smarthub/subject/v1/stored.pb.h"

namespace smarthub::subject {
namespace {

using rpc::Context;
using subject::v1::Found;

// Few that are left to find are not read one by one.
constexpr size_t kLeastAtOnce = 10;

// A report loaded for the caller, and who in it matches by what the caller may see.
struct Seen {
  std::optional<rpc::Loaded> loaded;
  std::vector<Match> matches;
};
using SeenReports = absl::flat_hash_map<Uuid, Seen>;

// One call's work.
struct Search {
  const Nicknames* nicknames;
  Ask ask;
  Wanted wanted;
  SeenReports reports;
  std::vector<std::pair<Match, Found>> shown;
};

Task<absl::Status> Look(Context& context, absl::Span<const Match> some, Search& search) {
  std::vector<store::Key> keys;
  for (const Match& match : some) {
    if (!search.reports.try_emplace(match.incident).second) continue;
    keys.push_back({label::v1::INCIDENT, match.incident});
  }
  CO_ASSIGN_OR_RETURN(auto all, co_await context.LoadAllAlong(std::move(keys)));
  for (std::optional<rpc::Loaded>& loaded : all) {
    if (!loaded.has_value()) continue;
    CO_ASSIGN_OR_RETURN(const Report report, WordsOf(loaded->key, loaded->content, loaded->shown));
    NameIndex one(search.nicknames);
    one.Put(report);
    Seen& seen = search.reports[loaded->key.id];
    seen.matches = search.ask(one);
    seen.loaded = std::move(loaded);
  }
  co_return absl::OkStatus();
}

absl::StatusOr<Found> Show(const rpc::Loaded& report, const Match& match, const Uuid& root) {
  Found found;
  ASSIGN_OR_RETURN(*found.mutable_appearance(), ShowAppearance(report, match.appearance, root));
  if (match.appearance.nil()) found.mutable_appearance()->clear_suspect();
  if (root.nil()) found.mutable_appearance()->clear_subject_id();
  for (const By by : match.by) found.add_by(static_cast<subject::v1::Likeness>(by));
  found.set_score(match.score);
  return found;
}

// Who of `some` matches still. Proposed by words that are not in the report any more, or not for
// the caller: not there.
std::vector<Match> StillThere(absl::Span<const Match> some, const Search& search) {
  std::vector<Match> there;
  for (const Match& match : some) {
    const std::vector<Match>& again = search.reports.at(match.incident).matches;
    const auto found = std::find_if(again.begin(), again.end(), [&match](const Match& one) {
      return one.appearance == match.appearance;
    });
    if (found != again.end()) there.push_back(*found);
  }
  return there;
}

// Whose subject is the caller's to see. What is true of the whole set (restricted, frozen) is in
// each subject's own facts.
Task<absl::StatusOr<std::vector<bool>>> MaySee(Context& context, std::vector<Uuid> appearances,
                                               std::vector<Uuid> roots, Uuid but) {
  std::vector<bool> may(roots.size());
  std::vector<store::Key> keys;
  std::vector<size_t> of;
  for (size_t i = 0; i < roots.size(); ++i) {
    may[i] = roots[i].nil();
    if (roots[i].nil() || roots[i] == but) continue;
    keys.push_back(SubjectKey(appearances[i]));
    of.push_back(i);
  }
  CO_ASSIGN_OR_RETURN(const auto subjects, co_await context.LoadAllAlong(std::move(keys)));
  for (size_t i = 0; i < of.size(); ++i) may[of[i]] = subjects[i].has_value();
  co_return may;
}

Task<absl::Status> ShowSome(Context& context, absl::Span<const Match> some, Search& search) {
  CO_RETURN_IF_ERROR(co_await Look(context, some, search));
  const std::vector<Match> there = StillThere(some, search);
  std::vector<Uuid> appearances;
  for (const Match& match : there) appearances.push_back(match.appearance);
  CO_ASSIGN_OR_RETURN(const auto roots, co_await RootsOf(context, appearances));
  CO_ASSIGN_OR_RETURN(const auto may,
                      co_await MaySee(context, appearances, roots, search.wanted.but));
  for (size_t i = 0; i < there.size() && search.shown.size() < search.wanted.limit; ++i) {
    if (!may[i]) continue;
    const rpc::Loaded& report = *search.reports.at(there[i].incident).loaded;
    CO_ASSIGN_OR_RETURN(Found one, Show(report, there[i], roots[i]));
    search.shown.emplace_back(there[i], std::move(one));
  }
  co_return absl::OkStatus();
}

}  // namespace

MayTell MayBeTold(const Context& context, std::string_view action,
                  std::shared_ptr<const NameIndex> index) {
  const rpc::Caller& caller = context.caller();
  const policy::Question question{caller.role(), caller.purpose(), action};
  // It does not hang on the record.
  if (!context.policy().DecideAction(question, rpc::FactsOf(caller)).allowed) {
    return [](const Uuid&) { return false; };
  }
  return [&context, action = std::string(action), index = std::move(index)](const Uuid& incident) {
    const std::string* facts = index->FactsOf(incident);
    store::v1::RecordFacts parsed;
    if (facts == nullptr || !parsed.ParseFromString(*facts)) return false;
    const rpc::Caller& asks = context.caller();
    return context.policy()
        .DecideRecord({asks.role(), asks.purpose(), action}, label::v1::INCIDENT,
                      rpc::FactsOf(asks, parsed, context.now()))
        .allowed;
  };
}

Task<absl::StatusOr<std::vector<Match>>> FirstTold(std::vector<Match> matches, MayTell may,
                                                   Loop& loop, Cancellation* cancellation) {
  absl::flat_hash_map<Uuid, bool> verdicts;
  std::vector<Match> told;
  for (Match& match : matches) {
    if (told.size() == kMostProposed) break;
    const auto [verdict, first] = verdicts.try_emplace(match.incident);
    if (first) verdict->second = may(match.incident);
    if (verdict->second) told.push_back(std::move(match));
    if (first && verdicts.size() % kAskedAtOnce == 0) {
      CO_RETURN_IF_ERROR(co_await loop.Sleep(absl::ZeroDuration(), cancellation));
    }
  }
  co_return told;
}

Task<absl::StatusOr<std::vector<Uuid>>> RootsOf(Context& context, std::vector<Uuid> appearances) {
  std::vector<store::Key> at;
  for (const Uuid& appearance : appearances) at.push_back(SubjectKey(appearance));
  std::vector<Uuid> roots(at.size());
  std::vector<size_t> climbing(at.size());
  std::iota(climbing.begin(), climbing.end(), 0);
  for (size_t steps = 0; !climbing.empty(); ++steps) {
    if (steps > kMostLinked) {
      co_return absl::InternalError("a chain of subjects is longer than it can be");
    }
    std::vector<store::Key> keys;
    for (const size_t i : climbing) keys.push_back(at[i]);
    CO_ASSIGN_OR_RETURN(const auto views, co_await context.LoadAllForRule(std::move(keys)));
    std::vector<size_t> higher;
    for (size_t k = 0; k < climbing.size(); ++k) {
      const size_t i = climbing[k];
      // A pointer to what is gone is passed over.
      if (!views[k].has_value()) continue;
      CO_ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<StoredSubject>(views[k]->content.body));
      if (!roots[i].nil() && !HasLink(body, roots[i])) continue;
      roots[i] = at[i].id;
      if (body.linked_to().empty()) continue;
      CO_ASSIGN_OR_RETURN(at[i].id, Uuid::FromBytes(body.linked_to()));
      higher.push_back(i);
    }
    // Another id than the appearance's own, and one read more, would tell an agency that there is a
    // report which it was not passed, and whose it is.
    if (policy::IsAgency(context.caller().role())) break;
    climbing = std::move(higher);
  }
  co_return roots;
}

Task<absl::StatusOr<std::vector<Found>>> ShowFound(Context& context, const Nicknames& nicknames,
                                                   std::vector<Match> proposed, Ask ask,
                                                   Wanted wanted) {
  Search search{&nicknames, std::move(ask), wanted, {}, {}};
  for (size_t from = 0; from < proposed.size() && search.shown.size() < wanted.limit;) {
    const size_t most = std::max(wanted.limit - search.shown.size(), kLeastAtOnce);
    const auto some = absl::MakeConstSpan(proposed).subspan(from, most);
    CO_RETURN_IF_ERROR(co_await ShowSome(context, some, search));
    from += some.size();
  }
  std::sort(search.shown.begin(), search.shown.end(),
            [](const auto& a, const auto& b) { return Before(a.first, b.first); });
  std::vector<Found> result;
  for (auto& [match, found] : search.shown) result.push_back(std::move(found));
  co_return result;
}

}  // namespace smarthub::subject
