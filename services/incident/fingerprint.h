// Whether a report sent again is the one that is stored, without keeping it twice.
//
// The fingerprint lies in the body, under the record's key, while everybody named in the report
// lies under a key of their own, so that one person can be erased alone. A plain hash of the report
// would let whoever has the body try names against it. So it is keyed, and the key is made of a
// nonce inside each appearance: erase one, and the fingerprint says nothing to anybody any more.
#ifndef SERVICES_INCIDENT_FINGERPRINT_H_
#define SERVICES_INCIDENT_FINGERPRINT_H_

#include <string>

#include "absl/status/statusor.h"
#include "platform/store/store.h"
#include "smarthub/incident/v1/incident.pb.h"

namespace smarthub::incident {

// HMAC-SHA-256 of `report` under the nonces of all appearances in `content`, in the order of their
// ids. INTERNAL where an appearance does not parse. Thread-safe.
absl::StatusOr<std::string> FingerprintOf(const incident::v1::Report& report,
                                          const store::Content& content);

}  // namespace smarthub::incident

#endif  // SERVICES_INCIDENT_FINGERPRINT_H_
