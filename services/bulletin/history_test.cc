// Random histories of everything that decides who sees a face. After each step a slow model of its
// own, written from the rules of the field and not from the code, says for each member which
// bulletins they receive; GetBulletin and ListBulletins must say exactly the same.
#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "platform/base/times.h"
#include "services/bulletin/history_for_test.h"
#include "services/bulletin/town_for_test.h"

namespace smarthub::bulletin {
namespace {

using policy::v1::Role;

class HistoryTest : public TownTest, public ::testing::WithParamInterface<int> {
 protected:
  HistoryTest() : random_(static_cast<unsigned>(GetParam())) {
    for (int i = 0; i < 5; ++i) {
      Person person;
      person.name = "P" + std::to_string(i);
      person.young = i == 4;
      person.set = i;
      people_.push_back(person);
      faces_.push_back(Reported(
          person.name, ann, larder,
          person.young ? incident::v1::AGE_BAND_10_TO_17 : incident::v1::AGE_BAND_30_TO_49));
    }
    // Each with the areas they have now.
    readers_ = {{"ann", ann}, {"ben", ben},       {"bob", bob},
                {"fay", fay}, {"police", police}, {"council", council}};
  }

  int Draw(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  bool Chance(int percent) { return Draw(100) < percent; }
  template <typename Of>
  auto& Any(Of& of) {
    return of[static_cast<size_t>(Draw(static_cast<int>(of.size())))];
  }

  // ---- the model ----

  bool Holds(const Posted& posted, bool Person::* what) const {
    return std::any_of(posted.people.begin(), posted.people.end(), [&](int shown) {
      return std::any_of(people_.begin(), people_.end(), [&](const Person& person) {
        return person.set == people_[static_cast<size_t>(shown)].set && person.*what;
      });
    });
  }
  bool Young(const Posted& posted) const {
    return Holds(posted, &Person::young) || Holds(posted, &Person::under_10);
  }
  bool Told(const Posted& posted) const {
    // Of a set, one notice is enough.
    return std::all_of(posted.people.begin(), posted.people.end(), [&](int shown) {
      return std::any_of(people_.begin(), people_.end(), [&](const Person& person) {
        return person.set == people_[static_cast<size_t>(shown)].set && person.told;
      });
    });
  }
  bool Receives(const TestCaller& reader, const Posted& posted) const {
    const absl::Time now = hub_now();
    if (!posted.published || now < posted.from || now >= posted.until) return false;
    if (!posted.roles.contains(reader.facts.role)) return false;
    const bool agency = reader.facts.role == policy::v1::ROLE_POLICE ||
                        reader.facts.role == policy::v1::ROLE_COUNCIL;
    bool there = posted.everywhere || agency;
    for (const Uuid& area : reader.facts.areas) there |= posted.areas.contains(area.ToString());
    // Nobody signs for a child under 10.
    if (Holds(posted, &Person::under_10)) return false;
    // Whoever is known to be a child now is up with a signature only, and for four weeks.
    if (Young(posted) && (!posted.signed_off || now >= Longest(posted))) {
      return false;
    }
    return there && !Holds(posted, &Person::frozen) && !Holds(posted, &Person::restricted);
  }
  // Some of its time may be used up by an earlier bulletin of the same person from the same report.
  Posted Inheriting(Posted posted) const {
    for (const auto& [id, other] : posted_) posted.InheritFrom(other);
    return posted;
  }
  bool IsStale(const Posted& posted) const { return posted.waits && hub_now() >= posted.due; }
  // A month for what nobody published; else its gallery's year, half of it of a child.
  void SetDue(Posted& posted) const {
    const absl::CivilDay from(
        absl::ToCivilDay(posted.was_up ? *posted.first : posted.proposed, london_));
    const absl::CivilDay last =
        !posted.was_up
            ? from + 31
            : absl::CivilDay(absl::CivilMonth(from) + (Young(posted) ? 6 : 12)) + (from.day() - 1);
    posted.due = absl::FromCivil(last + 1, london_);
  }
  // Nothing is missing but whoever it is for.
  bool IsComplete(const Posted& posted) const {
    const bool in_time = Longest(posted) > hub_now() &&
                         (!posted.wanted.has_value() ||
                          (*posted.wanted > hub_now() && *posted.wanted <= Longest(posted)));
    return in_time && (posted.people.empty() ||
                       (Told(posted) && !Holds(posted, &Person::under_10) &&
                        !Holds(posted, &Person::challenged) && !Holds(posted, &Person::frozen) &&
                        !Holds(posted, &Person::restricted)));
  }
  bool LacksSignature(const Posted& posted) const {
    return !posted.people.empty() && Young(posted) && !posted.signed_off;
  }
  // Before it is up: a second person who has something to do.
  bool Reviews(const TestCaller& reader, const Posted& posted) const {
    const Role role = reader.facts.role;
    const bool manager = role == policy::v1::ROLE_SITE_MANAGER;
    const bool agency = role == policy::v1::ROLE_POLICE || role == policy::v1::ROLE_COUNCIL;
    if (!posted.waits || IsStale(posted) || !posted.roles.contains(role)) return false;
    bool there = posted.everywhere;
    for (const Uuid& area : reader.facts.areas) there |= posted.areas.contains(area.ToString());
    if (!(agency || (manager && there && !Young(posted)))) return false;
    // It is always police who approve here.
    return IsComplete(posted) &&
           (!posted.approved || LacksSignature(posted) || role == policy::v1::ROLE_POLICE);
  }
  absl::Time Longest(const Posted& posted) const {
    const absl::CivilDay today(absl::ToCivilDay(posted.first.value_or(hub_now()), london_));
    const absl::CivilDay last = Young(posted) ? today + 28
                                : posted.people.empty()
                                    ? today + 7
                                    : absl::CivilDay(today.year() + 1, today.month(), today.day());
    return absl::FromCivil(last + 1, london_);
  }
  bool MayGoUp(const Posted& posted) const {
    if (!posted.waits || IsStale(posted) || !IsComplete(Inheriting(posted))) return false;
    return posted.people.empty() || (posted.approved && !LacksSignature(posted));
  }

  // ---- the steps ----

  absl::Time hub_now() const { return const_cast<HistoryTest*>(this)->hub.clock().Now(); }

  void DrawAudience(bulletin::v1::Audience& audience, Posted& posted) {
    audience.Clear();
    posted.roles = {policy::v1::ROLE_POLICE, policy::v1::ROLE_SITE_MANAGER};
    if (Chance(70)) posted.roles.insert(policy::v1::ROLE_REPORTER);
    if (Chance(30)) posted.roles.insert(policy::v1::ROLE_COUNCIL);
    for (const int role : posted.roles) audience.add_roles(static_cast<Role>(role));
    posted.areas.clear();
    posted.everywhere = Chance(20);
    audience.set_everywhere(posted.everywhere);
    if (posted.everywhere) return;
    for (const Uuid& area : {centre, north}) {
      if (Chance(60)) posted.areas.insert(area.ToString());
    }
    if (posted.areas.empty()) posted.areas.insert(centre.ToString());
    for (const std::string& area : posted.areas) audience.add_areas()->set_value(area);
  }
  void DrawEnd(google::protobuf::Timestamp* to, Posted& posted, bool sure) {
    posted.wanted.reset();
    if (!sure && Chance(50)) return;
    posted.wanted = hub_now() + absl::Hours(1 + Draw(24 * 20));
    *to = ToProto(*posted.wanted);
  }

  void ProposeOne() {
    Posted posted;
    std::vector<Face> faces;
    for (int i = 0; i < 5; ++i) {
      if (!Chance(30)) continue;
      posted.people.push_back(i);
      faces.push_back(faces_[static_cast<size_t>(i)]);
    }
    auto request = posted.people.empty() ? Alert() : Proposal(faces);
    if (faces.size() > 4) return;
    DrawAudience(*request.mutable_audience(), posted);
    google::protobuf::Timestamp end;
    DrawEnd(&end, posted, false);
    if (posted.wanted.has_value()) *request.mutable_live_until() = end;
    const std::string id = Proposed(request);
    ASSERT_FALSE(id.empty());
    posted = Inheriting(posted);
    posted.proposed = hub_now();
    SetDue(posted);
    posted_[id] = posted;
  }
  void ReviewOne(const std::string& id, Posted& posted) {
    // Police see it only while they have something to do; the audience always names them.
    const bool can = Reviews(police, posted) && !posted.approved;
    EXPECT_EQ(Review(police, id, posted.revision).ok(), can);
    if (can) posted.approved = true;
    const bool signs = posted.waits && Young(posted) && !posted.people.empty();
    if (signs && Chance(80)) {
      const bool signed_off = SignOff(dpo, id, posted.revision).ok();
      posted.signed_off |= signed_off;
    }
  }
  void PublishOne(const std::string& id, Posted& posted) {
    const bool can = MayGoUp(posted);
    const absl::Status published = Publish(cora, id, posted.revision);
    EXPECT_EQ(published.ok(), can) << published << ::testing::PrintToString(MissingIn(published));
    if (!published.ok()) return;
    posted = Inheriting(posted);
    if (!posted.first.has_value()) posted.first = hub_now();
    posted.until = posted.wanted.value_or(Longest(posted));
    posted.from = hub_now();
    posted.ShowEverybody();
  }
  void AmendOne(const std::string& id, Posted& posted) {
    const bool live = posted.published && hub_now() < posted.until;
    Posted next = posted;
    const auto amended = Amend(cora, id, [&](auto& request) {
      DrawAudience(*request.mutable_audience(), next);
      google::protobuf::Timestamp end;
      DrawEnd(&end, next, posted.people.empty());
      if (next.wanted.has_value()) *request.mutable_live_until() = end;
    });
    const bool waits = posted.waits && !IsStale(posted);
    if (!waits && !live) {
      EXPECT_FALSE(amended.ok());
      return;
    }
    // Somebody restricted is not in the coordinator's page, so not in the amendment either.
    if (!posted.people.empty() && Holds(posted, &Person::restricted)) {
      if (!amended.ok()) return;
      next.people.clear();
      for (const int shown : posted.people) {
        Posted alone;
        alone.people = {shown};
        if (!Holds(alone, &Person::restricted)) next.people.push_back(shown);
      }
    } else if (live && posted.people.empty()) {
      // A live alert is held to a week from when it went up.
      if (!amended.ok()) return;
      next.until = *next.wanted;
    }
    ASSERT_TRUE(amended.ok()) << amended.status();
    posted = next;
    ++posted.revision;
    posted.approved = posted.signed_off = false;
    if (!posted.people.empty()) {
      posted.published = false;
      posted.waits = true;
      SetDue(posted);
    }
  }
  void EndOne(const std::string& id, Posted& posted) {
    const bool live = posted.published && hub_now() < posted.until;
    if (Chance(50)) {
      const bool waits = posted.waits && !IsStale(posted);
      EXPECT_EQ(Withdraw(cora, id).ok(), live || waits);
      if (live || waits) posted.published = posted.waits = false;
    } else {
      EXPECT_EQ(Expire(cora, id).ok(), live);
      if (live) posted.until = hub_now();
    }
  }
  // What services/subject keeps in line over a set of linked people.
  void Write(int set) {
    Posted of;
    for (int i = 0; i < 5; ++i) {
      if (people_[static_cast<size_t>(i)].set == set) of.people.push_back(i);
    }
    for (const int i : of.people) {
      ChangeSubject(
          faces_[static_cast<size_t>(i)],
          [&](auto& body) {
            body.set_notice_done(Told(of));
            body.set_challenged(Holds(of, &Person::challenged));
            body.set_anybody_under_10(Holds(of, &Person::under_10));
          },
          [&](auto& facts) {
            facts.set_frozen(Holds(of, &Person::frozen));
            facts.set_restricted(Holds(of, &Person::restricted));
            facts.set_under_18(Young(of));
          });
    }
  }
  void ChangePerson() {
    Person& person = Any(people_);
    const int before = person.set;
    switch (Draw(8)) {
      case 0:
      case 1:
        person.frozen = !person.frozen;
        break;
      case 2:
        person.restricted = !person.restricted;
        break;
      case 3:
        person.told = !person.told;
        break;
      case 4:
        person.challenged = !person.challenged;
        break;
      case 5:
        person.under_10 = !person.under_10;
        break;
      case 6: {  // linked with somebody
        const int to = Any(people_).set;
        for (Person& other : people_) {
          if (other.set == before) other.set = to;
        }
        break;
      }
      default:  // two persons after all
        for (int i = 0; i < 5; ++i) {
          if (&people_[static_cast<size_t>(i)] == &person) person.set = 100 + i;
        }
    }
    Write(before);
    Write(person.set);
  }
  void Move() {
    auto& [name, reader] = Any(readers_);
    if (reader.facts.areas.empty()) return;
    reader = reader.InAreas({Chance(50) ? centre : north});
  }

  void Step() {
    if (posted_.empty() || Chance(20)) return ProposeOne();
    auto one = posted_.begin();
    std::advance(one, Draw(static_cast<int>(posted_.size())));
    switch (Draw(12)) {
      case 0:
      case 1:
        return ReviewOne(one->first, one->second);
      case 2:
      case 3:
      case 4:
        ReviewOne(one->first, one->second);
        return PublishOne(one->first, one->second);
      case 5:
        return AmendOne(one->first, one->second);
      case 6:
        return EndOne(one->first, one->second);
      case 7:
        return hub.clock().Advance(absl::Hours(1 + Draw(24 * 9)));
      case 8: {  // to the very end of one, or just before
        const absl::Time end =
            one->second.until - (Chance(50) ? absl::Nanoseconds(1) : absl::ZeroDuration());
        if (one->second.published && end > hub_now()) hub.clock().Set(end);
        return;
      }
      case 9:
        return Move();
      default:
        return ChangePerson();
    }
  }

  void Check() {
    for (const auto& [name, reader] : readers_) {
      std::set<std::string> expected;
      for (const auto& [id, posted] : posted_) {
        if (Receives(reader, posted)) expected.insert(id);
      }
      const std::vector<std::string> listed = List(reader, bulletin::v1::BULLETIN_FILTER_LIVE, 3);
      EXPECT_EQ(std::set<std::string>(listed.begin(), listed.end()), expected) << name;
      EXPECT_EQ(listed.size(), expected.size()) << name;
      received_ += expected.size();
    }
    // One of them by name, whoever asks. Whoever reviews may open what waits.
    auto one = posted_.begin();
    std::advance(one, Draw(static_cast<int>(posted_.size())));
    const auto& [name, reader] = Any(readers_);
    const auto got = Get(reader, one->first);
    if (Receives(reader, one->second)) {
      ASSERT_TRUE(got.ok()) << name;
      EXPECT_EQ(static_cast<size_t>(got->persons_size()), one->second.people.size());
    } else if (got.ok()) {
      EXPECT_TRUE(Reviews(reader, one->second)) << name;
    }
  }

  const absl::TimeZone london_ = [] {
    absl::TimeZone zone;
    EXPECT_TRUE(absl::LoadTimeZone("Europe/London", &zone));
    return zone;
  }();
  std::mt19937 random_;
  std::vector<Person> people_;
  std::vector<Face> faces_;
  std::vector<std::pair<std::string, TestCaller>> readers_;
  std::map<std::string, Posted> posted_;
  // How much was there to be seen in all: a history in which nothing is live proves nothing.
  size_t received_ = 0;
};

TEST_P(HistoryTest, NobodyReceivesWhomTheRulesOfThatMomentForbid) {
  for (int step = 0; step < 60; ++step) {
    Step();
    if (posted_.empty()) continue;
    Check();
    ASSERT_FALSE(HasFailure()) << "seed " << GetParam() << ", step " << step;
  }
  EXPECT_GT(received_, 0u) << "seed " << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Seeds, HistoryTest, ::testing::Range(1, 9));

}  // namespace
}  // namespace smarthub::bulletin
