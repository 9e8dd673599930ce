// C2SP signed notes with Ed25519: a text, an empty line, signature lines. Free functions and
// values; thread-safe.
#ifndef PLATFORM_MERKLE_NOTE_H_
#define PLATFORM_MERKLE_NOTE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "platform/crypto/key.h"

namespace smarthub::merkle {

// A public key and the name it signs under.
class NoteVerifier {
 public:
  // INVALID_ARGUMENT for an empty name, one with spaces or '+', or a key that is not 32 bytes.
  static absl::StatusOr<NoteVerifier> Make(std::string_view name, std::string_view public_key);
  // "<name>+<8 hex digits>+<base64 of 0x01 and the key>".
  static absl::StatusOr<NoteVerifier> Parse(std::string_view verifier_key);

  const std::string& name() const { return name_; }
  uint32_t key_id() const { return key_id_; }
  const std::string& public_key() const { return public_key_; }
  std::string ToString() const;

 private:
  std::string name_;
  uint32_t key_id_ = 0;
  std::string public_key_;
};

// Text and one signature. INVALID_ARGUMENT unless the text ends in a newline, is UTF-8 without
// control characters and the name is fit for a key.
absl::StatusOr<std::string> SignNote(std::string_view text, std::string_view name,
                                     const crypto::Key& seed);

// The text of a note that `verifier` signed. DATA_LOSS where it did not, or where one of the
// signatures in its name and id is wrong. Signatures of others are passed over.
absl::StatusOr<std::string> OpenNote(std::string_view note, const NoteVerifier& verifier);

}  // namespace smarthub::merkle

#endif  // PLATFORM_MERKLE_NOTE_H_
