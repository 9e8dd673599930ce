// A private Redis for one test: real, on a unix socket in a temporary directory, gone with the
// object. Blocking; for tests only.
#ifndef PLATFORM_STORE_TESTING_TEST_REDIS_H_
#define PLATFORM_STORE_TESTING_TEST_REDIS_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace smarthub::store {

class TestRedis {
 public:
  struct Options {
    // In pairs, e.g. {"appendfsync", "everysec"}.
    std::vector<std::string> settings;
    std::vector<std::string> environment;
  };
  TestRedis() : TestRedis(Options()) {}
  explicit TestRedis(Options options);
  ~TestRedis();
  TestRedis(const TestRedis&) = delete;
  TestRedis& operator=(const TestRedis&) = delete;

  const std::string& socket_path() const { return socket_path_; }
  // The temporary directory: /tmp/shXXXXXX. Tests may put things of theirs in it.
  const std::string& directory() const { return directory_; }
  pid_t pid() const { return pid_; }

  // kill -9, and waits until it is gone.
  void Kill();
  // Starts it again on the same data, and waits until it serves.
  void Start();
  // SIGSTOP and SIGCONT: a Redis that hangs.
  void Pause();
  void Resume();

  // A command and its reply as text: integers and errors too, arrays one element a line, nil "".
  std::string Call(const std::vector<std::string>& command);
  // All keys with their values in a canonical text, for comparing two moments.
  std::string Dump();

 private:
  Options options_;
  std::string directory_;
  std::string socket_path_;
  pid_t pid_ = -1;
};

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_TESTING_TEST_REDIS_H_
