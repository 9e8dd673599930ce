// The NameIndex of every scheme that searched lately: built by walking the scheme's reports at the
// first search, brought up to date from the outbox at every one, given up when nobody searched for
// a while. Words stand in memory only: nothing on disk can be searched for a name, and nothing
// outlives the records it came from.
//
// Belongs to one loop's thread.
#ifndef SERVICES_SUBJECT_SEARCH_INDEX_H_
#define SERVICES_SUBJECT_SEARCH_INDEX_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/store/store.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"
#include "services/subject/name_index.h"

namespace smarthub::subject {

class SearchIndex {
 public:
  struct Options {
    absl::Duration idle = absl::Minutes(15);
    // Of all schemes together. The least lately used goes first.
    size_t most_bytes = size_t{256} << 20;
    // Records read from the store at once; so long the loop has no time for others.
    int batch = 32;
  };

  // Both outlive the index and every task it gave out.
  SearchIndex(store::Store* store, Clock* clock) : SearchIndex(store, clock, Options()) {}
  SearchIndex(store::Store* store, Clock* clock, Options options);

  // The scheme's index with everything in it that was committed before this call. To be asked
  // before the caller next waits for anything: later it is another's. Calls that come together
  // share the work. A damaged report is not in it. RESOURCE_EXHAUSTED / TOO_LARGE: the scheme alone
  // is above the bound, and for `idle` nobody walks it again to see; UNAVAILABLE as of the store.
  Task<absl::StatusOr<std::shared_ptr<const NameIndex>>> Fresh(std::string slot, Loop& loop);

  // Gives up what nobody used for `idle`. Runs by itself; tests call it.
  void ForgetIdle();
  size_t schemes() const;
  size_t bytes() const;
  const Nicknames& nicknames() const { return state_->nicknames; }

 private:
  struct Scheme {
    explicit Scheme(const Nicknames* nicknames) : index(nicknames) {}
    NameIndex index;
    bool built = false;
    std::string cursor;
    absl::Time used;
    // When it was found to be above the bound.
    absl::Time refused = absl::InfinitePast();
    // Readings are numbered: a caller needs one that began after it came.
    uint64_t begun = 0;
    uint64_t done = 0;
    std::shared_ptr<Event> reading;
  };
  // What the task that forgets shares with the index, which may go first.
  struct State {
    Nicknames nicknames;
    absl::flat_hash_map<std::string, std::shared_ptr<Scheme>> schemes;
    bool watched = false;
  };

  static void ForgetIdle(State& state, absl::Time now, absl::Duration idle);
  static Task<void> KeepForgetting(std::weak_ptr<State> state, Clock* clock, Loop* loop,
                                   absl::Duration idle);
  Task<absl::Status> Update(std::string slot, std::shared_ptr<Scheme> scheme);
  Task<absl::Status> Build(std::string slot, std::shared_ptr<Scheme> scheme);
  Task<absl::Status> CatchUp(std::string slot, std::shared_ptr<Scheme> scheme);
  absl::Status KeepWithin(const std::string& slot);

  store::Store* store_;
  Clock* clock_;
  Options options_;
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_SEARCH_INDEX_H_
