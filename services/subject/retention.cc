#include "services/subject/retention.h"

#include <tuple>

namespace smarthub::subject {

void KeepAs(const store::Content& like, store::Content& kept) {
  kept.retention_class = like.retention_class;
  kept.retention_clock = like.retention_clock;
  kept.retention_started = like.retention_started;
  kept.retention_due = like.retention_due;
}

bool KeptAlike(const store::Content& a, const store::Content& b) {
  return std::tie(a.retention_class, a.retention_clock, a.retention_started, a.retention_due) ==
         std::tie(b.retention_class, b.retention_clock, b.retention_started, b.retention_due);
}

bool LastsLonger(const store::Content& a, const store::Content& b) {
  if (!b.retention_due.has_value()) return false;
  return !a.retention_due.has_value() || *a.retention_due > *b.retention_due;
}

}  // namespace smarthub::subject
