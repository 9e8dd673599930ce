// The demonstration town, made once for every test of this program: they only look at it.
#ifndef TESTS_INTEGRATION_DEMO_TOWN_H_
#define TESTS_INTEGRATION_DEMO_TOWN_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/testing/matchers.h"
#include "smarthub/bulletin/v1/bulletin.pb.h"
#include "smarthub/subject/v1/subject.pb.h"
#include "tests/integration/demo_world.h"

namespace smarthub {

inline constexpr auto kLive = bulletin::v1::BULLETIN_FILTER_LIVE;
inline constexpr auto kWaiting = bulletin::v1::BULLETIN_FILTER_WAITING;
inline constexpr auto kOver = bulletin::v1::BULLETIN_FILTER_OVER;

class DemoTownTest : public ::testing::Test {
 protected:
  // One town for all of them: they only look at it.
  static void SetUpTestSuite() {
    world_ = new DemoWorld();
    auto town = world_->Make();
    ASSERT_THAT(town, smarthub::testing::IsOk());
    town_ = new demo::DemoTown(*std::move(town));
  }
  static void TearDownTestSuite() {
    delete town_;
    delete world_;
  }
  void SetUp() override { ASSERT_NE(town_, nullptr) << "the town was not made"; }

  // All pages of one list.
  static std::vector<bulletin::v1::Bulletin> Bulletins(demo::Person& person,
                                                       bulletin::v1::BulletinFilter filter,
                                                       DemoWorld& world = *world_) {
    std::vector<bulletin::v1::Bulletin> all;
    bulletin::v1::ListBulletinsRequest request;
    request.set_filter(filter);
    do {
      const auto page = world.As<bulletin::v1::ListBulletinsResponse>(
          person, "bulletin.v1.BulletinService/ListBulletins", request);
      EXPECT_THAT(page, smarthub::testing::IsOk());
      if (!page.ok()) break;
      all.insert(all.end(), page->bulletins().begin(), page->bulletins().end());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return all;
  }
  // How many of each gallery.
  static std::map<std::string, int> Counted(const std::vector<bulletin::v1::Bulletin>& bulletins) {
    std::map<std::string, int> counted;
    for (const bulletin::v1::Bulletin& one : bulletins) ++counted[one.gallery()];
    return counted;
  }
  static subject::v1::ListChallengesResponse Challenges(demo::Person& person, bool decided,
                                                        DemoWorld& world = *world_) {
    subject::v1::ListChallengesRequest request;
    request.set_decided(decided);
    const auto reply = world.As<subject::v1::ListChallengesResponse>(
        person, "subject.v1.SubjectService/ListChallenges", request);
    EXPECT_THAT(reply, smarthub::testing::IsOk());
    return reply.ok() ? *reply : subject::v1::ListChallengesResponse();
  }
  static subject::v1::ListNoticesResponse Notices(demo::Person& person,
                                                  DemoWorld& world = *world_) {
    const auto reply = world.As<subject::v1::ListNoticesResponse>(
        person, "subject.v1.SubjectService/ListNotices", subject::v1::ListNoticesRequest());
    EXPECT_THAT(reply, smarthub::testing::IsOk());
    return reply.ok() ? *reply : subject::v1::ListNoticesResponse();
  }
  static std::vector<subject::v1::Found> Search(demo::Person& person, std::string query) {
    subject::v1::SearchSubjectsRequest request;
    request.set_query(std::move(query));
    request.set_limit(50);
    const auto reply = world_->As<subject::v1::SearchSubjectsResponse>(
        person, "subject.v1.SubjectService/SearchSubjects", request);
    EXPECT_THAT(reply, smarthub::testing::IsOk());
    if (!reply.ok()) return {};
    return {reply->found().begin(), reply->found().end()};
  }
  static std::map<int, int> States(DemoWorld& world, int* overdue);
  static std::string Story(const demo::DemoTown& town, DemoWorld& world);

  static inline DemoWorld* world_ = nullptr;
  static inline demo::DemoTown* town_ = nullptr;
};

}  // namespace smarthub

#endif  // TESTS_INTEGRATION_DEMO_TOWN_H_
