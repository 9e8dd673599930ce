#include "services/evidence/through.h"

#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/store/indexes.h"
#include "policies/standing/there.h"
#include "services/evidence/record.h"
#include "smarthub/bulletin/v1/stored.pb.h"

namespace smarthub::evidence {
namespace {

using rpc::Context;

// An appearance has one subject; the limit is for the index alone.
constexpr int kMostSubjects = 4;

using bulletin::v1::StoredBulletin;

// Whether it waits for this caller to review. What a proposal may lack of audience and expiry is
// not asked here: it says nothing of who is in it. Of age, what reports say reaches the person.
Task<absl::StatusOr<bool>> IsThereToReview(Context& context, StoredBulletin body,
                                           store::Content content, standing::People people) {
  std::vector<store::Key> keys;
  for (const auto& person : body.persons()) {
    if (person.photo_id().empty()) continue;
    CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(person.photo_id()));
    keys.push_back({label::v1::PHOTO, id});
  }
  CO_ASSIGN_OR_RETURN(const auto photos, co_await context.LoadAllForRule(std::move(keys)));
  size_t next = 0;
  for (const auto& person : body.persons()) {
    if (person.photo_id().empty()) continue;
    const auto& photo = photos[next++];
    people.AddPicture(person, photo.has_value() ? &photo->content : nullptr);
  }
  for (const auto& person : body.persons()) people.AddLooks(person, content);
  const policy::PublicationFacts facts = standing::FactsOf(body, people);
  const policy::Missing missing = standing::MissingOfWho(context.policy(), body.kind(), facts);
  const auto is_shown = [&context](const store::v1::RecordFacts& as_now) {
    return context.MayDo("photo.read", label::v1::BULLETIN, as_now);
  };
  co_return standing::IsThereToReview({body, content},
                                      standing::StateAt(body, content, context.now()), facts,
                                      missing, {context.caller().person_id().bytes(), is_shown});
}

// Whether the bulletin room would show it to this caller at this moment.
Task<absl::StatusOr<bool>> IsThere(Context& context, StoredBulletin body, store::Content content,
                                   standing::People people) {
  if (standing::SeesWhatIsDown(context.caller().role())) co_return true;
  if (!people.whole()) co_return false;
  // A child's picture is not its proposer's either.
  const policy::Missing child =
      policy::MissingItems(context.policy(), body.kind(), standing::FactsOf(body, people),
                           policy::v1::PUBLICATION_ITEM_UNDER_10);
  if (!child.nothing()) co_return false;
  if (!standing::Waits(standing::StateAt(body, content, context.now()))) {
    co_return standing::IsUp(context.policy(), {body, content}, people, context.now());
  }
  if (content.facts.person_id() == context.caller().person_id().bytes()) co_return true;
  co_return co_await IsThereToReview(context, std::move(body), std::move(content),
                                     std::move(people));
}

}  // namespace

Task<absl::StatusOr<ThroughBulletin>> LoadBulletin(Context& context, Uuid id) {
  const store::Key key{label::v1::BULLETIN, id};
  CO_ASSIGN_OR_RETURN(const rpc::Loaded loaded, co_await context.Load(key));
  CO_ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<StoredBulletin>(loaded.content.body));
  std::vector<store::Key> subjects;
  for (const auto& person : body.persons()) {
    CO_ASSIGN_OR_RETURN(const Uuid subject, Uuid::FromBytes(person.subject_id()));
    subjects.push_back({label::v1::SUBJECT, subject});
  }
  CO_ASSIGN_OR_RETURN(const auto loaded_people, co_await context.LoadAllAlong(std::move(subjects)));
  ThroughBulletin through;
  through.shown = loaded.shown;
  std::map<Uuid, bool> all_seen;
  standing::People people;
  for (int i = 0; i < body.persons_size(); ++i) {
    const auto& loaded_person = loaded_people[static_cast<size_t>(i)];
    if (loaded_person.has_value()) {
      people.Add(loaded_person->content, context.now());
    } else {
      people.AddNobody();
    }
    const bulletin::v1::StoredPerson& person = body.persons(i);
    if (person.photo_id().empty()) continue;
    CO_ASSIGN_OR_RETURN(const Uuid photo, Uuid::FromBytes(person.photo_id()));
    const auto [digest, is_new] = through.photos.emplace(photo, person.photo_sha256());
    const bool fits =
        loaded_person.has_value() && (is_new || digest->second == person.photo_sha256());
    const auto [known, first] = all_seen.emplace(photo, fits);
    if (!first) known->second = known->second && fits;
  }
  CO_ASSIGN_OR_RETURN(const bool there, co_await IsThere(context, body, loaded.content, people));
  if (!there) co_return NotFound();
  std::erase_if(through.photos, [&all_seen](const auto& each) { return !all_seen[each.first]; });
  co_return through;
}

Task<absl::StatusOr<std::vector<bool>>> PeopleSeen(Context& context,
                                                   std::vector<std::string> appearances) {
  std::vector<store::Key> subjects;
  // In step with `subjects`: whose they are.
  std::vector<size_t> of;
  for (size_t i = 0; i < appearances.size(); ++i) {
    store::Range range;
    range.index = std::string(store::kSubjectOfAppearance);
    range.partition = IdText(appearances[i]);
    range.limit = kMostSubjects;
    CO_ASSIGN_OR_RETURN(const auto views, co_await context.ListForRule(range));
    for (const rpc::RuleView& view : views) {
      subjects.push_back(view.key);
      of.push_back(i);
    }
  }
  CO_ASSIGN_OR_RETURN(const auto people, co_await context.LoadAllAlong(std::move(subjects)));
  std::vector<bool> seen(appearances.size(), true);
  for (size_t i = 0; i < people.size(); ++i) {
    if (!people[i].has_value()) seen[of[i]] = false;
  }
  co_return seen;
}

}  // namespace smarthub::evidence
