#include "platform/crypto/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <cstdlib>
#include <cstring>
#include <memory>

#include "platform/crypto/crypto.h"

namespace smarthub::crypto {
namespace {

constexpr size_t kBlock = 64;

// OpenSSL 3 looks an algorithm up by name at each use unless it is fetched once; a context is
// dearer than hashing a hundred bytes. Both are kept per thread.
class Hasher {
 public:
  Hasher() : sha256_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
    if (sha256_ == nullptr || context_ == nullptr) std::abort();
  }
  ~Hasher() {
    EVP_MD_CTX_free(context_);
    EVP_MD_free(sha256_);
  }
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;

  Digest operator()(std::string_view first, std::string_view second) {
    Digest out;
    // Hashing memory cannot fail for a reason a caller could do something about.
    if (EVP_DigestInit_ex2(context_, sha256_, nullptr) != 1 ||
        EVP_DigestUpdate(context_, first.data(), first.size()) != 1 ||
        EVP_DigestUpdate(context_, second.data(), second.size()) != 1 ||
        EVP_DigestFinal_ex(context_, out.data(), nullptr) != 1) {
      std::abort();
    }
    return out;
  }

 private:
  EVP_MD* sha256_;
  EVP_MD_CTX* context_;
};

}  // namespace

Digest Sha256Of(std::string_view first, std::string_view second) {
  thread_local Hasher hasher;
  return hasher(first, second);
}

Digest HmacSha256Of(std::string_view key, std::string_view data) {
  std::array<char, kBlock> inner{};
  std::array<char, kBlock> outer{};
  Digest shortened{};
  if (key.size() > kBlock) {
    shortened = Sha256Of(key);
    key = View(shortened);
  }
  if (!key.empty()) std::memcpy(inner.data(), key.data(), key.size());
  for (size_t i = 0; i < kBlock; ++i) {
    outer[i] = static_cast<char>(inner[i] ^ 0x5c);
    inner[i] = static_cast<char>(inner[i] ^ 0x36);
  }
  const Digest first = Sha256Of({inner.data(), kBlock}, data);
  const Digest second = Sha256Of({outer.data(), kBlock}, View(first));
  OPENSSL_cleanse(inner.data(), kBlock);
  OPENSSL_cleanse(outer.data(), kBlock);
  OPENSSL_cleanse(shortened.data(), shortened.size());
  return second;
}

std::string HkdfSha256(std::string_view secret, std::string_view salt, std::string_view info,
                       size_t size) {
  Digest extracted = HmacSha256Of(salt, secret);
  std::string out;
  std::string block;
  for (char counter = 1; out.size() < size; ++counter) {
    block.append(info).push_back(counter);
    const Digest next = HmacSha256Of(View(extracted), block);
    block.assign(View(next));
    out.append(block);
  }
  OPENSSL_cleanse(extracted.data(), extracted.size());
  OPENSSL_cleanse(block.data(), block.size());
  out.resize(size);
  return out;
}

std::string Sha256(std::string_view data) { return std::string(View(Sha256Of(data))); }

std::string HmacSha256(std::string_view key, std::string_view data) {
  return std::string(View(HmacSha256Of(key, data)));
}

Key DeriveKey(const Key& secret, std::string_view use) {
  std::string bytes = HkdfSha256(secret.bytes(), {}, use, kKeySize);
  Key key = *Key::FromBytes(bytes);
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return key;
}

bool EqualInConstantTime(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace smarthub::crypto
