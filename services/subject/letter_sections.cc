#include "services/subject/letter_sections.h"

#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "platform/base/strings.h"
#include "services/subject/challenge.h"
#include "services/subject/letter_texts.h"
#include "services/subject/plain_words.h"

namespace smarthub::subject {
namespace {

using subject::v1::Letter;
using subject::v1::LetterPart;
using subject::v1::PublicPage;

LetterPart& AddPart(Letter& letter, const char* heading) {
  LetterPart& part = *letter.add_parts();
  part.set_heading(heading);
  return part;
}

std::string Audience(const std::set<policy::v1::Role>& roles) {
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

// Whom anybody may put a bulletin before, by the policy.
std::set<policy::v1::Role> MayBeShown(const policy::Policy& policy) {
  std::set<policy::v1::Role> roles;
  for (const policy::v1::AudienceLimit& limit : policy.bundle().audience_limits()) {
    for (const int role : limit.roles()) roles.insert(static_cast<policy::v1::Role>(role));
  }
  return roles;
}

}  // namespace

void SayWhoAndWhat(const policy::Policy& policy, const std::string& scheme, const PublicPage& page,
                   const Findings& found, Letter& letter) {
  LetterPart& why = AddPart(letter, letter::kWhy);
  why.add_paragraphs(absl::Substitute(letter::kWhyScheme, scheme));
  why.add_paragraphs(letter::kWhyNoFinding);
  LetterPart& who = AddPart(letter, letter::kWho);
  who.add_paragraphs(absl::Substitute(letter::kWhoController, page.controller()));
  who.add_paragraphs(absl::Substitute(letter::kWhoContact, page.contact()));
  who.add_paragraphs(absl::Substitute(letter::kWhoDpo, page.dpo_contact()));
  LetterPart& what = AddPart(letter, letter::kWhat);
  what.add_paragraphs(found.reports.empty() ? letter::kWhatNoReport : letter::kWhatReports);
  for (const auto& [when, type] : found.reports) {
    what.add_paragraphs(absl::Substitute(letter::kWhatReport, type, DayInWords(policy, when)));
  }
  for (const char* text : {letter::kWhatData, letter::kWhatMore, letter::kWhatNotAsked}) {
    what.add_paragraphs(text);
  }
  AddPart(letter, letter::kFrom).add_paragraphs(letter::kFromMember);
}

void SayWhyAndForWhom(const policy::Policy& policy, const Findings& found, Letter& letter) {
  LetterPart& law = AddPart(letter, letter::kLaw);
  for (const char* text : {letter::kLawBasis, letter::kLawOffence, letter::kLawPeople}) {
    law.add_paragraphs(text);
  }
  LetterPart& sees = AddPart(letter, letter::kSees);
  sees.add_paragraphs(letter::kSeesFew);
  // Publication may follow the letter, so it names who may see it whether or not anybody does yet.
  sees.add_paragraphs(absl::Substitute(letter::kSeesMay, Audience(MayBeShown(policy))));
  if (found.bulletins > 0) {
    const std::string count = found.bulletins == 1
                                  ? "One bulletin has"
                                  : absl::StrCat(found.bulletins, " bulletins have");
    sees.add_paragraphs(absl::Substitute(letter::kSeesBulletins, count, Audience(found.audience)));
  }
  sees.add_paragraphs(letter::kSeesPicture);
  sees.add_paragraphs(letter::kSeesTerms);
}

void SayHowLong(const policy::Policy& policy, absl::Time now, Letter& letter) {
  LetterPart& how_long = AddPart(letter, letter::kLong);
  for (const Kept& kept : HowLongKept(policy, now)) {
    const bool of_them = kept.retention_class != policy::v1::RETENTION_CLASS_MEMBER;
    if (!of_them) continue;
    how_long.add_paragraphs(absl::Substitute(letter::kLongOne, ToAbsl(kept.what), kept.how_long));
  }
}

void SayRights(const policy::Policy& policy, const PublicPage& page, Letter& letter) {
  LetterPart& rights = AddPart(letter, letter::kRights);
  for (const char* text : {letter::kRightsAccess, letter::kRightsCorrect, letter::kRightsErase,
                           letter::kRightsRestrict, letter::kRightsAppeal, letter::kRightsLimits}) {
    rights.add_paragraphs(text);
  }
  // Apart from everything else (UK GDPR Art 21(4)).
  LetterPart& object = AddPart(letter, letter::kObject);
  object.add_paragraphs(letter::kObjectRight);
  object.add_paragraphs(letter::kObjectHow);
  LetterPart& challenge = AddPart(letter, letter::kChallenge);
  challenge.add_paragraphs(letter::kChallengeHow);
  const auto* rule = RuleFor(policy, policy::v1::CHALLENGE_GROUND_INACCURATE);
  if (rule != nullptr) {
    challenge.add_paragraphs(
        absl::Substitute(letter::kChallengeWhen, InWords(rule->answer_within())));
  }
  challenge.add_paragraphs(letter::kChallengeFreeze);
  LetterPart& complain = AddPart(letter, letter::kComplain);
  complain.add_paragraphs(absl::Substitute(letter::kComplainUs, page.complaint_address()));
  complain.add_paragraphs(letter::kComplainIco);
}

}  // namespace smarthub::subject
