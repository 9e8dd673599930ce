// Any bytes as parts of an audit log (notes, checkpoints, paths, bundles, sealed entries): no
// crash; the writer's parsers and the verifier's own agree, and what is read prints the same.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "platform/crypto/crypto.h"
#include "platform/crypto/key_provider.h"
#include "platform/merkle/bundle.h"
#include "platform/merkle/checkpoint.h"
#include "platform/merkle/note.h"
#include "platform/merkle/tile.h"
#include "platform/rpc/leaf_seal.h"
#include "services/audit/verify_parts.h"

namespace {

namespace merkle = smarthub::merkle;
namespace crypto = smarthub::crypto;

constexpr char kOrigin[] = "smarthub/town";

const crypto::Key& Seed() {
  static const crypto::Key seed = *crypto::Key::FromBytes(std::string(32, 's'));
  return seed;
}

void Notes(std::string_view text) {
  static const auto& verifier =
      *new auto(*merkle::NoteVerifier::Make(kOrigin, crypto::Ed25519PublicKey(Seed())));
  static const auto& verifier_key = *new std::string(verifier.ToString());
  if (const auto parsed = merkle::NoteVerifier::Parse(text);
      parsed.ok() && parsed->ToString() != text) {
    std::abort();
  }
  if (const auto checkpoint = merkle::ParseCheckpoint(text);
      checkpoint.ok() && merkle::FormatCheckpoint(*checkpoint) != text) {
    std::abort();
  }
  // A stranger's note, and one that the key's owner was made to sign.
  std::string signed_note;
  if (const auto note = merkle::SignNote(text, kOrigin, Seed()); note.ok()) signed_note = *note;
  for (const std::string_view note : {text, std::string_view(signed_note)}) {
    const auto read = smarthub::audit::ReadSignedNote(note, kOrigin, verifier_key);
    const auto opened = merkle::OpenNote(note, verifier);
    if (!read.has_value()) continue;
    // What the verifier believes, the writer does too, and reads the same.
    if (!opened.ok()) std::abort();
    const auto checkpoint = merkle::ParseCheckpoint(*opened);
    if (!checkpoint.ok() || checkpoint->origin != kOrigin || checkpoint->size != read->size ||
        checkpoint->root != read->root) {
      std::abort();
    }
  }
}

void Bundles(std::string_view text) {
  const auto entries = merkle::SplitBundle(text);
  if (!entries.ok()) return;
  std::string again;
  for (const std::string_view entry : *entries) {
    if (!merkle::AppendEntry(entry, again).ok()) std::abort();
  }
  if (again != text) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Notes(text);
  Bundles(text);
  if (const auto tile = merkle::ParseTilePath(text); tile && merkle::TilePath(*tile) != text) {
    std::abort();
  }
  static_cast<void>(smarthub::rpc::LeafSeal::MonthOf(text));
  // Nobody makes an entry up.
  if (crypto::Open(Seed(), "smarthub audit leaf 1\ntown\n2026-11", text).ok()) std::abort();
  return 0;
}
