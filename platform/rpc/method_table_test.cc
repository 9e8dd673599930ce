#include "platform/rpc/method_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "toy.pb.h"

namespace smarthub::rpc {
namespace {

using toy::v1::ToyReport;
using toy::v1::ToyRequest;
using toy::v1::ToyResponse;

constexpr char kRead[] = "smarthub.toy.v1.ToyService.Read";
constexpr char kWatch[] = "smarthub.toy.v1.ToyService.Watch";

Task<absl::StatusOr<ToyResponse>> Read(Context&, const ToyRequest&) { co_return ToyResponse(); }
Task<absl::StatusOr<ToyResponse>> Wrong(Context&, const ToyReport&) { co_return ToyResponse(); }
Task<absl::Status> Watch(Context&, const ToyRequest&, Stream&) { co_return absl::OkStatus(); }

TEST(MethodTableTest, FindsByPathWithItsLabel) {
  MethodTable table;
  table.ServerStream<ToyRequest, ToyResponse>(kWatch, Watch);
  table.Unary<ToyRequest, ToyResponse>(kRead, Read);
  const Method* method = table.Find("/smarthub.toy.v1.ToyService/Read");
  ASSERT_NE(method, nullptr);
  EXPECT_EQ(method->label.action(), "toy.read");
  EXPECT_EQ(method->new_request()->GetDescriptor(), ToyRequest::descriptor());
  EXPECT_EQ(method->new_reply()->GetDescriptor(), ToyResponse::descriptor());
  EXPECT_TRUE(method->unary);
  EXPECT_FALSE(method->server_stream);
  EXPECT_TRUE(table.Find("/smarthub.toy.v1.ToyService/Watch")->server_stream);
  std::vector<std::string> names;
  for (const Method* one : table.All()) names.push_back(one->descriptor->full_name());
  EXPECT_THAT(names, ::testing::ElementsAre(kRead, kWatch));
}

TEST(MethodTableTest, FindsNothingElse) {
  MethodTable table;
  table.Unary<ToyRequest, ToyResponse>(kRead, Read);
  for (const char* path :
       {"", "/", "smarthub.toy.v1.ToyService/Read", "/smarthub.toy.v1.ToyService",
        "/smarthub.toy.v1.ToyService/Watch", "/smarthub.toy.v1.ToyService/Read/",
        "/smarthub.toy.v1.ToyService/read"}) {
    EXPECT_EQ(table.Find(path), nullptr) << path;
  }
}

TEST(MethodTableDeathTest, MistakesInMainEndAtTheFirstStart) {
  MethodTable table;
  table.Unary<ToyRequest, ToyResponse>(kRead, Read);
  const auto again = [&] { table.Unary<ToyRequest, ToyResponse>(kRead, Read); };
  EXPECT_DEATH(again(), "is registered already");
  const auto unknown = [&] { table.Unary<ToyRequest, ToyResponse>("smarthub.toy.v1.No.No", Read); };
  EXPECT_DEATH(unknown(), "there is no such method");
  const auto wrong = [&] { table.Unary<ToyReport, ToyResponse>(kRead, Wrong); };
  EXPECT_DEATH(wrong(), "takes another request");
  const auto mixed = [&] { table.Unary<ToyRequest, ToyResponse>(kWatch, Read); };
  EXPECT_DEATH(mixed(), "unary and streaming are mixed up");
}

}  // namespace
}  // namespace smarthub::rpc
