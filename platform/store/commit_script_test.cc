// commit.lua is all or nothing. Lua does not roll back, so this rests on two things that are proved
// here: nothing is written before everything was checked, and what is written after that cannot
// fail on what was checked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/store/commit.h"
#include "platform/store/keys.h"
#include "platform/store/testing/samples.h"
#include "platform/store/testing/test_store.h"

namespace smarthub::store {
namespace {

using testing::HasSubstr;

// A commit that uses every part of the script: one record made, one replaced, one erased, one that
// must stand, index entries that come and go, events, a kept answer.
class CommitScriptTest : public testing::Test {
 protected:
  CommitScriptTest() {
    for (int i = 1; i <= 3; ++i) {
      EXPECT_TRUE(test_.Run(test_->Commit(Change1(Apple(i), 0, Ripe()))).ok());
    }
    keyring_.Put("melton", 1, *test_.keys().Get("epoch/melton/1"));
    Content moved = Ripe("moved");
    moved.indexes = {{"state", "done", "p"}};
    batch_.slot = "melton";
    batch_.audit_entry = "the entry";
    batch_.changes = {{Pear(1), 0, Ripe()}, {Apple(1), 1, moved}, {Apple(2), 1, std::nullopt}};
    batch_.unchanged = {{Apple(3), 1}};
    batch_.events = {{Pear(1), 1, "pear.pick"}, {Apple(1), 2, "apple.move"}};
    batch_.idempotency = Idempotency{"request", {"print", "reply"}};
    const Key keys[] = {Apple(1), Apple(2)};
    for (const Key& key : keys) replaced_[key] = Raw(key);
  }

  std::shared_ptr<const RawRecord> Raw(const Key& key) {
    // Through a batch that replaces it: the cache of the store is not ours to look into.
    const std::string name = RecordKey("melton", key);
    auto record = std::make_shared<RawRecord>();
    record->version = 1;
    record->header = test_.redis().Call({"HGET", name, "h"});
    record->wrap = test_.redis().Call({"HGET", name, "w"});
    return record;
  }

  // The arguments of EVAL for this batch, with `script` in place of the digest.
  std::vector<std::string> Call(std::string script) {
    const SealingKeys keys{"melton", 1, keyring_, test_.random()};
    const auto prepared = PrepareCommit(keys, batch_, replaced_, 1000);
    EXPECT_TRUE(prepared.ok());
    std::string wire;
    prepared->command.AppendTo(wire);
    std::vector<std::string> arguments = {"EVAL", std::move(script)};
    size_t at = wire.find("\r\n") + 2;
    for (int i = 0; at < wire.size(); ++i) {
      const size_t end = wire.find("\r\n", at);
      const size_t size = std::stoul(wire.substr(at + 1, end - at - 1));
      if (i >= 2) arguments.push_back(wire.substr(end + 2, size));
      at = end + 2 + size + 2;
    }
    return arguments;
  }

  // The script with something done before each of its calls of Redis.
  static std::string Instrumented(const std::string& before_each) {
    std::string source(SourceOf(Script::kCommit));
    const std::string hook = absl::StrCat(
        "local calls = 0\nlocal function before(name, key) calls = calls + 1 ", before_each,
        " end\nlocal call = function(...) before(...) return redis.call(...) end\n");
    source.replace(source.find("local call = redis.call\n"), 24, hook);
    source.replace(source.find("redis.pcall("), 12, "call(");
    return source;
  }

  // The names of the calls of a good run, in order.
  std::vector<std::string> Trace() {
    std::string source = Instrumented("trace[#trace + 1] = name .. ' ' .. key");
    source.insert(source.find("local calls"), "local trace = {}\n");
    const std::string end = "return {0, leaf}";
    source.replace(source.find(end), end.size(), "return trace");
    // Against a copy of the data: the run itself changes it.
    TestRedis copy;
    Restore(copy);
    return absl::StrSplit(copy.Call(Call(source)), '\n');
  }

  // The same keys in another server.
  void Restore(TestRedis& to) {
    std::vector<std::string> names = absl::StrSplit(test_.redis().Call({"KEYS", "*"}), '\n');
    for (const std::string& name : names) {
      to.Call({"RESTORE", name, "0", test_.redis().Call({"DUMP", name})});
    }
  }

  TestStore test_;
  Keyring keyring_;
  Batch batch_;
  std::map<Key, std::shared_ptr<const RawRecord>> replaced_;
};

bool Writes(const std::string& call) {
  static const std::set<std::string> kWrites = {"XADD", "DEL", "HSET",   "ZADD",
                                                "ZREM", "SET", "PUBLISH"};
  return kWrites.contains(call.substr(0, call.find(' ')));
}

bool Reads(const std::string& call) {
  static const std::set<std::string> kReads = {"GET", "HGET", "HMGET", "XRANGE", "ZCARD"};
  return kReads.contains(call.substr(0, call.find(' ')));
}

TEST_F(CommitScriptTest, ChecksEverythingBeforeItWritesAnything) {
  const std::vector<std::string> trace = Trace();
  const auto first_write = std::find_if(trace.begin(), trace.end(), Writes);
  ASSERT_NE(first_write, trace.end());
  EXPECT_TRUE(std::all_of(trace.begin(), first_write, Reads));
  EXPECT_TRUE(std::all_of(first_write, trace.end(), Writes));
  EXPECT_THAT(*first_write, HasSubstr("audit:tail"))
      << "the audit entry is the first to be written";
  // Every key that is written was looked at before, with a command of its own type.
  std::set<std::string> checked;
  for (auto call = trace.begin(); call != first_write; ++call) {
    checked.insert(call->substr(call->find(' ') + 1));
  }
  for (auto call = first_write; call != trace.end(); ++call) {
    EXPECT_TRUE(checked.contains(call->substr(call->find(' ') + 1))) << *call;
  }
}

TEST_F(CommitScriptTest, AnErrorBeforeEachCheckChangesNothing) {
  const std::vector<std::string> trace = Trace();
  const auto checks = std::find_if(trace.begin(), trace.end(), Writes) - trace.begin();
  ASSERT_GT(checks, 8);
  const std::string before = test_.redis().Dump();
  // One further than the checks: before the first write there is still nothing.
  for (int64_t n = 1; n <= checks + 1; ++n) {
    const std::string answer = test_.redis().Call(
        Call(Instrumented(absl::StrCat("if calls == ", n, " then error('injected') end"))));
    EXPECT_THAT(answer, HasSubstr("injected"));
    EXPECT_EQ(test_.redis().Dump(), before) << "call " << n << ": " << trace[n - 1];
  }
}

// The errors that a write can meet, made for real: each key in turn holds something of another
// type.
TEST_F(CommitScriptTest, AKeyOfTheWrongTypeAnywhereChangesNothing) {
  const auto arguments = Call(std::string(SourceOf(Script::kCommit)));
  int64_t keys = 0;
  ASSERT_TRUE(absl::SimpleAtoi(arguments[2], &keys));
  ASSERT_GE(keys, 10);
  for (int64_t i = 0; i < keys; ++i) {
    const std::string& name = arguments[3 + i];
    TestRedis copy;
    Restore(copy);
    copy.Call({"DEL", name});
    copy.Call({"RPUSH", name, "of another type"});
    const std::string before = copy.Dump();
    EXPECT_THAT(copy.Call(arguments), HasSubstr("WRONGTYPE")) << name;
    EXPECT_EQ(copy.Dump(), before) << name;
  }
}

// XADD refuses an id that is not above the last: the other way for a write to fail.
TEST_F(CommitScriptTest, AStreamThatIsAheadChangesNothing) {
  for (const char* stream : {"{melton}:audit:tail", "{melton}:outbox"}) {
    for (const char* id : {"3-1", "4-0", "99-0"}) {
      TestRedis copy;
      Restore(copy);
      copy.Call({"XADD", stream, id, "e", "from a future"});
      const std::string before = copy.Dump();
      const auto answer = copy.Call(Call(std::string(SourceOf(Script::kCommit))));
      EXPECT_EQ(answer.substr(0, 1), "5") << stream << " " << id << " " << answer;
      EXPECT_EQ(copy.Dump(), before);
    }
  }
}

TEST_F(CommitScriptTest, AnyOtherEpochInAWrapChangesNothing) {
  keyring_.Put("melton", 2, *test_.keys().GetOrMake("epoch/melton/2"));
  auto arguments = Call(std::string(SourceOf(Script::kCommit)));
  // The client says epoch 1 and wraps under another: one forged tag is enough.
  int forged = 0;
  for (std::string& argument : arguments) {
    if (argument.size() == 98 && EpochOfWrap(argument) == 1) {
      std::string right = argument;
      argument[4] = 2;
      const std::string before = test_.redis().Dump();
      EXPECT_EQ(test_.redis().Call(arguments).substr(0, 1), "3");
      EXPECT_EQ(test_.redis().Dump(), before);
      argument = right;
      ++forged;
    }
  }
  EXPECT_EQ(forged, 2);
}

TEST_F(CommitScriptTest, TheScriptKeepsTheLimitsItself) {
  auto arguments = Call(std::string(SourceOf(Script::kCommit)));
  const std::string before = test_.redis().Dump();
  int64_t keys = 0;
  ASSERT_TRUE(absl::SimpleAtoi(arguments[2], &keys));
  auto& entry = arguments[3 + keys + 2];
  ASSERT_EQ(entry, "the entry");
  entry = std::string(256 * 1024, 'x');
  EXPECT_EQ(test_.redis().Call(arguments).substr(0, 1), "6");
  EXPECT_EQ(test_.redis().Dump(), before);
}

TEST_F(CommitScriptTest, AGoodRunDoesAllOfIt) {
  EXPECT_EQ(test_.redis().Call(Call(std::string(SourceOf(Script::kCommit)))), "0\n3");
  EXPECT_EQ(test_.redis().Call({"EXISTS", RecordKey("melton", Pear(1))}), "1");
  EXPECT_EQ(test_.redis().Call({"HGET", RecordKey("melton", Apple(1)), "v"}), "2");
  EXPECT_EQ(test_.redis().Call({"EXISTS", RecordKey("melton", Apple(2))}), "0");
  EXPECT_EQ(test_.redis().Call({"HGET", RecordKey("melton", Apple(3)), "v"}), "1");
  EXPECT_EQ(test_.redis().Call({"ZCARD", IndexKey("melton", "state", "new")}), "2");
  EXPECT_EQ(test_.redis().Call({"ZCARD", IndexKey("melton", "state", "done")}), "1");
  EXPECT_EQ(test_.redis().Call({"XLEN", OutboxKey("melton")}), "2");
  EXPECT_EQ(test_.redis().Call({"XLEN", TailKey("melton")}), "4");
}

}  // namespace
}  // namespace smarthub::store
