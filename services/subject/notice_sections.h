// What the letter to a person and the public page both say, in one wording (letter_texts.h): where
// the data comes from, the law, who sees it, what anybody may ask (UK GDPR Arts 13, 14). Pure;
// thread-safe.
#ifndef SERVICES_SUBJECT_NOTICE_SECTIONS_H_
#define SERVICES_SUBJECT_NOTICE_SECTIONS_H_

#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "policies/engine/policy.h"
#include "smarthub/subject/v1/subject.pb.h"

namespace smarthub::subject {

struct Section {
  std::string heading;
  std::vector<std::string> paragraphs;
};

// "managers of member businesses, the police".
std::string AudienceInWords(const std::set<policy::v1::Role>& roles);

Section WhatMayBeHeld();
Section WhereItComesFrom();
Section WhyTheLawAllows();
Section WhoSees(const policy::Policy& policy);
Section Rights();
// Apart from everything else (UK GDPR Art 21(4)).
Section Objecting();
// By when the scheme answers, and what happens meanwhile.
Section Disagreeing(const policy::Policy& policy);
// Without the scheme's own address where it has not said one.
Section Complaining(const subject::v1::PublicPage& page);
// Of whoever asks, challenges or complains (Art 13): what happens to what they write.
Section Asking(const policy::Policy& policy, absl::Time now);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_NOTICE_SECTIONS_H_
