#include "services/subject/notice_sections.h"

#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "services/subject/challenge.h"
#include "services/subject/letter_texts.h"
#include "services/subject/plain_words.h"

namespace smarthub::subject {
namespace {

// Whom anybody may put a bulletin before, by the policy.
std::set<policy::v1::Role> MayBeShown(const policy::Policy& policy) {
  std::set<policy::v1::Role> roles;
  for (const policy::v1::AudienceLimit& limit : policy.bundle().audience_limits()) {
    for (const int role : limit.roles()) roles.insert(static_cast<policy::v1::Role>(role));
  }
  return roles;
}

}  // namespace

std::string AudienceInWords(const std::set<policy::v1::Role>& roles) {
  std::vector<std::string> names;
  for (const policy::v1::Role role : roles) {
    switch (role) {
      case policy::v1::ROLE_REPORTER:
        names.emplace_back("staff of member businesses");
        break;
      case policy::v1::ROLE_SITE_MANAGER:
        names.emplace_back("managers of member businesses");
        break;
      case policy::v1::ROLE_BOARD_MEMBER:
        names.emplace_back("members of the scheme's board");
        break;
      case policy::v1::ROLE_POLICE:
        names.emplace_back("the police");
        break;
      case policy::v1::ROLE_COUNCIL:
        names.emplace_back("the council");
        break;
      default:
        break;
    }
  }
  // Whoever runs the scheme sees every bulletin.
  return names.empty() ? "the scheme's coordinator" : absl::StrJoin(names, ", ");
}

Section WhatMayBeHeld() {
  return {letter::kMayHold, {letter::kWhatData, letter::kWhatMore, letter::kWhatNotAsked}};
}

Section WhereItComesFrom() { return {letter::kFrom, {letter::kFromMember}}; }

Section WhyTheLawAllows() {
  return {letter::kLaw, {letter::kLawBasis, letter::kLawOffence, letter::kLawPeople}};
}

Section WhoSees(const policy::Policy& policy) {
  // Publication may follow the letter, so it names who may see it whether or not anybody does yet.
  return {
      letter::kSees,
      {letter::kSeesFew, absl::Substitute(letter::kSeesMay, AudienceInWords(MayBeShown(policy))),
       letter::kSeesPicture, letter::kSeesTerms, letter::kSeesProcessor}};
}

Section Rights() {
  return {letter::kRights,
          {letter::kRightsAccess, letter::kRightsCorrect, letter::kRightsErase,
           letter::kRightsRestrict, letter::kRightsAppeal, letter::kRightsLimits}};
}

Section Objecting() { return {letter::kObject, {letter::kObjectRight, letter::kObjectHow}}; }

Section Disagreeing(const policy::Policy& policy) {
  Section section{letter::kChallenge, {}};
  const auto* rule = RuleFor(policy, policy::v1::CHALLENGE_GROUND_INACCURATE);
  if (rule != nullptr) {
    section.paragraphs.push_back(
        absl::Substitute(letter::kChallengeWhen, InWords(rule->answer_within())));
  }
  section.paragraphs.emplace_back(letter::kChallengeFreeze);
  return section;
}

Section Complaining(const subject::v1::PublicPage& page) {
  Section section{letter::kComplain, {}};
  if (!page.complaint_address().empty()) {
    section.paragraphs.push_back(absl::Substitute(letter::kComplainUs, page.complaint_address()));
  }
  section.paragraphs.emplace_back(letter::kComplainIco);
  return section;
}

Section Asking(const policy::Policy& policy, absl::Time now) {
  return {letter::kAsk,
          {letter::kAskReads, absl::Substitute(letter::kAskLong, ChallengesKept(policy, now)),
           letter::kAskLaw, letter::kAskNeed}};
}

}  // namespace smarthub::subject
