#include "services/identity/town_for_test.h"

namespace smarthub::identity {
namespace {

class NoticeTest : public TownForTest {
 protected:
  NoticeTest() : TownForTest(/*with_town=*/false) {}
  void Make(const std::string& scheme, const std::string& notice) {
    auto request = New<InitRequest>();
    request.mutable_scheme()->set_value(scheme);
    request.set_scheme_name(scheme);
    request.set_notice(notice);
    ASSERT_THAT(hub.RunSystem<InitResponse>(Name("Init"), "", request), IsOk());
  }
  std::string Notice() {
    auto notice = hub.Run(NoticeOfAll(*hub.store()));
    EXPECT_THAT(notice, IsOk());
    return notice.value_or("none");
  }
};

TEST_F(NoticeTest, IsTheOneSchemesOrWhatAllSay) {
  EXPECT_EQ(Notice(), "");
  Make("oakham", "Run by the traders of Oakham");
  EXPECT_EQ(Notice(), "Run by the traders of Oakham");
  Make("uppingham", "Run by the traders of Oakham");
  EXPECT_EQ(Notice(), "Run by the traders of Oakham");
  // One town's line is not the other's.
  Make("melton", "Demonstration");
  EXPECT_EQ(Notice(), "");
}

}  // namespace
}  // namespace smarthub::identity
