#include "services/identity/lockout.h"

#include <algorithm>

#include "platform/base/error.h"

namespace smarthub::identity {

absl::Duration Lockout::Wait(std::string_view key, absl::Time now) const {
  const auto found = entries_.find(std::string(key));
  if (found == entries_.end()) return absl::ZeroDuration();
  return std::max(absl::ZeroDuration(), found->second.until - now);
}

absl::Status Lockout::Try(std::string_view key, absl::Time now) {
  if (key.empty()) return absl::OkStatus();
  if (Wait(key, now) > absl::ZeroDuration()) {
    return Error(absl::StatusCode::kResourceExhausted, error::v1::REASON_LOCKED_OUT,
                 "Too many wrong tries. Wait a little, then try again.");
  }
  std::string name(key);
  auto [found, fresh] = entries_.try_emplace(name);
  Entry& entry = found->second;
  if (!fresh) by_use_.erase(entry.place);
  entry.place = by_use_.insert(by_use_.begin(), std::move(name));
  if (!fresh && now - entry.last > rule_.forgotten) entry.failures = 0;
  entry.last = now;
  ++entry.failures;
  if (const int over = entry.failures - rule_.tries; over >= 0) {
    absl::Duration wait = rule_.first_wait;
    for (int i = 0; i < over && wait < rule_.longest_wait; ++i) wait *= 2;
    entry.until = now + std::min(wait, rule_.longest_wait);
  }
  if (entries_.size() > static_cast<size_t>(rule_.remembered)) {
    entries_.erase(by_use_.back());
    by_use_.pop_back();
  }
  return absl::OkStatus();
}

void Lockout::TakeBack(std::string_view key) {
  const auto found = entries_.find(std::string(key));
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  if (--entry.failures <= 0) {
    Succeeded(key);
  } else {
    entry.until = absl::InfinitePast();
  }
}

void Lockout::Succeeded(std::string_view key) {
  const auto found = entries_.find(std::string(key));
  if (found == entries_.end()) return;
  by_use_.erase(found->second.place);
  entries_.erase(found);
}

}  // namespace smarthub::identity
