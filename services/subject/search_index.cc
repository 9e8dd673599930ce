#include "services/subject/search_index.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/store/indexes.h"
#include "services/subject/report_words.h"

namespace smarthub::subject {
namespace {

constexpr int kEvents = 256;

absl::StatusOr<Report> Read(const store::Sealed& sealed) {
  ASSIGN_OR_RETURN(const store::Content content, sealed.Open());
  return WordsOf(sealed.key(), content, AllLabels());
}

void PutSealed(const store::Sealed& sealed, NameIndex& index) {
  const absl::StatusOr<Report> report = Read(sealed);
  // A report with nobody in it finds nobody; one that is damaged is not found, and the others are.
  if (!report.ok() || report->people.empty()) {
    index.Erase(sealed.key().id);
  } else {
    index.Put(*report);
  }
}

absl::Status TooMuch() {
  return Error(absl::StatusCode::kResourceExhausted, error::v1::REASON_TOO_LARGE,
               "This scheme holds more reports than can be searched.");
}

}  // namespace

SearchIndex::SearchIndex(store::Store* store, Clock* clock, Options options)
    : store_(store), clock_(clock), options_(options) {}

Task<absl::StatusOr<std::shared_ptr<const NameIndex>>> SearchIndex::Fresh(std::string slot,
                                                                          Loop& loop) {
  if (!std::exchange(state_->watched, true)) {
    loop.Spawn(KeepForgetting(state_, clock_, &loop, options_.idle));
  }
  std::shared_ptr<Scheme>& known = state_->schemes[slot];
  if (known == nullptr) known = std::make_shared<Scheme>(&state_->nicknames);
  const std::shared_ptr<Scheme> scheme = known;
  scheme->used = clock_->Now();
  const uint64_t needed = scheme->begun + 1;
  while (scheme->done < needed) {
    if (clock_->Now() - scheme->refused < options_.idle) co_return TooMuch();
    if (const std::shared_ptr<Event> reading = scheme->reading; reading != nullptr) {
      CO_RETURN_IF_ERROR(co_await reading->Wait());
      continue;
    }
    const auto mine = std::make_shared<Event>(loop);
    const uint64_t number = ++scheme->begun;
    scheme->reading = mine;
    const absl::Status updated = co_await Update(slot, scheme);
    scheme->reading = nullptr;
    if (updated.ok()) scheme->done = number;
    mine->Set();
    CO_RETURN_IF_ERROR(updated);
  }
  CO_RETURN_IF_ERROR(KeepWithin(slot));
  co_return std::shared_ptr<const NameIndex>(scheme, &scheme->index);
}

Task<absl::Status> SearchIndex::Update(std::string slot, std::shared_ptr<Scheme> scheme) {
  if (scheme->built) {
    const absl::Status caught_up = co_await CatchUp(slot, scheme);
    // Events that we had not read are gone, so nobody can say what changed.
    if (!absl::IsOutOfRange(caught_up)) co_return caught_up;
    scheme->built = false;
  }
  CO_RETURN_IF_ERROR(co_await Build(slot, scheme));
  co_return co_await CatchUp(slot, scheme);
}

Task<absl::Status> SearchIndex::Build(std::string slot, std::shared_ptr<Scheme> scheme) {
  // What changes while we walk comes after this place and is read again.
  CO_ASSIGN_OR_RETURN(std::string cursor, co_await store_->NewestOutboxCursor(slot));
  NameIndex fresh(&state_->nicknames);
  for (const std::string_view partition : store::kReportStates) {
    store::Range range;
    range.index = std::string(store::kReportsByState);
    range.partition = partition;
    range.limit = options_.batch;
    bool more = true;
    while (more) {
      CO_ASSIGN_OR_RETURN(const store::Page page, co_await store_->List(slot, range));
      for (const auto& sealed : page.records) {
        if (sealed->key().kind != label::v1::INCIDENT) continue;
        PutSealed(*sealed, fresh);
      }
      if (fresh.bytes() > options_.most_bytes) {
        scheme->refused = clock_->Now();
        co_return TooMuch();
      }
      if (!page.members.empty()) range.after = page.members.back();
      more = page.more && !page.members.empty();
    }
  }
  scheme->index = std::move(fresh);
  scheme->cursor = std::move(cursor);
  scheme->built = true;
  co_return absl::OkStatus();
}

Task<absl::Status> SearchIndex::CatchUp(std::string slot, std::shared_ptr<Scheme> scheme) {
  while (true) {
    CO_ASSIGN_OR_RETURN(const auto items,
                        co_await store_->ReadOutbox(slot, scheme->cursor, kEvents));
    if (items.empty()) co_return absl::OkStatus();
    std::vector<store::Key> keys;
    for (const store::OutboxItem& item : items) {
      const store::Key& key = item.event.key;
      if (key.kind == label::v1::INCIDENT && !absl::c_linear_search(keys, key)) keys.push_back(key);
    }
    const auto batch = static_cast<size_t>(options_.batch);
    for (size_t from = 0; from < keys.size(); from += batch) {
      const size_t count = std::min(batch, keys.size() - from);
      CO_ASSIGN_OR_RETURN(const auto records,
                          co_await store_->Read(slot, {keys.data() + from, count}));
      for (size_t i = 0; i < records.size(); ++i) {
        if (records[i] == nullptr) {
          scheme->index.Erase(keys[from + i].id);
        } else {
          PutSealed(*records[i], scheme->index);
        }
      }
    }
    scheme->cursor = items.back().cursor;
    if (items.size() < kEvents) co_return absl::OkStatus();
  }
}

absl::Status SearchIndex::KeepWithin(const std::string& slot) {
  while (bytes() > options_.most_bytes) {
    auto oldest = state_->schemes.end();
    for (auto at = state_->schemes.begin(); at != state_->schemes.end(); ++at) {
      if (at->first == slot || at->second->reading != nullptr) continue;
      if (oldest == state_->schemes.end() || at->second->used < oldest->second->used) oldest = at;
    }
    if (oldest == state_->schemes.end()) break;
    state_->schemes.erase(oldest);
  }
  const auto own = state_->schemes.find(slot);
  if (own == state_->schemes.end() || own->second->index.bytes() <= options_.most_bytes) {
    return absl::OkStatus();
  }
  state_->schemes.erase(own);
  return TooMuch();
}

void SearchIndex::ForgetIdle() { ForgetIdle(*state_, clock_->Now(), options_.idle); }

void SearchIndex::ForgetIdle(State& state, absl::Time now, absl::Duration idle) {
  absl::erase_if(state.schemes, [&](const auto& entry) {
    return entry.second->reading == nullptr && now - entry.second->used >= idle;
  });
}

Task<void> SearchIndex::KeepForgetting(std::weak_ptr<State> state, Clock* clock, Loop* loop,
                                       absl::Duration idle) {
  while (true) {
    (void)co_await loop->Sleep(idle / 4);
    const std::shared_ptr<State> held = state.lock();
    if (held == nullptr) co_return;
    ForgetIdle(*held, clock->Now(), idle);
  }
}

size_t SearchIndex::schemes() const { return state_->schemes.size(); }

size_t SearchIndex::bytes() const {
  size_t bytes = 0;
  for (const auto& [slot, scheme] : state_->schemes) bytes += scheme->index.bytes();
  return bytes;
}

}  // namespace smarthub::subject
