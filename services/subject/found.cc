#include "services/subject/found.h"

#include <algorithm>
#include <utility>

#include "platform/base/status_macros.h"
#include "services/subject/keys.h"
#include "services/subject/linked_set.h"
#include "services/subject/report_words.h"
#include "services/subject/show.h"
#include "smarthub/subject/v1/stored.pb.h"

namespace smarthub::subject {
namespace {

using rpc::Context;
using subject::v1::Found;

// A report loaded for the caller, and who in it matches by what the caller may see.
struct Seen {
  std::optional<rpc::Loaded> loaded;
  std::vector<Match> matches;
};

Task<absl::StatusOr<Seen>> Look(Context& context, const Nicknames& nicknames, Uuid incident,
                                const AskAgain& again) {
  Seen seen;
  CO_ASSIGN_OR_RETURN(seen.loaded, co_await context.LoadAlong({label::v1::INCIDENT, incident}));
  if (!seen.loaded.has_value()) co_return seen;
  CO_ASSIGN_OR_RETURN(const Report report,
                      WordsOf(seen.loaded->key, seen.loaded->content, seen.loaded->shown));
  NameIndex one(&nicknames);
  one.Put(report);
  seen.matches = again(one);
  co_return seen;
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

}  // namespace

Task<absl::StatusOr<Uuid>> RootOf(Context& context, Uuid appearance) {
  store::Key key = SubjectKey(appearance);
  Uuid root;
  for (size_t steps = 0; steps <= kMostLinked; ++steps) {
    CO_ASSIGN_OR_RETURN(const auto view, co_await context.LoadForRule(key));
    // A pointer to what is gone is passed over.
    if (!view.has_value()) co_return root;
    CO_ASSIGN_OR_RETURN(const auto body,
                        rpc::ParseBody<subject::v1::StoredSubject>(view->content.body));
    if (!root.nil() && !HasLink(body, root)) co_return root;
    root = key.id;
    if (body.linked_to().empty()) co_return root;
    CO_ASSIGN_OR_RETURN(key.id, Uuid::FromBytes(body.linked_to()));
  }
  co_return absl::InternalError("a chain of subjects is longer than it can be");
}

Task<absl::StatusOr<std::vector<Found>>> ShowFound(Context& context, const Nicknames& nicknames,
                                                   std::vector<Match> proposed, AskAgain again,
                                                   Wanted wanted) {
  absl::flat_hash_map<Uuid, Seen> reports;
  std::vector<std::pair<Match, Found>> shown;
  for (const Match& match : proposed) {
    if (shown.size() >= wanted.limit) break;
    if (!reports.contains(match.incident)) {
      CO_ASSIGN_OR_RETURN(Seen seen, co_await Look(context, nicknames, match.incident, again));
      reports.emplace(match.incident, std::move(seen));
    }
    const Seen& seen = reports.at(match.incident);
    // Proposed by words that are not in the report any more, or not for the caller: not there.
    const auto found =
        std::find_if(seen.matches.begin(), seen.matches.end(),
                     [&](const Match& one) { return one.appearance == match.appearance; });
    if (found == seen.matches.end()) continue;
    CO_ASSIGN_OR_RETURN(const Uuid root, co_await RootOf(context, match.appearance));
    if (!root.nil()) {
      if (root == wanted.but) continue;
      // What is true of the whole set (restricted, frozen) is in each subject's own facts.
      CO_ASSIGN_OR_RETURN(const auto subject,
                          co_await context.LoadAlong(SubjectKey(match.appearance)));
      if (!subject.has_value()) continue;
    }
    CO_ASSIGN_OR_RETURN(Found one, Show(*seen.loaded, *found, root));
    shown.emplace_back(*found, std::move(one));
  }
  std::sort(shown.begin(), shown.end(),
            [](const auto& a, const auto& b) { return Before(a.first, b.first); });
  std::vector<Found> result;
  for (auto& [match, found] : shown) result.push_back(std::move(found));
  co_return result;
}

}  // namespace smarthub::subject
