// For tests: keys, sealed entries and a directory of a town that does not exist.
#ifndef SERVICES_AUDIT_TEST_TOWN_H_
#define SERVICES_AUDIT_TEST_TOWN_H_

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "platform/base/clock.h"
#include "platform/base/uuid.h"
#include "platform/crypto/crypto.h"
#include "platform/crypto/key_provider.h"
#include "platform/merkle/note.h"
#include "platform/rpc/leaf_seal.h"
#include "services/audit/tile_log.h"

namespace smarthub::audit {

// A directory under /tmp that goes when it goes.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    char name[] = "/tmp/shauditXXXXXX";
    path_ = mkdtemp(name);
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct TestTown {
  TestTown() {
    auto opened = crypto::OpenKeyDirectory(keys_directory.path() + "/keys", random);
    keys = *std::move(opened);
    seal = std::make_unique<rpc::LeafSeal>(keys.get(), &random);
  }
  crypto::Key LogSeed() { return *keys->GetOrMake("log/town"); }
  std::string VerifierKey() {
    return merkle::NoteVerifier::Make(OriginOf("town"), crypto::Ed25519PublicKey(LogSeed()))
        ->ToString();
  }
  // The nth entry there ever was: person n % 7 read record n % 5; every tenth was denied.
  v1::Leaf Leaf(uint64_t n) {
    v1::Leaf leaf;
    leaf.set_entry_id(Id(1, n));
    const absl::Time at =
        absl::FromCivil(absl::CivilSecond(2026, 11, 30, 23, 0, 0) + n * 10, absl::UTCTimeZone());
    leaf.mutable_at()->set_seconds(absl::ToUnixSeconds(at));
    leaf.set_operation(n % 3 == 0 ? label::v1::ALTERATION : label::v1::CONSULTATION);
    leaf.set_action("incident.read");
    leaf.set_outcome(n % 10 == 0 ? v1::OUTCOME_DENIED : v1::OUTCOME_ALLOWED);
    leaf.set_person_id(Person(n % 7));
    auto* record = leaf.add_records();
    record->set_kind(label::v1::INCIDENT);
    record->set_id(Record(n % 5));
    record->set_use(v1::LEAF_USE_SHOWN);
    return leaf;
  }
  static std::string Id(int kind, uint64_t n) {
    std::string id(16, '\0');
    id[0] = static_cast<char>(kind);
    for (int i = 0; i < 8; ++i) id[15 - i] = static_cast<char>(n >> (8 * i));
    return id;
  }
  static std::string Person(uint64_t n) { return Id(2, n); }
  static std::string Record(uint64_t n) { return Id(3, n); }

  std::vector<std::string> Sealed(uint64_t from, uint64_t to) {
    std::vector<std::string> out;
    for (uint64_t n = from; n < to; ++n) out.push_back(*seal->Seal("town", Leaf(n)));
    return out;
  }

  TemporaryDirectory keys_directory;
  SeededRandom random{20261123};
  std::unique_ptr<crypto::KeyProvider> keys;
  std::unique_ptr<rpc::LeafSeal> seal;
};

}  // namespace smarthub::audit

#endif  // SERVICES_AUDIT_TEST_TOWN_H_
