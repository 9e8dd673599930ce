// The peer of report_bench: the very command that the hub sent to Redis for one report, overheard
// by MONITOR, and copies of it under fresh ids in a slot of their own. For benchmarks only.
#ifndef TESTS_BENCH_REPORT_CAPTURE_H_
#define TESTS_BENCH_REPORT_CAPTURE_H_

#include <memory>
#include <string>
#include <vector>

#include "platform/base/clock.h"

namespace smarthub {

using Arguments = std::vector<std::string>;

// The unix socket of the Redis of an open data directory. Ends the program where there is none.
std::string SocketOf(const std::string& data);

// Blocking. Ends the program on any error, as everything here does.
class Ear {
 public:
  explicit Ear(const std::string& socket_path);
  ~Ear();
  // The first EVALSHA since the Ear was made that has a record in it.
  Arguments Hear();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// In bytes, of one commit.
struct CommitSizes {
  size_t command = 0, keys = 0, audit = 0, answer = 0, event = 0;
  std::vector<size_t> fields;         // of the record, h w f b, values only
  std::vector<size_t> people;         // sealed appearances
  std::vector<size_t> person_keys;    // their wraps
  std::vector<size_t> index_members;  // one per index entry
  std::vector<size_t> partitions;     // that they are in
};
CommitSizes SizesOf(const Arguments& commit);

// Opens slot `slot`, which must have as many letters as the slot of `commit`.
void OpenSlotLike(const std::string& socket_path, const Arguments& commit, const std::string& slot);
// `count` commands in wire form: `commit` in `slot` with ids of its own.
std::vector<std::string> CopiesOf(const Arguments& commit, const std::string& slot, int count,
                                  Random& random);

}  // namespace smarthub

#endif  // TESTS_BENCH_REPORT_CAPTURE_H_
