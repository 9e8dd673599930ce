// The notice letter to a person, made from the record: headed paragraphs. It names no other person,
// no reporter and no business.
#include "services/subject/letter.h"

#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/crypto/crypto.h"
#include "services/subject/handlers.h"
#include "services/subject/letter_findings.h"
#include "services/subject/letter_sections.h"
#include "services/subject/load_set.h"
#include "services/subject/public_page.h"

namespace smarthub::subject {
namespace {

using rpc::Context;
using subject::v1::Letter;
using subject::v1::LetterPart;
using subject::v1::PublicPage;

// Over whom it is to and everything that it says, its headings too, each with its length: two
// people of one report have the same words and not the same letter.
std::string DigestOf(const Letter& letter) {
  std::string said = letter.subject_id().value();
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
  CO_ASSIGN_OR_RETURN(const Findings found, co_await FindForLetter(context, set, reading));
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
