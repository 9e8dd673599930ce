#include "services/evidence/sweep.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/indexes.h"
#include "services/evidence/record.h"

namespace smarthub::evidence {
namespace {

constexpr int kPage = 100;
constexpr size_t kRemovedAtOnce = 64;
constexpr int kFirstBytes = 256;

// In place, because there are three for every photo.
using Name = std::array<char, kBlobNameBytes>;

Name NameOf(std::string_view bytes) {
  Name name{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), name.size()), name.begin());
  return name;
}

absl::Status Stopped(const Cancellation* stop) {
  return stop == nullptr ? absl::OkStatus() : stop->why();
}

// What is there; and then, of that, what no record has been found to need.
struct Files {
  // That are old enough to go.
  absl::flat_hash_set<Name> blobs;
  // Of any age.
  absl::flat_hash_map<Name, BlobFile> incoming;
  // Pieces of photos that are finished.
  std::vector<BlobFile> done;
};

Task<absl::StatusOr<Files>> ListFiles(const Evidence& evidence, Loop& loop, absl::Time before,
                                      Cancellation* stop) {
  Files files;
  for (int first = 0; first < kFirstBytes; ++first) {
    CO_RETURN_IF_ERROR(Stopped(stop));
    CO_ASSIGN_OR_RETURN(const auto blobs, co_await loop.Offload([&] {
      return evidence.blobs->List(static_cast<uint8_t>(first));
    }));
    for (const BlobFile& blob : blobs) {
      if (blob.written < before) files.blobs.insert(NameOf(blob.name));
    }
  }
  CO_ASSIGN_OR_RETURN(auto incoming,
                      co_await loop.Offload([&] { return evidence.incoming.List(); }));
  for (BlobFile& file : incoming) {
    const Name name = NameOf(file.name);
    files.incoming.emplace(name, std::move(file));
  }
  co_return files;
}

// Strikes out what a photo needs. The pieces of one that was begun before `stale` and never
// finished are not needed.
void StrikeOut(const StoredPhoto& photo, absl::Time stale, Files& files) {
  if (photo.state() == evidence::v1::PHOTO_STATE_RECEIVING) {
    if (FromProto(photo.announced_at()) >= stale) {
      files.incoming.erase(NameOf(photo.original().name()));
    }
    return;
  }
  for (const auto* blob : {&photo.original(), &photo.picture(), &photo.thumbnail()}) {
    files.blobs.erase(NameOf(blob->name()));
  }
  const auto pieces = files.incoming.find(NameOf(photo.pieces()));
  if (pieces == files.incoming.end()) return;
  files.done.push_back(std::move(pieces->second));
  files.incoming.erase(pieces);
}

Task<absl::Status> StrikeOutAll(store::Store& store, std::string slot, absl::Time stale,
                                Cancellation* stop, Files& files) {
  store::Range range;
  range.index = std::string(kPhotos);
  range.partition = std::string(store::kAll);
  range.limit = kPage;
  for (bool more = true; more;) {
    CO_RETURN_IF_ERROR(Stopped(stop));
    CO_ASSIGN_OR_RETURN(const store::Page page, co_await store.List(slot, range, stop));
    for (const auto& sealed : page.records) {
      CO_ASSIGN_OR_RETURN(const store::Content content, sealed->Open());
      CO_ASSIGN_OR_RETURN(const auto photo, rpc::ParseBody<StoredPhoto>(content.body));
      StrikeOut(photo, stale, files);
    }
    if (page.members.empty()) break;
    more = page.more;
    range.after = page.members.back();
  }
  co_return absl::OkStatus();
}

// Calls `remove` for each, a few at a time on the pool; how many went.
template <typename Each, typename Remove>
Task<absl::StatusOr<int>> RemoveAll(Loop& loop, std::vector<Each> all, Remove remove,
                                    Cancellation* stop) {
  int removed = 0;
  for (size_t from = 0; from < all.size(); from += kRemovedAtOnce) {
    CO_RETURN_IF_ERROR(Stopped(stop));
    const size_t end = std::min(all.size(), from + kRemovedAtOnce);
    const absl::Status done = co_await loop.Offload([&]() -> absl::Status {
      for (size_t i = from; i < end; ++i) {
        ASSIGN_OR_RETURN(const bool went, remove(all[i]));
        removed += went ? 1 : 0;
      }
      return absl::OkStatus();
    });
    CO_RETURN_IF_ERROR(done);
  }
  co_return removed;
}

}  // namespace

Task<absl::StatusOr<Swept>> Sweeper::Sweep(Cancellation* stop) {
  const Evidence& evidence = *deps_.evidence;
  Loop& loop = *deps_.loop;
  // Of the moment before anything is read: however long the sweep takes, a file that is written
  // for a commit meanwhile is not old.
  const absl::Time now = deps_.clock->Now();
  const absl::Time before = now - kSweepAge;
  CO_ASSIGN_OR_RETURN(Files files, co_await ListFiles(evidence, loop, before, stop));
  CO_ASSIGN_OR_RETURN(const std::vector<std::string> slots, co_await deps_.store->Slots());
  for (const std::string& slot : slots) {
    CO_RETURN_IF_ERROR(co_await StrikeOutAll(*deps_.store, slot, now - kStale, stop, files));
  }

  Swept swept;
  const auto blob = [&evidence](const Name& name) -> absl::StatusOr<bool> {
    RETURN_IF_ERROR(evidence.blobs->Remove({name.data(), name.size()}));
    return true;
  };
  const auto upload = [&evidence](const BlobFile& file) {
    return evidence.incoming.RemoveUntouched(file);
  };
  std::vector<Name> blobs(files.blobs.begin(), files.blobs.end());
  CO_ASSIGN_OR_RETURN(swept.orphans, co_await RemoveAll(loop, std::move(blobs), blob, stop));
  std::vector<BlobFile> stopped;
  for (auto& [name, file] : files.incoming) {
    if (file.written < before) stopped.push_back(std::move(file));
  }
  CO_ASSIGN_OR_RETURN(const int uploads,
                      co_await RemoveAll(loop, std::move(stopped), upload, stop));
  swept.orphans += uploads;
  CO_ASSIGN_OR_RETURN(swept.pieces, co_await RemoveAll(loop, std::move(files.done), upload, stop));
  co_return swept;
}

Task<void> Sweeper::Run(Cancellation* stop) {
  do {
    const absl::StatusOr<Swept> swept = co_await Sweep(stop);
    if (stop->cancelled()) co_return;
    if (!swept.ok()) {
      deps_.log->Warning("photos.sweep_failed", {{"why", swept.status()}});
    } else if (swept->orphans > 0) {
      deps_.log->Info("photos.swept", {{"files", swept->orphans}});
    }
  } while ((co_await deps_.loop->Sleep(kSweepEvery, stop)).ok());
}

}  // namespace smarthub::evidence
