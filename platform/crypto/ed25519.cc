#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

#include "platform/crypto/crypto.h"

namespace smarthub::crypto {
namespace {

constexpr size_t kPublicKey = 32;
constexpr size_t kSignature = 64;

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using PkeyPtr = std::unique_ptr<EVP_PKEY, FreeKey>;
using ContextPtr = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Any 32 bytes are a seed, so only a broken library can fail here.
PkeyPtr PrivateKey(const Key& seed) {
  PkeyPtr key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Bytes(seed.bytes()),
                                           seed.bytes().size()));
  if (key == nullptr) std::abort();
  return key;
}

}  // namespace

std::string Ed25519PublicKey(const Key& seed) {
  std::string out(kPublicKey, '\0');
  size_t size = out.size();
  if (EVP_PKEY_get_raw_public_key(PrivateKey(seed).get(),
                                  reinterpret_cast<unsigned char*>(out.data()), &size) != 1) {
    std::abort();
  }
  return out;
}

std::string Ed25519Sign(const Key& seed, std::string_view message) {
  const PkeyPtr key = PrivateKey(seed);
  const ContextPtr context(EVP_MD_CTX_new());
  std::string out(kSignature, '\0');
  size_t size = out.size();
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                     Bytes(message), message.size()) != 1) {
    std::abort();
  }
  return out;
}

bool Ed25519Verify(std::string_view public_key, std::string_view message,
                   std::string_view signature) {
  if (public_key.size() != kPublicKey || signature.size() != kSignature) return false;
  const PkeyPtr key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(public_key), public_key.size()));
  const ContextPtr context(EVP_MD_CTX_new());
  return key != nullptr && context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(message),
                          message.size()) == 1;
}

}  // namespace smarthub::crypto
