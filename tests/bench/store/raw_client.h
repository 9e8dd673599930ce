// The peer of the store's benchmark: commands made beforehand, sent as fast as Redis takes them,
// over blocking sockets with a fixed number in flight on each. No coroutines, no sealing, no store.
#ifndef TESTS_BENCH_STORE_RAW_CLIENT_H_
#define TESTS_BENCH_STORE_RAW_CLIENT_H_

#include <string>
#include <vector>

namespace smarthub::store {

// Sends every command and returns the seconds it took until the last reply. Ends the program on an
// error reply: a refused command costs nothing and would flatter the peer.
double SendAll(const std::string& socket_path, const std::vector<std::string>& commands,
               int connections, int in_flight);

}  // namespace smarthub::store

#endif  // TESTS_BENCH_STORE_RAW_CLIENT_H_
