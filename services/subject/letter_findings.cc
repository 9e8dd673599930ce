#include "services/subject/letter_findings.h"

#include <algorithm>

#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/indexes.h"
#include "services/subject/keys.h"
#include "services/subject/plain_words.h"
#include "smarthub/bulletin/v1/stored.pb.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::subject {
namespace {

using rpc::Context;

constexpr int kBulletinsRead = 50;

Task<absl::StatusOr<std::vector<store::Content>>> ReadReports(Context& context,
                                                              std::vector<store::Key> keys,
                                                              Reading reading) {
  std::vector<store::Content> reports;
  const auto take = [&reports](auto& read) {
    for (auto& one : read) {
      if (one.has_value()) reports.push_back(std::move(one->content));
    }
  };
  if (reading == Reading::kForRule) {
    CO_ASSIGN_OR_RETURN(auto views, co_await context.LoadAllForRule(std::move(keys)));
    take(views);
  } else {
    CO_ASSIGN_OR_RETURN(auto loaded, co_await context.LoadAllAlong(std::move(keys)));
    take(loaded);
  }
  // Restricted is stored only: to the record of which letter it was no more than to the letter.
  std::erase_if(reports, [](const store::Content& one) {
    return !one.facts.submitted() || one.facts.restricted();
  });
  co_return reports;
}

struct Bulletin {
  Uuid id;
  store::Content content;
};

Task<absl::StatusOr<std::vector<Bulletin>>> ReadBulletins(Context& context, Uuid subject,
                                                          Reading reading) {
  const store::Range range = In(store::kBulletinsOfSubject, subject.ToString(), kBulletinsRead);
  std::vector<Bulletin> bulletins;
  if (reading == Reading::kForRule) {
    CO_ASSIGN_OR_RETURN(auto views, co_await context.ListForRule(range));
    for (auto& view : views) bulletins.push_back({view.key.id, std::move(view.content)});
  } else {
    CO_ASSIGN_OR_RETURN(auto page, co_await context.List(range));
    for (auto& one : page.records) bulletins.push_back({one.key.id, std::move(one.content)});
  }
  co_return bulletins;
}

Task<absl::Status> FindReports(Context& context, const LinkedSet& set, Reading reading,
                               Findings& found) {
  std::set<Uuid> incidents;
  for (const Member& member : set) {
    for (const subject::v1::StoredAppearanceRef& own : member.body.appearances()) {
      CO_ASSIGN_OR_RETURN(const Uuid incident, Uuid::FromBytes(own.incident_id()));
      incidents.insert(incident);
    }
  }
  std::vector<store::Key> keys;
  for (const Uuid& incident : incidents) keys.push_back({label::v1::INCIDENT, incident});
  CO_ASSIGN_OR_RETURN(const auto reports, co_await ReadReports(context, std::move(keys), reading));
  for (const store::Content& report : reports) {
    CO_ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<incident::v1::StoredIncident>(report.body));
    found.reports.emplace_back(FromProto(body.happened_from()), InWords(body.type()));
  }
  std::sort(found.reports.begin(), found.reports.end());
  co_return absl::OkStatus();
}

Task<absl::Status> FindBulletins(Context& context, const LinkedSet& set, Reading reading,
                                 Findings& found) {
  std::set<Uuid> seen;
  for (const Member& member : set) {
    CO_ASSIGN_OR_RETURN(const std::vector<Bulletin> bulletins,
                        co_await ReadBulletins(context, member.key.id, reading));
    for (const Bulletin& bulletin : bulletins) {
      if (bulletin.content.facts.restricted()) continue;
      CO_ASSIGN_OR_RETURN(const auto body,
                          rpc::ParseBody<bulletin::v1::StoredBulletin>(bulletin.content.body));
      // Proposed and never published: nobody was shown it.
      if (!body.has_published_at() || !seen.insert(bulletin.id).second) continue;
      // Everybody for whom it ever was live; not only for whom it is now, or shall be next.
      const auto& saw = body.has_shown_to() ? body.shown_to() : body.audience();
      for (const int role : saw.roles()) {
        found.audience.insert(static_cast<policy::v1::Role>(role));
      }
    }
  }
  found.bulletins = seen.size();
  co_return absl::OkStatus();
}

}  // namespace

Task<absl::StatusOr<Findings>> FindForLetter(Context& context, const LinkedSet& set,
                                             Reading reading) {
  Findings found;
  CO_RETURN_IF_ERROR(co_await FindReports(context, set, reading, found));
  CO_RETURN_IF_ERROR(co_await FindBulletins(context, set, reading, found));
  co_return found;
}

}  // namespace smarthub::subject
