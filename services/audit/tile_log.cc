#include "services/audit/tile_log.h"

#include <set>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"
#include "platform/merkle/bundle.h"

namespace smarthub::audit {
namespace {

using merkle::kTileWidth;

constexpr char kCheckpoint[] = "checkpoint";

// Files of `state` that a later state replaces by wider ones.
std::set<std::string> PartialPaths(const LogState& state) {
  std::set<std::string> paths;
  for (const merkle::TileContent& partial : state.edge.Partials()) {
    paths.insert(merkle::TilePath(partial.tile));
  }
  if (const int width = static_cast<int>(state.size() % kTileWidth); width > 0) {
    paths.insert(merkle::BundlePath(state.size() / kTileWidth, width));
  }
  return paths;
}

}  // namespace

std::string OriginOf(std::string_view slot) { return absl::StrCat("smarthub/", ToAbsl(slot)); }

TileLog::TileLog(Files& files, std::string directory, std::string origin, const crypto::Key& seed,
                 merkle::NoteVerifier verifier)
    : files_(files),
      directory_(std::move(directory)),
      origin_(std::move(origin)),
      seed_(seed),
      verifier_(std::move(verifier)),
      state_(std::make_shared<LogState>()) {}

absl::StatusOr<std::unique_ptr<TileLog>> TileLog::Open(Files& files, std::string directory,
                                                       std::string_view slot,
                                                       const crypto::Key& seed) {
  std::string origin = OriginOf(slot);
  ASSIGN_OR_RETURN(merkle::NoteVerifier verifier,
                   merkle::NoteVerifier::Make(origin, crypto::Ed25519PublicKey(seed)));
  RETURN_IF_ERROR(files.MakeDirectories(directory));
  auto log = absl::WrapUnique(
      new TileLog(files, std::move(directory), std::move(origin), seed, std::move(verifier)));
  RETURN_IF_ERROR(log->Load());
  return log;
}

absl::Status TileLog::Load() {
  const std::string path = PathOf(kCheckpoint);
  absl::StatusOr<std::string> note = files_.Read(path);
  if (absl::IsNotFound(note.status())) return absl::OkStatus();  // nothing was signed yet
  RETURN_IF_ERROR(note.status());
  ASSIGN_OR_RETURN(const std::string text, merkle::OpenNote(*note, verifier_));
  ASSIGN_OR_RETURN(const merkle::Checkpoint checkpoint, merkle::ParseCheckpoint(text));
  if (checkpoint.origin != origin_) return absl::DataLossError("the checkpoint is another log's");
  auto state = std::make_shared<LogState>();
  ASSIGN_OR_RETURN(state->edge, merkle::Edge::Load(checkpoint.size, [this](const auto& tile) {
                     return files_.Read(PathOf(merkle::TilePath(tile)));
                   }));
  if (state->edge.Root() != checkpoint.root) {
    return absl::DataLossError("the tiles do not fit the checkpoint");
  }
  if (const int width = static_cast<int>(checkpoint.size % kTileWidth); width > 0) {
    ASSIGN_OR_RETURN(state->bundle,
                     files_.Read(PathOf(merkle::BundlePath(checkpoint.size / kTileWidth, width))));
  }
  state->checkpoint = *std::move(note);
  // It may have been named but not durable when the last process ended; entries are forgotten on
  // the strength of it, so it is made so first.
  RETURN_IF_ERROR(files_.Sync(path));
  RETURN_IF_ERROR(files_.SyncDirectory(directory_));
  absl::MutexLock lock(&mutex_);
  state_ = std::move(state);
  return absl::OkStatus();
}

std::shared_ptr<const LogState> TileLog::state() const {
  absl::MutexLock lock(&mutex_);
  return state_;
}

absl::Status TileLog::Append(absl::Span<const std::string> sealed) {
  if (sealed.empty()) return absl::OkStatus();
  const std::shared_ptr<const LogState> before = state();
  auto after = std::make_shared<LogState>(*before);
  std::vector<std::pair<std::string, std::string>> contents;
  std::vector<merkle::TileContent> full;
  for (const std::string& entry : sealed) {
    RETURN_IF_ERROR(merkle::AppendEntry(entry, after->bundle));
    after->edge.Append(merkle::LeafHash(entry), full);
    if (after->size() % kTileWidth == 0) {
      contents.emplace_back(PathOf(merkle::BundlePath(after->size() / kTileWidth - 1, kTileWidth)),
                            std::exchange(after->bundle, {}));
    }
  }
  if (const int width = static_cast<int>(after->size() % kTileWidth); width > 0) {
    contents.emplace_back(PathOf(merkle::BundlePath(after->size() / kTileWidth, width)),
                          after->bundle);
  }
  for (merkle::TileContent& partial : after->edge.Partials()) full.push_back(std::move(partial));
  for (merkle::TileContent& tile : full) {
    contents.emplace_back(PathOf(merkle::TilePath(tile.tile)), std::move(tile.bytes));
  }
  RETURN_IF_ERROR(WriteDurably(files_, contents));

  ASSIGN_OR_RETURN(
      after->checkpoint,
      merkle::SignNote(merkle::FormatCheckpoint({origin_, after->size(), after->edge.Root()}),
                       origin_, seed_));
  const std::vector<std::pair<std::string, std::string>> last = {
      {PathOf(kCheckpoint), after->checkpoint}};
  RETURN_IF_ERROR(WriteDurably(files_, last));
  {
    absl::MutexLock lock(&mutex_);
    state_ = after;
  }
  RemoveSuperseded(*before, *after);
  return absl::OkStatus();
}

// Best effort: what is left lying is a prefix of what replaced it, and CleanUp takes it.
void TileLog::RemoveSuperseded(const LogState& before, const LogState& after) {
  const std::set<std::string> kept = PartialPaths(after);
  for (const std::string& path : PartialPaths(before)) {
    if (kept.count(path) > 0) continue;
    files_.Remove(PathOf(path)).IgnoreError();
    files_.Remove(DirectoryOf(PathOf(path))).IgnoreError();
  }
}

absl::Status TileLog::CleanUp() {
  const std::shared_ptr<const LogState> now = state();
  const std::set<std::string> kept = PartialPaths(*now);
  // A pass reaches at most some thousand entries beyond the edge, so leftovers are in the folders
  // of the edge's tiles and of the next ones.
  std::set<std::string> folders;
  for (const uint64_t ahead : {uint64_t{0}, uint64_t{32}}) {
    folders.insert(DirectoryOf(merkle::BundlePath(now->size() / kTileWidth + ahead, kTileWidth)));
    for (int level = 0; level <= 2; ++level) {
      const uint64_t index = now->size() >> (merkle::kTileHeight * (level + 1));
      folders.insert(DirectoryOf(merkle::TilePath({level, index + ahead, kTileWidth})));
    }
  }
  for (const std::string& folder : folders) {
    ASSIGN_OR_RETURN(const std::vector<std::string> names, files_.List(PathOf(folder)));
    for (const std::string& name : names) {
      const std::string path = absl::StrCat(folder, "/", name);
      if (absl::EndsWith(name, ".new")) RETURN_IF_ERROR(files_.Remove(PathOf(path)));
      if (!absl::EndsWith(name, ".p")) continue;
      ASSIGN_OR_RETURN(const std::vector<std::string> widths, files_.List(PathOf(path)));
      for (const std::string& width : widths) {
        const std::string partial = absl::StrCat(path, "/", width);
        if (kept.count(partial) == 0) RETURN_IF_ERROR(files_.Remove(PathOf(partial)));
      }
      RETURN_IF_ERROR(files_.Remove(PathOf(path)));
    }
  }
  return files_.Remove(PathOf(absl::StrCat(kCheckpoint, ".new")));
}

absl::StatusOr<std::vector<std::string>> TileLog::ReadBundleFrom(const LogState& state,
                                                                 uint64_t first) const {
  if (first >= state.size()) return absl::OutOfRangeError("beyond the log");
  const uint64_t bundle = first / kTileWidth;
  std::string bytes = state.bundle;
  if (bundle < state.size() / kTileWidth) {
    ASSIGN_OR_RETURN(bytes, files_.Read(PathOf(merkle::BundlePath(bundle, kTileWidth))));
  }
  ASSIGN_OR_RETURN(const std::vector<std::string_view> entries, merkle::SplitBundle(bytes));
  const size_t expected = merkle::WidthIn(state.size(), 0, bundle);
  if (entries.size() != expected) return absl::DataLossError("a bundle's length is wrong");
  std::vector<std::string> out;
  for (size_t i = first % kTileWidth; i < entries.size(); ++i) out.emplace_back(entries[i]);
  return out;
}

absl::StatusOr<std::string> TileLog::ReadEntry(const LogState& state, uint64_t index) const {
  ASSIGN_OR_RETURN(std::vector<std::string> entries, ReadBundleFrom(state, index));
  return std::move(entries[0]);
}

absl::StatusOr<std::string> TileLog::ReadTile(const LogState& state,
                                              const merkle::Tile& tile) const {
  const int width = merkle::WidthIn(state.size(), tile.level, tile.index);
  if (tile.width < 1 || tile.width > width) return absl::OutOfRangeError("beyond the log");
  if (std::optional<std::string> bytes = state.edge.Find(tile)) return *std::move(bytes);
  ASSIGN_OR_RETURN(std::string bytes,
                   files_.Read(PathOf(merkle::TilePath({tile.level, tile.index, kTileWidth}))));
  if (bytes.size() != kTileWidth * merkle::kHashSize) {
    return absl::DataLossError("a tile's length is wrong");
  }
  bytes.resize(tile.width * merkle::kHashSize);
  return bytes;
}

merkle::FetchTile TileLog::Fetch(std::shared_ptr<const LogState> state) const {
  return
      [this, state = std::move(state)](const merkle::Tile& tile) { return ReadTile(*state, tile); };
}

}  // namespace smarthub::audit
