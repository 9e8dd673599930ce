#include "services/audit/index.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/leaf_seal.h"
#include "services/audit/files.h"
#include "services/audit/index_rows.h"

namespace smarthub::audit {
namespace {

constexpr char kEnding[] = ".sqlite";

std::string MonthOf(const v1::Leaf& leaf) { return rpc::LeafSeal::MonthOf(TimeOf(leaf)); }

}  // namespace

absl::StatusOr<std::unique_ptr<Index>> Index::Open(std::string directory) {
  RETURN_IF_ERROR(DiskFiles()->MakeDirectories(directory));
  auto index = absl::WrapUnique(new Index(std::move(directory)));
  absl::MutexLock lock(&index->mutex_);
  if (absl::Status loaded = index->Load(); !loaded.ok()) {
    if (!absl::IsDataLoss(loaded)) return loaded;
    RETURN_IF_ERROR(index->RemoveAll());
  }
  return index;
}

absl::Status Index::Load() {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, DiskFiles()->List(directory_));
  for (const std::string& name : names) {
    if (!absl::EndsWith(name, kEnding)) continue;
    ASSIGN_OR_RETURN(Database * database, Month(name.substr(0, name.size() - sizeof(kEnding) + 1)));
    ASSIGN_OR_RETURN(const uint64_t covered, CoveredBy(*database));
    covered_ = std::max(covered_, covered);
  }
  return absl::OkStatus();
}

absl::Status Index::RemoveAll() {
  months_.clear();
  covered_ = 0;
  const std::unique_ptr<Files> files = DiskFiles();
  ASSIGN_OR_RETURN(const std::vector<std::string> names, files->List(directory_));
  for (const std::string& name : names) {
    RETURN_IF_ERROR(files->Remove(absl::StrCat(directory_, "/", name)));
  }
  return absl::OkStatus();
}

absl::StatusOr<Database*> Index::Month(const std::string& month) {
  std::unique_ptr<Database>& database = months_[month];
  if (database == nullptr) {
    absl::StatusOr<std::unique_ptr<Database>> opened =
        Database::Open(absl::StrCat(directory_, "/", month, kEnding));
    absl::Status status = opened.status();
    if (status.ok()) status = MakeTables(**opened);
    if (!status.ok()) {
      months_.erase(month);
      return status;
    }
    database = *std::move(opened);
  }
  return database.get();
}

uint64_t Index::covered() const {
  absl::MutexLock lock(&mutex_);
  return covered_;
}

absl::Status Index::Add(absl::Span<const IndexedLeaf> leaves, uint64_t up_to) {
  std::map<std::string, std::vector<const IndexedLeaf*>> by_month;
  for (const IndexedLeaf& leaf : leaves) by_month[MonthOf(leaf.leaf)].push_back(&leaf);
  absl::MutexLock lock(&mutex_);
  if (up_to <= covered_) return absl::OkStatus();
  // `up_to` is kept with the last month only, so it is true of all of them whenever it is there.
  for (auto month = by_month.begin(); month != by_month.end(); ++month) {
    ASSIGN_OR_RETURN(Database * database, Month(month->first));
    const bool last = std::next(month) == by_month.end();
    RETURN_IF_ERROR(AddRows(*database, month->second, last ? up_to : 0));
  }
  covered_ = up_to;
  return absl::OkStatus();
}

absl::Status Index::Clear() {
  absl::MutexLock lock(&mutex_);
  return RemoveAll();
}

absl::StatusOr<std::vector<uint64_t>> Index::Find(const IndexQuery& query) {
  absl::MutexLock lock(&mutex_);
  // Months overlap by what was in flight at midnight, so each is asked and the newest are taken.
  std::vector<uint64_t> all;
  for (const auto& [month, database] : months_) {
    ASSIGN_OR_RETURN(const std::vector<uint64_t> found, FindRows(*database, query));
    all.insert(all.end(), found.begin(), found.end());
  }
  std::sort(all.begin(), all.end(), std::greater<>());
  if (all.size() > static_cast<size_t>(query.limit)) all.resize(query.limit);
  return all;
}

absl::StatusOr<std::optional<uint64_t>> Index::FindEntry(std::string_view entry_id) {
  absl::MutexLock lock(&mutex_);
  for (auto month = months_.rbegin(); month != months_.rend(); ++month) {
    ASSIGN_OR_RETURN(const std::vector<uint64_t> found, FindEntryRow(*month->second, entry_id));
    if (!found.empty()) return found.front();
  }
  return std::nullopt;
}

}  // namespace smarthub::audit
