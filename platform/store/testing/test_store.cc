#include "platform/store/testing/test_store.h"

#include <cstdio>
#include <cstdlib>

namespace smarthub::store {
namespace {

template <typename T>
T OrEnd(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::fprintf(stderr, "TestStore: %s\n", value.status().ToString().c_str());
    std::abort();
  }
  return *std::move(value);
}

}  // namespace

TestStore::TestStore(TestRedis::Options options)
    : redis_(std::move(options)),
      keys_(OrEnd(crypto::OpenKeyDirectory(redis_.directory() + "/keys", random_))) {
  Reopen();
}

TestStore::~TestStore() { store_.reset(); }

StoreOptions TestStore::MakeOptions() {
  StoreOptions options;
  options.socket_path = redis_.socket_path();
  options.keys = keys_.get();
  options.random = &random_;
  options.faults = &faults;
  options.watch_every = absl::Milliseconds(50);
  return options;
}

void TestStore::Reopen() { Reopen(MakeOptions()); }

void TestStore::Reopen(StoreOptions options) {
  store_.reset();
  store_ = OrEnd(loop_.RunUntilDone(OpenStore(std::move(options), loop_)));
}

void TestStore::AwaitBack() {
  // Redis itself is back (TestRedis::Start waits); the store notices within its back-off.
  auto back = [](Store& store, Loop& loop) -> Task<absl::Status> {
    for (int i = 0; i < 2000; ++i) {
      const auto next = co_await store.NextLeaf("hub");
      if (next.ok()) co_return absl::OkStatus();
      if (!(co_await loop.Sleep(absl::Milliseconds(5))).ok()) break;
    }
    co_return absl::UnavailableError("the store did not come back");
  };
  const absl::Status status = loop_.RunUntilDone(back(*store_, loop_));
  if (!status.ok()) {
    std::fprintf(stderr, "TestStore: %s\n", status.ToString().c_str());
    std::abort();
  }
}

}  // namespace smarthub::store
