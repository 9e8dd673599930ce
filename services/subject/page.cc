// A person's page: everything linked, as far as the caller may see each.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/indexes.h"
#include "policies/engine/flow.h"
#include "policies/standing/there.h"
#include "services/subject/handlers.h"
#include "services/subject/keys.h"
#include "services/subject/load_set.h"
#include "services/subject/settle_set.h"
#include "services/subject/show.h"
#include "smarthub/bulletin/v1/stored.pb.h"

namespace smarthub::subject {
namespace {

using rpc::Context;
using subject::v1::GetSubjectResponse;

constexpr int kMostOfEach = 50;

// It showed one of the set and shows none of them any more: their letter says so, the page is of
// what is.
bool WasLeftOut(const bulletin::v1::StoredBulletin& body, const LinkedSet& set) {
  const auto of_set = [&set](const auto& shown) {
    return std::any_of(set.begin(), set.end(), [&shown](const Member& member) {
      return shown.subject_id() == member.key.id.bytes();
    });
  };
  return std::any_of(body.once_shown().begin(), body.once_shown().end(), of_set) &&
         std::none_of(body.persons().begin(), body.persons().end(), of_set);
}

// Once each: a bulletin may show two of the set.
Task<absl::StatusOr<std::vector<rpc::Loaded>>> OfSet(Context& context, const LinkedSet& set,
                                                     std::string_view index) {
  std::vector<rpc::Loaded> found;
  absl::flat_hash_set<Uuid> seen;
  for (const Member& member : set) {
    CO_ASSIGN_OR_RETURN(rpc::LoadedPage page,
                        co_await context.List(In(index, member.key.id.ToString(), kMostOfEach)));
    for (rpc::Loaded& loaded : page.records) {
      if (seen.insert(loaded.key.id).second) found.push_back(std::move(loaded));
    }
  }
  co_return found;
}

template <typename Message, typename When>
void NewestFirst(google::protobuf::RepeatedPtrField<Message>& list, When when) {
  std::sort(list.begin(), list.end(), [&when](const Message& a, const Message& b) {
    return FromProto(when(a)) > FromProto(when(b));
  });
  if (list.size() > kMostOfEach) list.DeleteSubrange(kMostOfEach, list.size() - kMostOfEach);
}

Task<absl::Status> AddAppearances(Context& context, const LinkedSet& set,
                                  GetSubjectResponse& reply) {
  struct Wanted {
    Uuid appearance;
    Uuid subject;
  };
  std::vector<store::Key> keys;
  std::vector<Wanted> wanted;
  for (const Member& member : set) {
    for (const subject::v1::StoredAppearanceRef& own : member.body.appearances()) {
      CO_ASSIGN_OR_RETURN(const Uuid incident, Uuid::FromBytes(own.incident_id()));
      CO_ASSIGN_OR_RETURN(const Uuid appearance, Uuid::FromBytes(own.appearance_id()));
      keys.push_back({label::v1::INCIDENT, incident});
      wanted.push_back({appearance, member.key.id});
    }
  }
  CO_ASSIGN_OR_RETURN(const auto reports, co_await context.LoadAllAlong(std::move(keys)));
  for (size_t i = 0; i < reports.size(); ++i) {
    if (!reports[i].has_value()) continue;
    CO_ASSIGN_OR_RETURN(*reply.add_appearances(),
                        ShowAppearance(*reports[i], wanted[i].appearance, wanted[i].subject));
  }
  NewestFirst(*reply.mutable_appearances(), [](const auto& one) { return one.happened_from(); });
  co_return absl::OkStatus();
}

// Of what is live: whether it is up with everybody in it, by how they stand now.
Task<absl::StatusOr<bool>> StaysUp(Context& context, const rpc::Loaded& loaded) {
  CO_ASSIGN_OR_RETURN(const auto body,
                      rpc::ParseBody<bulletin::v1::StoredBulletin>(loaded.content.body));
  std::vector<store::Key> keys;
  for (const auto& person : body.persons()) {
    CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(person.subject_id()));
    keys.push_back({label::v1::SUBJECT, id});
  }
  CO_ASSIGN_OR_RETURN(const auto found, co_await context.LoadAllForRule(std::move(keys)));
  standing::People people;
  for (const auto& person : found) {
    if (person.has_value()) {
      people.Add(person->content, context.now());
    } else {
      people.AddNobody();
    }
  }
  co_return standing::MayStayUp(context.policy(), {body, loaded.content}, people, context.now());
}

Task<absl::Status> AddWhatIsShown(Context& context, const LinkedSet& set,
                                  GetSubjectResponse& reply) {
  CO_ASSIGN_OR_RETURN(const auto bulletins,
                      co_await OfSet(context, set, store::kBulletinsOfSubject));
  for (const rpc::Loaded& loaded : bulletins) {
    CO_ASSIGN_OR_RETURN(const auto body,
                        rpc::ParseBody<bulletin::v1::StoredBulletin>(loaded.content.body));
    if (WasLeftOut(body, set)) continue;
    CO_ASSIGN_OR_RETURN(auto shown, ShowBulletin(context, loaded));
    // To everybody else one that is down, for whatever reason, is not there.
    if (!standing::SeesWhatIsDown(context.caller().role())) {
      if (!shown.live()) continue;
      CO_ASSIGN_OR_RETURN(const bool up, co_await StaysUp(context, loaded));
      if (!up) continue;
    }
    *reply.add_bulletins() = std::move(shown);
  }
  NewestFirst(*reply.mutable_bulletins(), [](const auto& one) { return one.published_at(); });
  CO_ASSIGN_OR_RETURN(const auto sightings,
                      co_await OfSet(context, set, store::kSightingsOfSubject));
  for (const rpc::Loaded& loaded : sightings) {
    CO_ASSIGN_OR_RETURN(*reply.add_sightings(), ShowSighting(loaded));
  }
  NewestFirst(*reply.mutable_sightings(), [](const auto& one) { return one.at(); });
  co_return absl::OkStatus();
}

Task<absl::Status> AddWhatIsOwed(Context& context, const LinkedSet& set,
                                 GetSubjectResponse& reply) {
  CO_ASSIGN_OR_RETURN(const auto notices, co_await OfSet(context, set, kNotice));
  for (const rpc::Loaded& loaded : notices) {
    CO_ASSIGN_OR_RETURN(*reply.add_notices(), ShowNotice(context, loaded));
  }
  NewestFirst(*reply.mutable_notices(), [](const auto& one) { return one.recorded_at(); });
  CO_ASSIGN_OR_RETURN(const auto challenges, co_await OfSet(context, set, kChallengeOf));
  for (const rpc::Loaded& loaded : challenges) {
    CO_ASSIGN_OR_RETURN(*reply.add_challenges(), ShowChallenge(context, loaded));
  }
  NewestFirst(*reply.mutable_challenges(), [](const auto& one) { return one.received_at(); });
  co_return absl::OkStatus();
}

absl::Status AddLinks(const LinkedSet& set, subject::v1::Subject& shown) {
  for (const Member& member : set) {
    for (const subject::v1::StoredLink& stored : member.body.links()) {
      ASSIGN_OR_RETURN(const Uuid from, Uuid::FromBytes(stored.from()));
      subject::v1::Link& link = *shown.add_links();
      link.mutable_from()->set_value(from.ToString());
      link.mutable_to()->set_value(member.key.id.ToString());
      *link.mutable_at() = stored.at();
      link.set_by(stored.by_name());
      link.set_reason(stored.reason());
    }
  }
  NewestFirst(*shown.mutable_links(), [](const auto& one) { return one.at(); });
  return absl::OkStatus();
}

}  // namespace

Task<absl::StatusOr<GetSubjectResponse>> GetSubject(const Service&, Context& context,
                                                    const subject::v1::GetSubjectRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(request.subject_id().value(), "subject_id"));
  const store::Key key{label::v1::SUBJECT, id};
  CO_ASSIGN_OR_RETURN(rpc::Loaded loaded, co_await context.Load(key));
  CO_ASSIGN_OR_RETURN(LinkedSet set, co_await LoadSet(context, id));
  // A report may have been corrected since: what it says of somebody's age counts from now on.
  if (context.caller().role() == policy::v1::ROLE_COORDINATOR) {
    CO_RETURN_IF_ERROR(co_await SaveIfChanged(context, set));
    loaded.content = Find(set, id)->content;
  }
  GetSubjectResponse reply;
  CO_ASSIGN_OR_RETURN(*reply.mutable_subject(), ShowSubject(context, loaded));
  // Even their ids would say how many more there are: for whoever is shown how that came about.
  if (loaded.shown.Has(label::v1::BULLETIN_REVIEW)) {
    CO_RETURN_IF_ERROR(AddLinks(set, *reply.mutable_subject()));
  }
  CO_RETURN_IF_ERROR(co_await AddAppearances(context, set, reply));
  CO_RETURN_IF_ERROR(co_await AddWhatIsShown(context, set, reply));
  // To an agency that was passed nothing of this person, and shown nothing, there is no such
  // person: an id alone must not tell that there is.
  const bool nothing = reply.appearances().empty() && reply.bulletins().empty();
  if (policy::IsAgency(context.caller().role()) && nothing) co_return NotFound();
  CO_RETURN_IF_ERROR(co_await AddWhatIsOwed(context, set, reply));
  co_return reply;
}

}  // namespace smarthub::subject
