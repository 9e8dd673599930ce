#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdlib>

#include "absl/strings/str_format.h"
#include "platform/crypto/crypto.h"

namespace smarthub::crypto {
namespace {

constexpr int64_t kStepSeconds = 30;
constexpr uint32_t kModulus = 1000000;

}  // namespace

std::string TotpCode(std::string_view secret, int64_t step) {
  std::array<unsigned char, 8> counter;
  for (size_t i = 0; i < counter.size(); ++i) {
    counter[i] = static_cast<unsigned char>(static_cast<uint64_t>(step) >> (56 - 8 * i));
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac;
  unsigned int size = 0;
  // SHA-1 because every authenticator app implements it and many nothing else; HMAC does not rest
  // on collision resistance.
  if (HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(),
           counter.size(), mac.data(), &size) == nullptr) {
    std::abort();
  }
  const size_t at = mac[size - 1] & 0xf;
  const uint32_t number = (uint32_t{mac[at]} & 0x7f) << 24 | uint32_t{mac[at + 1]} << 16 |
                          uint32_t{mac[at + 2]} << 8 | uint32_t{mac[at + 3]};
  return absl::StrFormat("%06u", number % kModulus);
}

int64_t MatchTotp(std::string_view secret, std::string_view code, absl::Time now) {
  const int64_t current = absl::ToUnixSeconds(now) / kStepSeconds;
  int64_t matched = -1;
  // All three are computed whichever matches: time says nothing about the secret.
  for (int64_t step = current - 1; step <= current + 1; ++step) {
    if (step >= 0 && EqualInConstantTime(TotpCode(secret, step), code)) matched = step;
  }
  return matched;
}

}  // namespace smarthub::crypto
