// The rows of one month's index file. Internal to the index.
#ifndef SERVICES_AUDIT_INDEX_ROWS_H_
#define SERVICES_AUDIT_INDEX_ROWS_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/audit/index.h"
#include "services/audit/sqlite.h"

namespace smarthub::audit {

absl::Status MakeTables(Database& database);
// Leaves below it are known to be in this file or in an earlier one.
absl::StatusOr<uint64_t> CoveredBy(Database& database);
// In one transaction; `up_to` is kept where it is not 0.
absl::Status AddRows(Database& database, absl::Span<const IndexedLeaf* const> leaves,
                     uint64_t up_to);
// Newest first, at most query.limit.
absl::StatusOr<std::vector<uint64_t>> FindRows(Database& database, const IndexQuery& query);
absl::StatusOr<std::vector<uint64_t>> FindEntryRow(Database& database, std::string_view entry_id);

absl::Time TimeOf(const v1::Leaf& leaf);

}  // namespace smarthub::audit

#endif  // SERVICES_AUDIT_INDEX_ROWS_H_
