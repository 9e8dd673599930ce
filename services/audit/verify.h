// `audit verify`: rebuilds a slot's log from its bundles and says whatever is not as the signed
// checkpoint, the store or an earlier checkpoint say. It shares only the hash function with the
// writer: bundles, tiles and notes are parsed by its own code, so it is the oracle of fault tests.
#ifndef SERVICES_AUDIT_VERIFY_H_
#define SERVICES_AUDIT_VERIFY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/rpc/leaf_seal.h"
#include "platform/store/store.h"

namespace smarthub::audit {

// What the store has, all of one moment.
struct StoreView {
  uint64_t next_leaf = 0;
  std::vector<store::Store::TailEntry> tail;
};

struct VerifyInput {
  // DATA/audit/<slot>.
  std::string directory;
  std::string slot;
  // "<name>+<id>+<key>", from a source the log's operator does not hold alone.
  std::string verifier_key;
  // Absent: the store is not looked at.
  std::optional<StoreView> store;
  // Opens entries; null: they stay sealed.
  rpc::LeafSeal* seal = nullptr;
  // A checkpoint kept elsewhere (the DPO's page, a print): the log must have grown out of it.
  std::string seen_checkpoint;
};

struct VerifyReport {
  // Signed size and what was found for it.
  uint64_t size = 0;
  uint64_t entries = 0;
  uint64_t opened = 0;
  // Entries whose month's key is gone by schedule.
  uint64_t key_gone = 0;
  // Entries in the store that are not signed yet.
  uint64_t waiting = 0;
  // Each a sentence that names file or leaf; empty: nothing is wrong.
  std::vector<std::string> findings;
  // Left by a pass that did not end; not wrong.
  std::vector<std::string> remarks;

  bool ok() const { return findings.empty(); }
};

// Blocking; reads the disk only. While a hub writes to the directory the answer is of no moment:
// stop it, or verify a copy.
VerifyReport Verify(const VerifyInput& input);

}  // namespace smarthub::audit

#endif  // SERVICES_AUDIT_VERIFY_H_
