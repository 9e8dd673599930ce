#include "tests/fault/workload.h"

#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/store/testing/samples.h"

namespace smarthub::store {
namespace {

constexpr int kTasks = 24;

std::string PartitionOf(uint64_t version) { return version % 2 == 0 ? "even" : "odd"; }

}  // namespace

std::string Workload::NameOf(const Step& step) {
  return absl::StrCat(step.record, "/", step.version);
}

Batch Workload::BatchOf(const Step& step) {
  Content content = Ripe(NameOf(step));
  content.indexes = {{"parity", PartitionOf(step.version), "p"}};
  content.appearances[Pear(step.record).id] = NameOf(step);
  Batch batch = Change1(Apple(step.record), step.version - 1, std::move(content));
  batch.audit_entry = NameOf(step);
  batch.events = {{Apple(step.record), step.version, "apple.grow"}};
  batch.idempotency = Idempotency{NameOf(step), {"print", NameOf(step)}};
  return batch;
}

// Every third step changes a record that is there.
Workload::Step Workload::NextStep() {
  if (next_record_ % 3 == 2 && !idle_.empty()) {
    ++next_record_;
    const auto [record, version] = *idle_.begin();
    idle_.erase(idle_.begin());
    return {record, version + 1};
  }
  return {next_record_++, 1};
}

Task<void> Workload::Worker(Workload& load) {
  while (true) {
    const Step step = load.NextStep();
    Batch batch = BatchOf(step);
    const auto committed = co_await load.test_->Commit(std::move(batch));
    if (!committed.ok()) {
      if (ReasonOf(committed.status()) == error::v1::REASON_OUTCOME_UNKNOWN) {
        load.unknown_.push_back(step);
      } else if (step.version > 1) {
        load.idle_[step.record] = step.version - 1;
      }
      break;
    }
    load.done_[step] = committed->leaf_index;
    load.idle_[step.record] = step.version;
    ++load.acknowledged_;
    --load.goal_;
  }
  --load.running_;
}

void Workload::Begin(int acknowledged) {
  goal_ = acknowledged;
  running_ = kTasks;
  for (int i = 0; i < kTasks; ++i) test_.loop().Spawn(Worker(*this));
}

void Workload::Turn() { (void)test_.Run(test_.loop().Sleep(absl::Microseconds(200))); }

std::vector<std::string> Workload::RepeatUnknown() {
  std::vector<std::string> wrong;
  for (const Step& step : unknown_) {
    const auto committed = test_.Run(test_->Commit(BatchOf(step)));
    if (!committed.ok()) {
      wrong.push_back(
          absl::StrCat("repeating ", NameOf(step), " failed: ", committed.status().ToString()));
    } else if (committed->kept && committed->kept->reply != NameOf(step)) {
      wrong.push_back(absl::StrCat("repeating ", NameOf(step), " got another answer"));
    } else {
      idle_[step.record] = step.version;
    }
  }
  unknown_.clear();
  return wrong;
}

std::vector<std::string> Workload::FindViolations() {
  std::vector<std::string> wrong;
  const auto expect = [&wrong](bool so, auto&&... what) {
    if (!so) wrong.push_back(absl::StrCat(what...));
  };
  // The log: one entry a leaf, no gap, each acknowledged one where it was acknowledged.
  std::vector<std::string> log;
  while (true) {
    const auto tail = test_.Run(test_->ReadTail("melton", log.size(), 1000));
    if (!tail.ok() || tail->empty()) break;
    for (const auto& entry : *tail) {
      expect(entry.leaf_index == log.size(), "a gap before leaf ", entry.leaf_index);
      log.push_back(entry.sealed);
    }
  }
  const auto next = test_.Run(test_->NextLeaf("melton"));
  expect(next.ok() && *next == log.size(), "the next leaf is not after the last entry");
  for (const auto& [step, leaf] : done_) {
    expect(leaf < log.size() && log[leaf] == NameOf(step), "entry of ", NameOf(step), " is lost");
  }
  // Records: exactly the steps in the log, each once.
  std::map<int, uint64_t> in_log;
  std::set<std::string> seen;
  for (const std::string& entry : log) {
    expect(seen.insert(entry).second, entry, " is in the log twice");
    const int record = std::stoi(entry);
    in_log[record] =
        std::max<uint64_t>(in_log[record], std::stoull(entry.substr(entry.find('/') + 1)));
  }
  std::set<Key> odd_or_even;
  for (const char* partition : {"odd", "even"}) {
    Range range{"parity", partition};
    range.limit = 500;
    for (bool more = true; more;) {
      const auto page = test_.Run(test_->List("melton", range));
      if (!page.ok()) {
        wrong.push_back(page.status().ToString());
        break;
      }
      for (const auto& record : page->records) {
        const auto content = record->Open();
        const int n = content.ok() ? std::stoi(content->body) : -1;
        expect(content.ok() && content->body == NameOf({n, record->version()}) &&
                   content->appearances.size() == 1,
               "a record does not hold what its version says");
        expect(in_log[n] == record->version(), "record ", n, " is not what the log says");
        expect(PartitionOf(record->version()) == partition, "record ", n, " is in a wrong index");
        expect(odd_or_even.insert(record->key()).second, "record ", n, " is listed twice");
      }
      more = page->more;
      if (!page->members.empty()) range.after = page->members.back();
    }
  }
  expect(odd_or_even.size() == in_log.size(), in_log.size() - odd_or_even.size(),
         " records of the log are not there");
  const auto told = test_.Run(test_->NewestOutboxCursor("melton"));
  expect(told.ok() && *told == absl::StrCat(log.size()), "events and entries differ in number");
  return wrong;
}

}  // namespace smarthub::store
