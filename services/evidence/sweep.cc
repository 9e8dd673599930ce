#include "services/evidence/sweep.h"

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "services/evidence/record.h"

namespace smarthub::evidence {
namespace {

constexpr int kPage = 100;

using Names = absl::flat_hash_set<std::string>;

// Names of all files that photos of the slot have; not of pieces whose upload was begun before
// `stale` and never finished.
Task<absl::Status> AddNames(store::Store& store, std::string slot, absl::Time stale, Names& names) {
  store::Range range;
  range.index = std::string(kPhotos);
  range.partition = std::string(kAllPhotos);
  range.limit = kPage;
  for (bool more = true; more;) {
    CO_ASSIGN_OR_RETURN(const store::Page page, co_await store.List(slot, range));
    for (const auto& sealed : page.records) {
      CO_ASSIGN_OR_RETURN(const store::Content content, sealed->Open());
      CO_ASSIGN_OR_RETURN(const auto photo, rpc::ParseBody<StoredPhoto>(content.body));
      const bool receiving = photo.state() == evidence::v1::PHOTO_STATE_RECEIVING;
      if (receiving && FromProto(photo.announced_at()) < stale) continue;
      names.insert(photo.original().name());
      names.insert(photo.picture().name());
      names.insert(photo.thumbnail().name());
    }
    if (page.members.empty()) break;
    more = page.more;
    range.after = page.members.back();
  }
  co_return absl::OkStatus();
}

struct Files {
  std::vector<BlobFile> blobs;
  std::vector<BlobFile> incoming;
};

absl::StatusOr<Files> ListFiles(const Evidence& evidence) {
  Files files;
  ASSIGN_OR_RETURN(files.blobs, evidence.blobs->List());
  ASSIGN_OR_RETURN(files.incoming, evidence.incoming.List());
  return files;
}

absl::StatusOr<int> RemoveOrphans(const Evidence& evidence, const Files& files, const Names& names,
                                  absl::Time before) {
  const auto orphan = [&](const BlobFile& file) {
    return file.written < before && !names.contains(file.name);
  };
  int removed = 0;
  for (const BlobFile& file : files.blobs) {
    if (!orphan(file)) continue;
    RETURN_IF_ERROR(evidence.blobs->Remove(file.name));
    ++removed;
  }
  for (const BlobFile& file : files.incoming) {
    if (!orphan(file)) continue;
    RETURN_IF_ERROR(evidence.incoming.Remove(file.name));
    ++removed;
  }
  return removed;
}

}  // namespace

Task<absl::StatusOr<int>> Sweeper::Sweep() {
  const Evidence& evidence = *deps_.evidence;
  // Files first: one that is written while records are read is not in the list.
  const auto files = co_await deps_.loop->Offload([&] { return ListFiles(evidence); });
  if (!files.ok()) co_return files.status();
  CO_ASSIGN_OR_RETURN(const std::vector<std::string> slots, co_await deps_.store->Slots());
  Names names;
  const absl::Time stale = deps_.clock->Now() - kStale;
  for (const std::string& slot : slots) {
    CO_RETURN_IF_ERROR(co_await AddNames(*deps_.store, slot, stale, names));
  }
  const absl::Time before = deps_.clock->Now() - kSweepAge;
  co_return co_await deps_.loop->Offload(
      [&] { return RemoveOrphans(evidence, *files, names, before); });
}

Task<void> Sweeper::Run(Cancellation* stop) {
  do {
    const absl::StatusOr<int> removed = co_await Sweep();
    if (!removed.ok()) {
      deps_.log->Warning("photos.sweep_failed", {{"why", removed.status()}});
    } else if (*removed > 0) {
      deps_.log->Info("photos.swept", {{"files", *removed}});
    }
  } while ((co_await deps_.loop->Sleep(kSweepEvery, stop)).ok());
}

}  // namespace smarthub::evidence
