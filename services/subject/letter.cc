// The notice letter to a person, made from the record: headed paragraphs, in words of
// letter_texts.h. It names no other person, no reporter and no business.
#include "services/subject/letter.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/base/times.h"
#include "platform/crypto/crypto.h"
#include "services/subject/challenge.h"
#include "services/subject/handlers.h"
#include "services/subject/keys.h"
#include "services/subject/letter_texts.h"
#include "services/subject/linked_set.h"
#include "services/subject/plain_words.h"
#include "services/subject/public_page.h"
#include "smarthub/bulletin/v1/stored.pb.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::subject {
namespace {

using rpc::Context;
using subject::v1::Letter;
using subject::v1::LetterPart;
using subject::v1::PublicPage;

constexpr int kBulletinsRead = 50;

LetterPart& AddPart(Letter& letter, const char* heading) {
  LetterPart& part = *letter.add_parts();
  part.set_heading(heading);
  return part;
}

// What the letter says of the record, read as the caller may see it.
struct Findings {
  std::vector<std::pair<absl::Time, std::string>> reports;
  size_t bulletins = 0;
  std::set<policy::v1::Role> audience;
};

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

// Whether what the letter tells is read to be disclosed, or only to say which letter it was.
enum class Reading { kDisclosed, kForRule };

Task<absl::StatusOr<std::optional<store::Content>>> ReadReport(Context& context, Uuid incident,
                                                               Reading reading) {
  const store::Key key{label::v1::INCIDENT, incident};
  std::optional<store::Content> content;
  if (reading == Reading::kForRule) {
    CO_ASSIGN_OR_RETURN(auto view, co_await context.LoadForRule(key));
    if (view.has_value()) content = std::move(view->content);
  } else {
    CO_ASSIGN_OR_RETURN(auto loaded, co_await context.LoadAlong(key));
    if (loaded.has_value()) content = std::move(loaded->content);
  }
  // What has not left the reporter's hands is nobody's to tell.
  if (content.has_value() && !content->facts.submitted()) content.reset();
  co_return content;
}

struct Bulletin {
  Uuid id;
  store::Content content;
};

Task<absl::StatusOr<std::vector<Bulletin>>> ReadBulletins(Context& context, Uuid subject,
                                                          Reading reading) {
  const store::Range range = In("bulletin_of", subject.ToString(), kBulletinsRead);
  std::vector<Bulletin> bulletins;
  if (reading == Reading::kForRule) {
    CO_ASSIGN_OR_RETURN(auto views, co_await context.ListForRule(range));
    for (auto& view : views) bulletins.push_back({view.key.id, std::move(view.content)});
  } else {
    CO_ASSIGN_OR_RETURN(auto page, co_await context.List(range));
    for (auto& one : page.records) bulletins.push_back({one.key.id, std::move(one.content)});
  }
  co_return bulletins;
}

Task<absl::Status> FindReports(Context& context, const LinkedSet& set, Reading reading,
                               Findings& found) {
  std::set<std::string> seen;
  for (const Member& member : set) {
    for (const subject::v1::StoredAppearanceRef& own : member.body.appearances()) {
      if (!seen.insert(own.incident_id()).second) continue;
      CO_ASSIGN_OR_RETURN(const Uuid incident, Uuid::FromBytes(own.incident_id()));
      CO_ASSIGN_OR_RETURN(const auto report, co_await ReadReport(context, incident, reading));
      if (!report.has_value()) continue;
      CO_ASSIGN_OR_RETURN(const auto body,
                          rpc::ParseBody<incident::v1::StoredIncident>(report->body));
      found.reports.emplace_back(FromProto(body.happened_from()), InWords(body.type()));
    }
  }
  std::sort(found.reports.begin(), found.reports.end());
  co_return absl::OkStatus();
}

Task<absl::Status> FindBulletins(Context& context, const LinkedSet& set, Reading reading,
                                 Findings& found) {
  std::set<Uuid> seen;
  for (const Member& member : set) {
    CO_ASSIGN_OR_RETURN(const std::vector<Bulletin> bulletins,
                        co_await ReadBulletins(context, member.key.id, reading));
    for (const Bulletin& bulletin : bulletins) {
      CO_ASSIGN_OR_RETURN(const auto body,
                          rpc::ParseBody<bulletin::v1::StoredBulletin>(bulletin.content.body));
      // Proposed and never published: nobody was shown it.
      if (!body.has_published_at() || !seen.insert(bulletin.id).second) continue;
      for (const int role : body.audience().roles()) {
        found.audience.insert(static_cast<policy::v1::Role>(role));
      }
    }
  }
  found.bulletins = seen.size();
  co_return absl::OkStatus();
}

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

// Whom anybody may put a bulletin before, by the policy.
std::set<policy::v1::Role> MayBeShown(const policy::Policy& policy) {
  std::set<policy::v1::Role> roles;
  for (const policy::v1::AudienceLimit& limit : policy.bundle().audience_limits()) {
    for (const int role : limit.roles()) roles.insert(static_cast<policy::v1::Role>(role));
  }
  return roles;
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
  how_long.add_paragraphs(letter::kLongPicture);
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

// Over everything that it says, its headings too, each with its length.
std::string DigestOf(const Letter& letter) {
  std::string said;
  const auto add = [&said](const std::string& text) {
    absl::StrAppend(&said, text.size(), ":", text);
  };
  for (const LetterPart& part : letter.parts()) {
    add(part.heading());
    for (const std::string& paragraph : part.paragraphs()) add(paragraph);
  }
  return absl::BytesToHexString(crypto::Sha256(said));
}

Task<absl::StatusOr<Letter>> Write(Context& context, Uuid id, LinkedSet set, PublicPage page,
                                   Reading reading) {
  CO_ASSIGN_OR_RETURN(const auto scheme, co_await ReadScheme(context));
  Findings found;
  CO_RETURN_IF_ERROR(co_await FindReports(context, set, reading, found));
  CO_RETURN_IF_ERROR(co_await FindBulletins(context, set, reading, found));
  Letter letter;
  letter.mutable_subject_id()->set_value(id.ToString());
  SayWhoAndWhat(context.policy(), scheme.name(), page, found, letter);
  SayWhyAndForWhom(context.policy(), found, letter);
  SayHowLong(context.policy(), context.now(), letter);
  SayRights(context.policy(), page, letter);
  letter.set_digest(DigestOf(letter));
  co_return letter;
}

}  // namespace

Task<absl::StatusOr<std::string>> LetterDigest(Context& context, Uuid id, LinkedSet set) {
  CO_ASSIGN_OR_RETURN(PublicPage page, co_await ReadPublicPage(context));
  if (!IsComplete(page)) co_return std::string();
  CO_ASSIGN_OR_RETURN(const Letter letter, co_await Write(context, id, std::move(set),
                                                          std::move(page), Reading::kForRule));
  co_return letter.digest();
}

Task<absl::StatusOr<subject::v1::GetNoticeLetterResponse>> GetNoticeLetter(
    const Service&, Context& context, const subject::v1::GetNoticeLetterRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(request.subject_id().value(), "subject_id"));
  const store::Key key{label::v1::SUBJECT, id};
  CO_RETURN_IF_ERROR((co_await context.Load(key)).status());
  CO_ASSIGN_OR_RETURN(PublicPage page, co_await ReadPublicPage(context));
  if (!IsComplete(page)) {
    co_return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_NOT_READY,
                    "Fill in the public page first: a letter says who is responsible and where to "
                    "complain.");
  }
  CO_ASSIGN_OR_RETURN(LinkedSet set, co_await LoadSet(context, id));
  subject::v1::GetNoticeLetterResponse reply;
  CO_ASSIGN_OR_RETURN(
      *reply.mutable_letter(),
      co_await Write(context, id, std::move(set), std::move(page), Reading::kDisclosed));
  co_return reply;
}

}  // namespace smarthub::subject
