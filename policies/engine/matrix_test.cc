// The committed pages for people are what the engine decides.
#include "policies/engine/matrix.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "policies/engine/actions.h"
#include "policies/engine/load.h"

namespace smarthub::policy {
namespace {

class MatrixTest : public testing::TestWithParam<const char*> {};

TEST_P(MatrixTest, IsWhatTheEngineDecides) {
  const std::string directory = std::string(SMARTHUB_SOURCE_DIR "/policies/") + GetParam();
  const auto bundle = LoadBundle(directory);
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  const auto policy = Policy::Compile(*bundle, AllActions());
  ASSERT_TRUE(policy.ok()) << policy.status();
  const std::string page = Matrix(**policy);
  const std::string path = directory + "/MATRIX.md";
  if (std::getenv("SMARTHUB_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path) << page;
    return;
  }
  std::ifstream in(path);
  std::stringstream committed;
  committed << in.rdbuf();
  EXPECT_EQ(committed.str(), page)
      << path << " is not what the bundle decides now; see docs/formats/policy.md, \"Cases\"";
}

INSTANTIATE_TEST_SUITE_P(Matrix, MatrixTest, testing::Values("melton", "hub"),
                         [](const auto& bundle) { return std::string(bundle.param); });

}  // namespace
}  // namespace smarthub::policy
