// Lets a test say what goes wrong next in a store. Production passes none.
#ifndef PLATFORM_STORE_FAULTS_H_
#define PLATFORM_STORE_FAULTS_H_

#include <deque>

namespace smarthub::store {

enum class Fault {
  kNone,
  // UNAVAILABLE / STORE_AWAY, nothing was done.
  kAway,
  // ABORTED / CONFLICT, nothing was done. Commits only.
  kConflict,
  // UNAVAILABLE / OUTCOME_UNKNOWN, nothing was done. Commits only.
  kLoseRequest,
  // UNAVAILABLE / OUTCOME_UNKNOWN, it was done. Commits only.
  kLoseReply,
};

// Each next commit or read takes the first fault waiting for it. Belongs to the store's thread;
// outlives the store. `test.faults.commits.push_back(Fault::kLoseReply);`
struct Faults {
  std::deque<Fault> commits;
  // Read and List.
  std::deque<Fault> reads;
};

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_FAULTS_H_
