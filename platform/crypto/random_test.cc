#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "platform/crypto/crypto.h"

namespace smarthub::crypto {
namespace {

TEST(SecureRandomTest, NeverRepeatsANonce) {
  SecureRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 20000; ++i) EXPECT_TRUE(seen.insert(random.Bytes(12)).second);
}

TEST(SecureRandomTest, FillsEverySize) {
  SecureRandom random;
  for (const size_t size : {1, 31, 1023, 1024, 1025, 5000}) {
    const std::string bytes = random.Bytes(size);
    if (size < 32) continue;
    // 32 zero bytes in a row would be a part that was not filled.
    EXPECT_EQ(bytes.find(std::string(32, '\0')), std::string::npos) << size;
  }
}

TEST(SecureRandomTest, ThreadsDrawDifferently) {
  SecureRandom random;
  std::string first;
  std::string second;
  std::thread a([&] { first = random.Bytes(32); });
  std::thread b([&] { second = random.Bytes(32); });
  a.join();
  b.join();
  EXPECT_NE(first, second);
}

}  // namespace
}  // namespace smarthub::crypto
