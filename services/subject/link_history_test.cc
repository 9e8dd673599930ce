// Over random histories of opening, linking, unlinking, freezing and notices, what is stored and
// shown is what a slow model of sets says, and undoing everything leaves what there was.
#include <gmock/gmock.h>

#include <map>
#include <random>
#include <set>

#include "platform/base/times.h"
#include "services/subject/town_for_test.h"

namespace smarthub::subject {
namespace {

using smarthub::testing::IsOk;

// Who points where, and what each says for themselves; the rest is worked out the slow way.
struct Model {
  std::map<std::string, std::string> above;
  std::set<std::string> young;
  std::map<std::string, std::set<std::string>> frozen_by;
  // Of whom the last notice given to each spoke.
  std::map<std::string, std::set<std::string>> told;

  std::string Root(std::string id) const {
    while (above.contains(id)) id = above.at(id);
    return id;
  }
  std::set<std::string> With(const std::string& id, const std::vector<std::string>& all) const {
    std::set<std::string> set;
    for (const std::string& other : all) {
      if (Root(other) == Root(id)) set.insert(other);
    }
    return set;
  }
};

constexpr char kBecause[] = "The till slip has their card.";

class LinkHistoryTest : public TownTest, public ::testing::WithParamInterface<int> {
 protected:
  std::vector<std::string> people;
  // Challenges under review, and the subject of each.
  std::map<std::string, std::string> challenges;
  Model model;
  // What each said when they were alone and nothing had happened.
  std::map<std::string, std::string> fresh;

  static std::string WithoutHistory(subject::v1::StoredSubject body) {
    body.clear_undone();
    // A challenge that was answered leaves that they were in touch.
    body.clear_in_touch_since();
    body.clear_in_touch_by();
    body.clear_notice_due();
    return body.SerializeAsString();
  }

  void Compare(const std::string& id) {
    const std::set<std::string> set = model.With(id, people);
    bool frozen = false;
    bool young = false;
    bool told = true;
    for (const std::string& one : set) {
      frozen |= !model.frozen_by[one].empty();
      young |= model.young.contains(one);
      bool spoken = false;
      for (const std::string& by : set) {
        spoken |= model.told.contains(by) && model.told.at(by).contains(one);
      }
      told &= spoken;
    }
    const auto page = Page(id);
    std::set<std::string> shown;
    for (const auto& appearance : page.appearances()) {
      shown.insert(appearance.subject_id().value());
    }
    EXPECT_EQ(shown, set);
    EXPECT_EQ(page.subject().appearance_count(), static_cast<int>(set.size()));
    EXPECT_EQ(page.subject().frozen(), frozen);
    EXPECT_EQ(page.subject().under_18(), young);
    EXPECT_EQ(page.subject().has_notice_due(), !told);
    EXPECT_EQ(page.subject().links_size(), static_cast<int>(set.size()) - 1);
    EXPECT_EQ(Facts(id).frozen(), frozen);
    EXPECT_EQ(Facts(id).under_18(), young);
  }

  void Step(std::mt19937& random) {
    const auto any = [&] { return people[random() % people.size()]; };
    const std::string a = any();
    const std::string b = any();
    switch (random() % 8) {
      case 0:
      case 1:
      case 2: {
        const bool may = model.Root(a) != model.Root(b) && !model.above.contains(a);
        EXPECT_EQ(Link(a, b).ok(), may);
        if (may) model.above[a] = b;
        break;
      }
      case 3:
      case 4: {
        bool frozen = false;
        for (const std::string& one : model.With(b, people)) {
          frozen |= !model.frozen_by[one].empty();
        }
        const bool may = model.above.contains(b) && model.Root(a) == model.Root(b) && !frozen;
        EXPECT_EQ(Unlink(a, b).ok(), may);
        if (may) model.above.erase(b);
        break;
      }
      case 5: {
        const std::string challenge =
            ChallengeOf(Challenged(policy::v1::CHALLENGE_GROUND_MISTAKEN_IDENTITY));
        ASSERT_THAT(Review(challenge, a, false, true), IsOk());
        challenges[challenge] = a;
        model.frozen_by[a].insert(challenge);
        break;
      }
      case 6: {
        if (challenges.empty()) break;
        const auto [challenge, subject] = *challenges.begin();
        if (random() % 2 == 0) {
          // Another person after all.
          ASSERT_THAT(Review(challenge, b, true, false, subject == b ? "" : kBecause), IsOk());
          challenges[challenge] = b;
          model.frozen_by[subject].erase(challenge);
          model.frozen_by[b].insert(challenge);
        } else {
          ASSERT_THAT(Decide(challenge, subject::v1::CHALLENGE_OUTCOME_REFUSED, kBecause), IsOk());
          challenges.erase(challenge);
          model.frozen_by[subject].erase(challenge);
        }
        break;
      }
      default:
        if (random() % 4 != 0) break;
        ASSERT_THAT(Give(a), IsOk());
        model.told[a] = model.With(a, people);
        break;
    }
  }
};

TEST_P(LinkHistoryTest, SetsAreWhatAModelSaysAndUndoingLeavesWhatThereWas) {
  std::mt19937 random(GetParam());
  for (int i = 0; i < 7; ++i) {
    const bool young = random() % 5 == 0;
    const std::string id =
        Opened("report " + std::to_string(i),
               {.age = young ? incident::v1::AGE_BAND_10_TO_17 : incident::v1::AGE_BAND_18_TO_29,
                .ago = absl::Hours(1 + i)});
    people.push_back(id);
    if (young) model.young.insert(id);
    fresh[id] = WithoutHistory(Body(id));
  }
  for (int step = 0; step < 30; ++step) {
    Step(random);
    for (const std::string& id : people) Compare(id);
    if (HasFailure()) FAIL() << "at step " << step;
  }
  for (const auto& [challenge, subject] : challenges) {
    ASSERT_THAT(Decide(challenge, subject::v1::CHALLENGE_OUTCOME_NOT_IDENTIFIED, kBecause), IsOk());
  }
  while (!model.above.empty()) {
    const auto [from, to] = *model.above.begin();
    ASSERT_THAT(Unlink(to, from), IsOk());
    model.above.erase(from);
  }
  for (const std::string& id : people) {
    auto body = Body(id);
    // A notice is no link: it stays given.
    if (model.told.contains(id)) continue;
    EXPECT_EQ(WithoutHistory(body), fresh[id]) << body.ShortDebugString();
    EXPECT_FALSE(Facts(id).frozen());
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, LinkHistoryTest, ::testing::Range(1, 6));

}  // namespace
}  // namespace smarthub::subject
