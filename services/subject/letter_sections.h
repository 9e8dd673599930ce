// The sections of a notice letter, each with its heading, in the words of letter_texts.h. Together
// and in this order they are the letter. Pure; thread-safe.
#ifndef SERVICES_SUBJECT_LETTER_SECTIONS_H_
#define SERVICES_SUBJECT_LETTER_SECTIONS_H_

#include <string>

#include "absl/time/time.h"
#include "policies/engine/policy.h"
#include "services/subject/letter_findings.h"
#include "smarthub/subject/v1/subject.pb.h"

namespace smarthub::subject {

void SayWhoAndWhat(const policy::Policy& policy, const std::string& scheme,
                   const subject::v1::PublicPage& page, const Findings& found,
                   subject::v1::Letter& letter);
void SayWhyAndForWhom(const policy::Policy& policy, const Findings& found,
                      subject::v1::Letter& letter);
void SayHowLong(const policy::Policy& policy, absl::Time now, subject::v1::Letter& letter);
void SayRights(const policy::Policy& policy, const subject::v1::PublicPage& page,
               subject::v1::Letter& letter);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_LETTER_SECTIONS_H_
