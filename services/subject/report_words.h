// From a stored report to what is compared of it. Pure; thread-safe.
#ifndef SERVICES_SUBJECT_REPORT_WORDS_H_
#define SERVICES_SUBJECT_REPORT_WORDS_H_

#include "absl/status/statusor.h"
#include "platform/store/store.h"
#include "policies/engine/policy.h"
#include "services/subject/name_index.h"

namespace smarthub::subject {

// Every label: for the index, which shows nothing to anybody.
policy::LabelSet AllLabels();

// The people suspected in an INCIDENT, as far as `shown` goes: what a reader may not see is not
// compared, or a match would tell it. People whose data was erased are not there. A report with a
// plate and nobody described has one person of nil id. INTERNAL where a stored part does not parse.
absl::StatusOr<Report> WordsOf(const store::Key& key, const store::Content& content,
                               policy::LabelSet shown);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_REPORT_WORDS_H_
