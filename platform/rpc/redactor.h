// Takes out of a reply what its reader may not see, by label and by provenance.
//
// * A message that shows a record (label.v1.record) is looked up by kind and id among the records
//   that this call opened for disclosure, and that record's own decision is applied to all of it: a
//   field whose label is not shown is cleared and named in the record's Withheld. It is named
//   whether or not it held anything, because the difference would tell. A record in a record goes
//   by its own decision.
// * Outside of records only what harms nobody may stand: labels shown by default, secrets made for
//   the caller in this reply (TREATMENT_ONCE), and anything in a declared aggregate.
// * Everything else fails the call: a record that was not opened for disclosure (opened for a rule,
//   or not at all), a personal field outside any record, a secret inside one, a field without
//   label.
//
// Fields unknown to this build are dropped: nobody can say what they hold. Thread-safe.
#ifndef PLATFORM_RPC_REDACTOR_H_
#define PLATFORM_RPC_REDACTOR_H_

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "platform/rpc/disclosures.h"
#include "platform/rpc/method_table.h"
#include "platform/rpc/policy_book.h"
#include "platform/rpc/redaction_plan.h"

namespace smarthub::rpc {

struct Redacted {
  // The reply holds a secret made for its reader: it is kept for a short time only.
  bool holds_secret = false;
};

class Redactor {
 public:
  // Plans for the replies of every method there is.
  explicit Redactor(const MethodTable& methods);

  // Redacts in place and notes in `disclosures` which labels were left. On error (always INTERNAL,
  // naming types and fields, never data) the reply must not be used.
  absl::StatusOr<Redacted> Redact(google::protobuf::Message& reply, Disclosures& disclosures,
                                  const PolicyInForce& policy) const;

 private:
  RedactionPlans plans_;
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_REDACTOR_H_
