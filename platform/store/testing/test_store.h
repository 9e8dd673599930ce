// A store on a private Redis in one line: `store::TestStore test;` then
// `test.Run(test->Commit(batch))`. For tests only.
#ifndef PLATFORM_STORE_TESTING_TEST_STORE_H_
#define PLATFORM_STORE_TESTING_TEST_STORE_H_

#include <memory>
#include <string>
#include <utility>

#include "platform/base/clock.h"
#include "platform/crypto/key_provider.h"
#include "platform/store/faults.h"
#include "platform/store/open_store.h"
#include "platform/store/store.h"
#include "platform/store/testing/test_redis.h"
#include "platform/task/loop.h"

namespace smarthub::store {

class TestStore {
 public:
  TestStore() : TestStore(TestRedis::Options()) {}
  explicit TestStore(TestRedis::Options options);
  ~TestStore();

  Store* operator->() { return store_.get(); }
  Store& operator*() { return *store_; }
  Loop& loop() { return loop_; }
  TestRedis& redis() { return redis_; }
  crypto::KeyProvider& keys() { return *keys_; }
  Random& random() { return random_; }

  // Drives the loop until the task is done.
  template <typename T>
  T Run(Task<T> task) {
    return loop_.RunUntilDone(std::move(task));
  }

  // Options of a further store on the same Redis and keys ("another process").
  StoreOptions MakeOptions();
  // Closes the store and opens it again.
  void Reopen();
  void Reopen(StoreOptions options);
  // Waits until the store serves again after the Redis was restarted.
  void AwaitBack();

  // What goes wrong next.
  Faults faults;

 private:
  SeededRandom random_{20261123};
  TestRedis redis_;
  std::unique_ptr<crypto::KeyProvider> keys_;
  Loop loop_;
  std::unique_ptr<Store> store_;
};

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_TESTING_TEST_STORE_H_
