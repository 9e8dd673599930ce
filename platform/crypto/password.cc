#include <argon2.h>

#include <cstdint>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"

namespace smarthub::crypto {
namespace {

constexpr uint32_t kLanes = 1;
constexpr size_t kSalt = 16;
constexpr size_t kHash = 32;
// A bound on work, far above any passphrase.
constexpr size_t kLongestPassword = 1024;
constexpr size_t kLongestPhc = 256;
// What is spent on one stored hash, whatever the hash says of itself.
constexpr uint32_t kMostPasses = 16;
constexpr uint32_t kMostKibibytes = 256 * 1024;

absl::Status Damaged() { return absl::DataLossError("a stored password hash is damaged"); }

absl::StatusOr<PasswordCost> CostOf(std::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(ToAbsl(text), ',');
  PasswordCost cost;
  const bool good = parts.size() == 3 && parts[0].substr(0, 2) == "m=" &&
                    parts[1].substr(0, 2) == "t=" && parts[2] == "p=1" &&
                    absl::SimpleAtoi(parts[0].substr(2), &cost.kibibytes) &&
                    absl::SimpleAtoi(parts[1].substr(2), &cost.passes) &&
                    cost.kibibytes <= kMostKibibytes && cost.passes <= kMostPasses;
  if (!good) return Damaged();
  return cost;
}

}  // namespace

absl::StatusOr<std::string> HashPassword(std::string_view password,
                                         const PasswordParameters& parameters) {
  if (password.size() > kLongestPassword) {
    return InvalidField("password", error::v1::REASON_TOO_LONG, "The password is too long.");
  }
  const auto& [salt, cost] = parameters;
  if (salt.size() != kSalt) return absl::InternalError("a password's salt has 16 bytes");
  std::string out(argon2_encodedlen(cost.passes, cost.kibibytes, kLanes, kSalt, kHash, Argon2_id),
                  '\0');
  const int result =
      argon2id_hash_encoded(cost.passes, cost.kibibytes, kLanes, password.data(), password.size(),
                            salt.data(), salt.size(), kHash, out.data(), out.size());
  if (result != ARGON2_OK) return absl::InternalError("argon2id could not run");
  out.resize(out.find('\0'));
  return out;
}

absl::StatusOr<PasswordParameters> PasswordParametersOf(std::string_view phc) {
  if (phc.size() > kLongestPhc) return Damaged();
  const std::vector<std::string> parts = absl::StrSplit(ToAbsl(phc), '$');
  if (parts.size() != 6 || !parts[0].empty() || parts[1] != "argon2id" || parts[2] != "v=19") {
    return Damaged();
  }
  PasswordParameters parameters;
  ASSIGN_OR_RETURN(parameters.cost, CostOf(parts[3]));
  std::string hash;
  if (!absl::Base64Unescape(parts[4], &parameters.salt) || parameters.salt.size() != kSalt ||
      !absl::Base64Unescape(parts[5], &hash) || hash.size() != kHash) {
    return Damaged();
  }
  return parameters;
}

}  // namespace smarthub::crypto
