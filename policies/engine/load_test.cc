#include "policies/engine/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace smarthub::policy {
namespace {

using testing::HasSubstr;

class LoadTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/shXXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    directory_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  void Write(const std::string& name, const std::string& text) {
    std::ofstream(directory_ + "/" + name) << text;
  }
  std::string Message() { return std::string(LoadBundle(directory_).status().message()); }

  std::string directory_;
};

TEST_F(LoadTest, FilesOfADirectoryAreOneBundleInTheOrderOfTheirNames) {
  Write("b.textproto", "access { id: 'second' }");
  Write("a.textproto", "# a comment\nname: 'n' access { id: 'first' }");
  Write("notes.md", "not a policy");
  const auto bundle = LoadBundle(directory_);
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  EXPECT_EQ(bundle->name(), "n");
  ASSERT_EQ(bundle->access_size(), 2);
  EXPECT_EQ(bundle->access(0).id(), "first");
}

TEST_F(LoadTest, EveryMistakeNamesFileAndLine) {
  EXPECT_THAT(Message(), HasSubstr("no policy here"));
  Write("a.textproto", "name: 'n'\nnmae: 'x'\n");
  EXPECT_THAT(Message(), HasSubstr("a.textproto:2:"));
  Write("a.textproto", "name: 'n' name: 'm'");
  EXPECT_THAT(Message(), HasSubstr("a.textproto:1:"));
  Write("a.textproto", "access { effect: EFFECT_MAYBE }");
  EXPECT_THAT(Message(), HasSubstr("EFFECT_MAYBE"));
  Write("a.textproto", "name: 'n'");
  Write("b.textproto", "name: 'm'");
  EXPECT_THAT(Message(), HasSubstr("b.textproto: name is given in two files"));
  Write("b.textproto", std::string((1 << 20) + 1, '#'));
  EXPECT_THAT(Message(), HasSubstr("over 1 MiB"));
  EXPECT_THAT(std::string(LoadBundle("/no/such/place").status().message()),
              HasSubstr("no policy here"));
}

}  // namespace
}  // namespace smarthub::policy
