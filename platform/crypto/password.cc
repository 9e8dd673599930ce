#include <argon2.h>

#include <cstdint>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"

namespace smarthub::crypto {
namespace {

// OWASP's first choice for argon2id.
constexpr uint32_t kPasses = 2;
constexpr uint32_t kKibibytes = 19 * 1024;
constexpr uint32_t kLanes = 1;
constexpr size_t kSalt = 16;
constexpr size_t kHash = 32;
// A bound on work, far above any passphrase.
constexpr size_t kLongestPassword = 1024;
constexpr size_t kLongestPhc = 256;
// What VerifyPassword will spend on one stored hash, whatever the hash says of itself.
constexpr uint32_t kMostPasses = 16;
constexpr uint32_t kMostKibibytes = 256 * 1024;

bool CostIsBearable(std::string_view phc) {
  const std::vector<std::string> parts = absl::StrSplit(ToAbsl(phc), '$');
  if (parts.size() != 6 || !parts[0].empty() || parts[1] != "argon2id" || parts[2] != "v=19") {
    return false;
  }
  const std::vector<std::string> cost = absl::StrSplit(parts[3], ',');
  uint32_t memory = 0;
  uint32_t passes = 0;
  return cost.size() == 3 && cost[0].substr(0, 2) == "m=" && cost[1].substr(0, 2) == "t=" &&
         cost[2] == "p=1" && absl::SimpleAtoi(cost[0].substr(2), &memory) &&
         absl::SimpleAtoi(cost[1].substr(2), &passes) && memory <= kMostKibibytes &&
         passes <= kMostPasses;
}

}  // namespace

absl::StatusOr<std::string> HashPassword(std::string_view password, Random& random) {
  if (password.size() > kLongestPassword) {
    return InvalidField("password", error::v1::REASON_TOO_LONG, "The password is too long.");
  }
  const std::string salt = random.Bytes(kSalt);
  std::string out(argon2_encodedlen(kPasses, kKibibytes, kLanes, kSalt, kHash, Argon2_id), '\0');
  const int result =
      argon2id_hash_encoded(kPasses, kKibibytes, kLanes, password.data(), password.size(),
                            salt.data(), salt.size(), kHash, out.data(), out.size());
  if (result != ARGON2_OK) return absl::InternalError("argon2id could not run");
  out.resize(out.find('\0'));
  return out;
}

bool VerifyPassword(std::string_view phc, std::string_view password) {
  if (phc.size() > kLongestPhc || password.size() > kLongestPassword || !CostIsBearable(phc)) {
    return false;
  }
  const std::string terminated(phc);
  return argon2id_verify(terminated.c_str(), password.data(), password.size()) == ARGON2_OK;
}

}  // namespace smarthub::crypto
