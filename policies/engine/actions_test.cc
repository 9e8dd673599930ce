#include "policies/engine/actions.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

namespace smarthub::policy {
namespace {

// The build's descriptor set knows every .proto; a service that actions.cc does not name is
// missing.
TEST(Actions, AreThoseOfEveryServiceThereIs) {
  std::ifstream in(SMARTHUB_DESCRIPTOR_SET, std::ios::binary);
  google::protobuf::FileDescriptorSet files;
  ASSERT_TRUE(files.ParseFromIstream(&in));
  std::vector<std::string> expected;
  for (const auto& file : files.file()) {
    for (const auto& service : file.service()) {
      for (const auto& method : service.method()) {
        google::protobuf::MethodOptions options;
        options.ParseFromString(method.options().SerializeAsString());
        expected.push_back(options.GetExtension(label::v1::method).action());
      }
    }
  }
  ASSERT_GT(expected.size(), 40u);
  const std::vector<std::string_view> known = AllActions();
  EXPECT_THAT(std::vector<std::string>(known.begin(), known.end()),
              testing::UnorderedElementsAreArray(expected));
}

TEST(Actions, FindTheirMethod) {
  ASSERT_NE(MethodOf("incident.read"), nullptr);
  EXPECT_EQ(MethodOf("incident.read")->admission(), label::v1::MEMBER);
  EXPECT_EQ(MethodOf("incident.nothing"), nullptr);
}

}  // namespace
}  // namespace smarthub::policy
