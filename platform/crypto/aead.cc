#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <cstdlib>
#include <cstring>

#include "platform/crypto/crypto.h"
#include "platform/crypto/hash.h"

namespace smarthub::crypto {
namespace {

constexpr char kFormat = 1;
constexpr size_t kNonce = 12;
constexpr size_t kCommitment = 32;
constexpr size_t kTag = 16;
constexpr size_t kHead = 1 + kNonce + kCommitment;
// HKDF-Expand of one block: a Key is uniform already, so nothing needs extracting (RFC 5869, 3.3).
constexpr std::string_view kCommitUse("smarthub.commit.1\x01", 18);

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(char* text) { return reinterpret_cast<unsigned char*>(text); }

Digest Commitment(const Key& key, std::string_view nonce) {
  const Digest use = HmacSha256Of(key.bytes(), kCommitUse);
  return HmacSha256Of(View(use), nonce);
}

// One per thread: a fresh context and a look-up of the cipher cost more than sealing a kilobyte.
class Gcm {
 public:
  Gcm()
      : cipher_(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr)), context_(EVP_CIPHER_CTX_new()) {
    if (cipher_ == nullptr || context_ == nullptr) std::abort();
  }
  ~Gcm() {
    EVP_CIPHER_CTX_free(context_);
    EVP_CIPHER_free(cipher_);
  }
  Gcm(const Gcm&) = delete;
  Gcm& operator=(const Gcm&) = delete;

  bool Encrypt(const Key& key, std::string_view nonce, std::string_view data,
               std::string_view plaintext, char* out) {
    int size = 0;
    return EVP_EncryptInit_ex2(context_, cipher_, Bytes(key.bytes()), Bytes(nonce), nullptr) == 1 &&
           EVP_EncryptUpdate(context_, nullptr, &size, Bytes(data), Size(data)) == 1 &&
           EVP_EncryptUpdate(context_, Bytes(out), &size, Bytes(plaintext), Size(plaintext)) == 1 &&
           EVP_EncryptFinal_ex(context_, Bytes(out) + size, &size) == 1 &&
           EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_GET_TAG, kTag, out + plaintext.size()) == 1;
  }

  bool Decrypt(const Key& key, std::string_view nonce, std::string_view data,
               std::string_view ciphertext, std::string_view tag, char* out) {
    int size = 0;
    std::array<char, kTag> expected;
    std::memcpy(expected.data(), tag.data(), kTag);
    return EVP_DecryptInit_ex2(context_, cipher_, Bytes(key.bytes()), Bytes(nonce), nullptr) == 1 &&
           EVP_DecryptUpdate(context_, nullptr, &size, Bytes(data), Size(data)) == 1 &&
           EVP_DecryptUpdate(context_, Bytes(out), &size, Bytes(ciphertext), Size(ciphertext)) ==
               1 &&
           EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_SET_TAG, kTag, expected.data()) == 1 &&
           EVP_DecryptFinal_ex(context_, Bytes(out) + size, &size) == 1;
  }

 private:
  static int Size(std::string_view text) { return static_cast<int>(text.size()); }
  EVP_CIPHER* cipher_;
  EVP_CIPHER_CTX* context_;
};

Gcm& ThreadGcm() {
  thread_local Gcm gcm;
  return gcm;
}

absl::Status Unreadable() { return absl::DataLossError("sealed bytes do not authenticate"); }

}  // namespace

std::string Seal(const Key& key, std::string_view associated_data, std::string_view plaintext,
                 Random& random) {
  std::string out(kHead + plaintext.size() + kTag, '\0');
  out[0] = kFormat;
  random.Fill(out.data() + 1, kNonce);
  const std::string_view nonce(out.data() + 1, kNonce);
  const Digest commitment = Commitment(key, nonce);
  std::memcpy(out.data() + 1 + kNonce, commitment.data(), kCommitment);
  // Fails only for sizes past 2 GiB or a broken library: nothing unsealed may go on from here.
  if (plaintext.size() > INT32_MAX - kTag || associated_data.size() > INT32_MAX ||
      !ThreadGcm().Encrypt(key, nonce, associated_data, plaintext, out.data() + kHead)) {
    std::abort();
  }
  return out;
}

absl::StatusOr<std::string> Open(const Key& key, std::string_view associated_data,
                                 std::string_view sealed) {
  if (sealed.size() < kHead + kTag || sealed.size() > INT32_MAX || sealed[0] != kFormat) {
    return Unreadable();
  }
  const std::string_view nonce = sealed.substr(1, kNonce);
  if (!EqualInConstantTime(View(Commitment(key, nonce)), sealed.substr(1 + kNonce, kCommitment))) {
    return Unreadable();
  }
  const size_t size = sealed.size() - kHead - kTag;
  std::string out(size, '\0');
  if (!ThreadGcm().Decrypt(key, nonce, associated_data, sealed.substr(kHead, size),
                           sealed.substr(kHead + size), out.data())) {
    return Unreadable();
  }
  return out;
}

std::string WrapKey(const Key& under, std::string_view associated_data, const Key& key,
                    Random& random) {
  return Seal(under, associated_data, key.bytes(), random);
}

absl::StatusOr<Key> UnwrapKey(const Key& under, std::string_view associated_data,
                              std::string_view wrapped) {
  absl::StatusOr<std::string> bytes = Open(under, associated_data, wrapped);
  if (!bytes.ok()) return bytes.status();
  if (bytes->size() != kKeySize) return Unreadable();
  absl::StatusOr<Key> key = Key::FromBytes(*bytes);
  OPENSSL_cleanse(bytes->data(), bytes->size());
  return key;
}

}  // namespace smarthub::crypto
