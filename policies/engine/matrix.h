// What a bundle decides, as a page for people: role x purpose x action x label, what must be so
// before publishing, the state table and the retention table. Who sees what is worked out by asking
// the engine, not by reading the rules.
#ifndef POLICIES_ENGINE_MATRIX_H_
#define POLICIES_ENGINE_MATRIX_H_

#include <string>

#include "policies/engine/policy.h"

namespace smarthub::policy {

// Markdown. The same bytes for the same bundle.
std::string Matrix(const Policy& policy);

// ---- parts of it, in files of their own ----

// "ROLE_SITE_MANAGER" -> "site manager".
std::string Plain(const std::string& name, size_t prefix);
std::string Plain(Role role);
std::string Plain(Purpose purpose);
std::string Plain(Fact fact);
std::string Plain(const v1::Period& period);

// Who sees which kinds of records, and which labels of them.
std::string RecordTables(const Policy& policy);
// Flow, routes, lifecycle.
std::string ClockTables(const v1::Bundle& bundle);
// What must be so before publishing, galleries, audiences, challenges.
std::string PublicationTables(const Policy& policy);

}  // namespace smarthub::policy

#endif  // POLICIES_ENGINE_MATRIX_H_
