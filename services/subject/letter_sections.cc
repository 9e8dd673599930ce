#include "services/subject/letter_sections.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "platform/base/strings.h"
#include "services/subject/letter_texts.h"
#include "services/subject/notice_sections.h"
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

void Append(const std::vector<std::string>& paragraphs, LetterPart& part) {
  for (const std::string& paragraph : paragraphs) part.add_paragraphs(paragraph);
}

LetterPart& AddPart(Letter& letter, const Section& section) {
  LetterPart& part = AddPart(letter, section.heading.c_str());
  Append(section.paragraphs, part);
  return part;
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
  Append(WhatMayBeHeld().paragraphs, what);
  AddPart(letter, WhereItComesFrom());
}

void SayWhyAndForWhom(const policy::Policy& policy, const Findings& found, Letter& letter) {
  AddPart(letter, WhyTheLawAllows());
  LetterPart& sees = AddPart(letter, WhoSees(policy));
  if (found.bulletins == 0) return;
  const std::string count =
      found.bulletins == 1 ? "One bulletin has" : absl::StrCat(found.bulletins, " bulletins have");
  sees.add_paragraphs(
      absl::Substitute(letter::kSeesBulletins, count, AudienceInWords(found.audience)));
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
  AddPart(letter, Rights());
  AddPart(letter, Objecting());
  LetterPart& challenge = AddPart(letter, letter::kChallenge);
  challenge.add_paragraphs(letter::kChallengeHow);
  Append(Disagreeing(policy).paragraphs, challenge);
  AddPart(letter, Complaining(page));
}

}  // namespace smarthub::subject
