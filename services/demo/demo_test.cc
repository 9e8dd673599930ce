// Drawing is checked here; walking is checked by `smarthub run` in tests/e2e, on a whole hub.
#include "services/demo/demo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

#include "absl/time/civil_time.h"
#include "services/demo/board.h"
#include "services/demo/cast.h"
#include "services/demo/draw.h"
#include "services/demo/people.h"
#include "services/demo/story.h"

namespace smarthub::demo {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'795'428'000);  // 2026-11-23 10:00 UTC

Recorded TwoYears() {
  Recorded recorded;
  for (absl::CivilMonth month(2024, 1); month <= absl::CivilMonth(2025, 12); ++month) {
    auto& rows = recorded[absl::FormatCivilTime(month)];
    for (int i = 0; i < 60; ++i) {
      insight::v1::ReferenceRow row;
      row.set_crime_id(std::to_string(i));
      row.set_crime_type(i % 4 == 3 ? "Anti-social behaviour" : "Shoplifting");
      row.set_street(i % 2 == 0 ? "Market Place" : "Elgin Drive");
      row.set_outcome("Local resolution");
      rows.push_back(row);
    }
  }
  return recorded;
}

DemoOptions Options() {
  DemoOptions options;
  options.now = kNow;
  options.recorded = TwoYears();
  return options;
}

std::vector<Planned> Drawn(uint64_t seed) {
  const DemoOptions options = Options();
  Dice dice(seed);
  return Draw(options, *MonthsToMove(options.recorded, kNow), dice);
}

std::string Text(const std::vector<Planned>& plans) {
  std::string text;
  for (const Planned& plan : plans) {
    text += plan.incident_id + std::to_string(plan.shop) + plan.report.SerializeAsString() +
            std::to_string(plan.agencies.size()) + (plan.closed ? "c" : "-");
  }
  return text;
}

TEST(Demo, TheNewestMonthBecomesLastMonth) {
  EXPECT_EQ(*MonthsToMove(TwoYears(), kNow), 10);
  EXPECT_FALSE(MonthsToMove({}, kNow).ok());
  const auto plans = Drawn(1);
  ASSERT_FALSE(plans.empty());
  EXPECT_GE(plans.front().reported, absl::FromUnixSeconds(1'761'955'200)) << "2025-11-01";
  EXPECT_LE(plans.back().reported, kNow);
}

TEST(Demo, SameSeedSameTown) {
  EXPECT_EQ(Text(Drawn(1)), Text(Drawn(1)));
  EXPECT_NE(Text(Drawn(1)), Text(Drawn(2)));
}

TEST(Demo, ASpreadOfShopsTypesAndWays) {
  const auto plans = Drawn(1);
  std::set<size_t> shops;
  std::set<int> types;
  int declined = 0, returned = 0, withdrawn = 0, left = 0, both = 0, urgent = 0;
  for (const Planned& plan : plans) {
    shops.insert(plan.shop);
    types.insert(plan.report.type());
    declined += plan.declined;
    returned += plan.returned;
    withdrawn += plan.withdrawn;
    left += plan.left;
    both += plan.agencies.size() == 2;
    urgent += plan.urgent;
    EXPECT_FALSE(plan.agencies.empty());
    EXPECT_LE(plan.report.happened_to().seconds(), absl::ToUnixSeconds(plan.reported));
    EXPECT_LT(plan.reported - absl::FromUnixSeconds(plan.report.happened_from().seconds()),
              absl::Hours(24 * 31));
  }
  EXPECT_GE(types.size(), 2u);
  for (const int count : {declined, returned, withdrawn, left, both, urgent}) EXPECT_GT(count, 0);
  EXPECT_GT(plans.size(), 200u);
}

TEST(Demo, BusyStreetsMakeBusyShops) {
  for (const Planned& plan : Drawn(3)) {
    const auto& site = kSites[plan.shop];
    EXPECT_TRUE(site.address == "Market Place" || plan.shop < std::size(kSites));
  }
}

TEST(Demo, TheStoryIsInTheTown) {
  auto plans = Drawn(1);
  Dice dice(7), again(7);
  AddStory(kNow, dice, plans);
  auto same = Drawn(1);
  AddStory(kNow, again, same);
  EXPECT_EQ(Text(plans), Text(same));
  std::set<int> told;
  for (size_t i = 0; i < plans.size(); ++i) {
    if (i > 0) EXPECT_LE(plans[i - 1].reported, plans[i].reported);
    EXPECT_LE(plans[i].reported, kNow);
    if (plans[i].story >= 0) told.insert(plans[i].story);
  }
  EXPECT_EQ(told.size(), std::size(kReported));
}

// Whatever happens was made possible before: a page opened from a report that is there, a bulletin
// of a person whose page is open, and nothing up that nobody else has read.
TEST(Demo, ScenesComeAfterWhatTheyNeed) {
  std::set<std::pair<Scene::What, size_t>> played;
  const auto before = [&played](Scene::What what, size_t which) {
    return played.contains({what, which});
  };
  absl::Time last = absl::InfinitePast();
  for (const Scene& scene : Scenes(kNow)) {
    EXPECT_LE(last, scene.at);
    EXPECT_LT(scene.at, kNow);
    last = scene.at;
    const size_t i = scene.which;
    switch (scene.what) {
      case Scene::What::kAgree:
        EXPECT_TRUE(before(Scene::What::kSendStill, i)) << i;
        EXPECT_FALSE(kSites[kReported[i].shop].manager.empty()) << i;
        break;
      case Scene::What::kOpenPerson:
        EXPECT_GT(kReported[i].days, kReported[i].opened) << i;
        break;
      case Scene::What::kLink:
        EXPECT_TRUE(before(Scene::What::kOpenPerson, kReported[i].same_as)) << i;
        EXPECT_EQ(kReported[i].who, kReported[kReported[i].same_as].who) << i;
        break;
      case Scene::What::kNotice:
        EXPECT_TRUE(before(Scene::What::kOpenPerson, kNotices[i].of)) << i;
        break;
      case Scene::What::kPropose:
        if (kBulletins[i].first == kNoReport) break;
        EXPECT_TRUE(before(Scene::What::kOpenPerson, kBulletins[i].shown)) << i;
        EXPECT_EQ(kReported[kBulletins[i].first].who, kReported[kBulletins[i].shown].who) << i;
        break;
      case Scene::What::kApprove: {
        EXPECT_TRUE(before(Scene::What::kPropose, i)) << i;
        const bool officer = kBulletins[i].second.kind == SecondData::kOfficer;
        EXPECT_TRUE(officer || kBulletins[i].second.which != kReported[kBulletins[i].shown].shop)
            << i;
        break;
      }
      case Scene::What::kPublish:
        EXPECT_TRUE(before(Scene::What::kPropose, i)) << i;
        EXPECT_TRUE(kBulletins[i].first == kNoReport || before(Scene::What::kApprove, i)) << i;
        break;
      case Scene::What::kReviewChallenge:
        EXPECT_TRUE(before(Scene::What::kChallenge, i)) << i;
        break;
      default:
        break;
    }
    played.insert({scene.what, i});
  }
}

TEST(Demo, TheClockStandsWhereItWasPutAndThenIsReal) {
  FakeClock real(kNow);
  DemoClock clock(&real);
  EXPECT_EQ(clock.Now(), kNow);
  clock.MoveTo(kNow - absl::Hours(100));
  EXPECT_EQ(clock.Now(), kNow - absl::Hours(100));
  clock.MoveTo(kNow - absl::Hours(200));
  EXPECT_EQ(clock.Now(), kNow - absl::Hours(100)) << "never backwards";
  clock.Release();
  EXPECT_EQ(clock.Now(), kNow);
  clock.MoveTo(kNow - absl::Hours(1));
  EXPECT_EQ(clock.Now(), kNow) << "released for good";
}

TEST(Demo, SignInsAreForTheOwnerOnly) {
  char directory[] = "/tmp/shXXXXXX";
  ASSERT_NE(mkdtemp(directory), nullptr);
  const std::string path = std::string(directory) + "/demo-sign-in.txt";
  DemoTown town;
  SignIn person;
  person.name = "Ava Tillotson-Reed";
  person.login = "ava@tilbrook.example";
  person.password = "abcdefgh";
  town.people.push_back(person);
  ASSERT_TRUE(WriteSecretFile(path, SignInText(town)).ok());
  ASSERT_TRUE(WriteSecretFile(path, SignInText(town)).ok()) << "again";
  struct stat found{};
  ASSERT_EQ(stat(path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  std::ifstream in(path);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  EXPECT_EQ(text, SignInText(town));
  EXPECT_NE(text.find("ava@tilbrook.example"), std::string::npos);
  EXPECT_FALSE(WriteSecretFile("/nowhere/at/all", "").ok());
  std::remove(path.c_str());
  std::remove(directory);
}

}  // namespace
}  // namespace smarthub::demo
