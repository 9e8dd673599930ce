#include "services/bulletin/second.h"

#include <algorithm>
#include <optional>

#include "absl/algorithm/container.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "policies/engine/period.h"
#include "policies/standing/anybody.h"
#include "smarthub/identity/v1/stored.pb.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::StoredBulletin;
using identity::v1::StoredMembership;
using policy::PublicationFacts;
using standing::Anybody;

// Whether the account was made by one of the authors so lately that it is no second person's.
// Nothing is set where that is not known.
void AddMadeBy(const policy::Policy& policy, const StoredBulletin& body,
               const StoredMembership& membership, absl::Time now, PublicationFacts& facts) {
  constexpr auto kMade = policy::v1::PUBLICATION_FACT_SECOND_MADE_BY_PROPOSER;
  const bool by_author = absl::c_any_of(body.authors(), [&membership](const auto& author) {
    return author.person_id() == membership.invited_by();
  });
  const bool known_by = !membership.invited_by().empty() || membership.first();
  if (known_by && !by_author) {
    facts.Set(kMade, false);
    return;
  }
  // A membership from before this was kept joined no later than it last changed.
  if (!membership.has_joined() && !membership.has_since()) return;
  const absl::Time joined =
      FromProto(membership.has_joined() ? membership.joined() : membership.since());
  const bool young = now < policy::EndOf(policy.bundle().young_account(), joined, policy.zone());
  if (!young || by_author) facts.Set(kMade, young);
}

// When it happened, or was reported: the earlier. Absent: neither is known.
std::optional<absl::Time> Since(const incident::v1::StoredIncident& report) {
  std::optional<absl::Time> since;
  const auto know = [&since](const google::protobuf::Timestamp& at) {
    since = std::min(since.value_or(FromProto(at)), FromProto(at));
  };
  if (report.has_happened_from()) know(report.happened_from());
  if (report.has_happened_to()) know(report.happened_to());
  if (report.has_reported_at()) know(report.reported_at());
  return since;
}

// They work there, or did so when it happened: who has moved since is a colleague of then.
bool WorkedThere(const StoredMembership& membership, const std::string& site,
                 std::optional<absl::Time> since) {
  if (absl::c_linear_search(membership.site_ids(), site)) return true;
  return absl::c_any_of(membership.sites_left(), [&](const auto& left) {
    return left.site_id() == site && (!since.has_value() || FromProto(left.left()) >= *since);
  });
}

// The same of an organisation, whichever of its sites it was.
bool WorkedFor(const StoredMembership& membership, const std::string& organisation,
               std::optional<absl::Time> since) {
  if (membership.organisation_id() == organisation) return true;
  return absl::c_any_of(membership.sites_left(), [&](const auto& left) {
    return left.organisation_id() == organisation && !organisation.empty() &&
           (!since.has_value() || FromProto(left.left()) >= *since);
  });
}

// What the reports of everybody in it say of one membership.
struct OfReports {
  Anybody of_same;
  Anybody reported;
  Anybody at_site;

  void NothingIsKnown() {
    for (Anybody* each : {&of_same, &reported, &at_site}) each->IsUnknown();
  }
};

absl::Status AskReport(const rpc::RuleView& report, const StoredMembership& membership,
                       const Uuid& person, OfReports& ask) {
  const store::v1::RecordFacts& of = report.content.facts;
  ASSIGN_OR_RETURN(const auto body,
                   rpc::ParseBody<incident::v1::StoredIncident>(report.content.body));
  const std::optional<absl::Time> since = Since(body);
  ask.of_same.Is(WorkedFor(membership, of.organisation_id(), since));
  ask.reported.Is(of.person_id() == person.bytes());
  ask.at_site.Is(absl::c_any_of(of.site_ids(), [&](const std::string& site) {
    return WorkedThere(membership, site, since);
  }));
  return absl::OkStatus();
}

// Nobody confirms their own suspicion of somebody who turned out to be the same person either. The
// report that the bulletin was made from must be there; of the others only what is left counts.
absl::Status AskReports(const bulletin::v1::StoredPerson& shown, const Linked& linked,
                        const StoredMembership& membership, const Uuid& person, OfReports& ask) {
  bool own = false;
  for (const LinkedReport& each : linked.reports) {
    if (!each.report.has_value()) continue;
    own |= each.incident.bytes() == shown.incident_id();
    RETURN_IF_ERROR(AskReport(*each.report, membership, person, ask));
  }
  if (!own || !linked.whole) ask.NothingIsKnown();
  return absl::OkStatus();
}

}  // namespace

Second CallerAsSecond(const rpc::Caller& caller) {
  return {caller.person_id(), caller.facts().membership_id};
}

Task<absl::Status> AddSecond(rpc::Context& context, StoredBulletin body, Second second,
                             const Ground& ground, PublicationFacts* facts) {
  facts->Set(policy::v1::PUBLICATION_FACT_SECOND_IS_PROPOSER,
             absl::c_any_of(body.authors(), [&second](const auto& author) {
               return author.person_id() == second.person_id.bytes();
             }));
  const store::Key key{label::v1::MEMBERSHIP, second.membership_id};
  CO_ASSIGN_OR_RETURN(const auto member, co_await context.LoadForRule(key));
  // Of an alert nobody asks who they are.
  if (!member.has_value() && !body.persons().empty()) co_return absl::OkStatus();
  StoredMembership membership;
  OfReports ask;
  if (member.has_value()) {
    CO_ASSIGN_OR_RETURN(membership, rpc::ParseBody<StoredMembership>(member->content.body));
    ask.of_same.Is(absl::c_any_of(body.authors(), [&membership](const auto& author) {
      return author.organisation_id() == membership.organisation_id();
    }));
    AddMadeBy(context.policy(), body, membership, context.now(), *facts);
  }
  for (int i = 0; i < body.persons_size(); ++i) {
    CO_RETURN_IF_ERROR(AskReports(body.persons(i), ground[static_cast<size_t>(i)].linked,
                                  membership, second.person_id, ask));
  }
  ask.of_same.Set(policy::v1::PUBLICATION_FACT_SECOND_OF_SAME_ORGANISATION, *facts);
  ask.reported.Set(policy::v1::PUBLICATION_FACT_SECOND_REPORTED_IT, *facts);
  ask.at_site.Set(policy::v1::PUBLICATION_FACT_SECOND_AT_SAME_SITE, *facts);
  co_return absl::OkStatus();
}

bool MayBeSecond(const policy::Policy& policy, policy::v1::BulletinKind kind,
                 PublicationFacts facts) {
  facts.Set(policy::v1::PUBLICATION_FACT_APPROVED, true);
  return policy::MissingItems(policy, kind, facts, policy::v1::PUBLICATION_ITEM_SECOND_PERSON)
      .nothing();
}

}  // namespace smarthub::bulletin
