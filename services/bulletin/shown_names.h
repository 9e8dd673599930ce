// Words that one person publishes: an alert or news names nobody whom another bulletin shows. Who
// is shown somewhere belongs where two look, and where a freeze takes the name down.
#ifndef SERVICES_BULLETIN_SHOWN_NAMES_H_
#define SERVICES_BULLETIN_SHOWN_NAMES_H_

#include <string>

#include "absl/status/status.h"
#include "platform/rpc/context.h"

namespace smarthub::bulletin {

// INVALID_ARGUMENT / SCAN_FOUND_SOMETHING on "title" or "text", without saying who is meant. Looks
// at the newest 200 live bulletins and the newest 200 that wait.
//
// Only of names that policy shows this caller, and only for callers who see every bulletin: an
// answer tells nobody what they could not read. What a manager proposes is looked at when the
// coordinator publishes it. For methods that declare BULLETIN, SUBJECT and INCIDENT.
Task<absl::Status> CheckNamesNobodyShown(rpc::Context& context, std::string title,
                                         std::string text);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_SHOWN_NAMES_H_
