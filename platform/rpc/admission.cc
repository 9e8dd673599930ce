#include "platform/rpc/admission.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/rpc/facts.h"

namespace smarthub::rpc {
namespace {

using absl::StatusCode;
using policy::v1::Purpose;

absl::Status NotSignedIn() {
  return Error(StatusCode::kUnauthenticated, error::v1::REASON_NOT_SIGNED_IN, "Sign in first.");
}

absl::Status NoMembership() {
  return Error(StatusCode::kPermissionDenied, error::v1::REASON_NO_MEMBERSHIP,
               "You are not a member of this scheme.");
}

// "investigation" or "PURPOSE_INVESTIGATION"; UNSPECIFIED for anything else.
Purpose ParsePurpose(std::string_view text) {
  std::string name = absl::AsciiStrToUpper(ToAbsl(text));
  if (name.rfind("PURPOSE_", 0) != 0) name = absl::StrCat("PURPOSE_", name);
  Purpose purpose = policy::v1::PURPOSE_UNSPECIFIED;
  policy::v1::Purpose_Parse(name, &purpose);
  return purpose;
}

// What a caller can do something about, in the order in which they would have to.
struct Remedy {
  policy::v1::Fact fact;
  bool good;
  Reason reason;
  const char* text;
};
constexpr Remedy kRemedies[] = {
    {policy::v1::FACT_MEMBERSHIP_CURRENT, true, error::v1::REASON_NO_MEMBERSHIP,
     "Your membership of this scheme is not current."},
    {policy::v1::FACT_NO_NAMED_OFFICER, false, error::v1::REASON_OFFICER_NOT_NAMED,
     "Say for which officer this call is made."},
    {policy::v1::FACT_AGREEMENT_CURRENT, true, error::v1::REASON_AGREEMENT_EXPIRED,
     "Your organisation's agreement has ended."},
    {policy::v1::FACT_TERMS_CURRENT, true, error::v1::REASON_TERMS_NOT_ACCEPTED,
     "Accept the current terms first."},
};

// Asks the policy again with what is wrong put right, one thing after the other: if that opens the
// door, the first wrong thing is why it was shut. This needs no knowledge of how rules are written.
absl::Status Explain(const Visit& visit, policy::Facts facts) {
  const Remedy* first = nullptr;
  for (const Remedy& remedy : kRemedies) {
    if (facts.Known(remedy.fact) && facts.True(remedy.fact) == remedy.good) continue;
    if (first == nullptr) first = &remedy;
    facts.Set(remedy.fact, remedy.good);
    if (visit.policy->policy->DecideAction(visit.question(), facts).allowed) {
      return Error(StatusCode::kPermissionDenied, first->reason, first->text);
    }
  }
  return Error(StatusCode::kPermissionDenied, error::v1::REASON_NOT_ALLOWED,
               "Your role may not do this for this purpose.");
}

}  // namespace

absl::Status NoSuchMethod() {
  return Error(StatusCode::kUnimplemented, error::v1::REASON_NO_SUCH_METHOD,
               "There is no such method.");
}

Task<absl::Status> Admission::Authenticate(Visit& visit) {
  visit.slot = std::string(kHubSlot);
  visit.policy = policies_->For(visit.slot);
  switch (visit.method->label.admission()) {
    case label::v1::PUBLIC:
      co_return co_await AdmitPublic(visit);
    case label::v1::SIGNED_IN: {
      // Who somebody is does not depend on the scheme they name.
      Credentials credentials = *visit.credentials;
      credentials.scheme.clear();
      credentials.purpose.clear();
      auto caller = co_await authenticator_->Authenticate(credentials, visit.cancellation);
      if (!caller.ok()) co_return caller.status();
      if (!caller->signed_in()) co_return NotSignedIn();
      visit.caller = *std::move(caller);
      co_return absl::OkStatus();
    }
    case label::v1::MEMBER:
      co_return co_await AuthenticateMember(visit);
    default:
      co_return NoSuchMethod();
  }
}

// Whoever has not signed in may name a scheme that is there; knocking makes none.
Task<absl::Status> Admission::AdmitPublic(Visit& visit) {
  if (visit.method->label.slot() != label::v1::OF_SCHEME) co_return absl::OkStatus();
  const std::string& scheme = visit.credentials->scheme;
  if (scheme.empty()) {
    co_return InvalidField("smarthub-scheme", error::v1::REASON_REQUIRED,
                           "Say of which scheme this is.");
  }
  auto slots = co_await store_->Slots();
  if (!slots.ok()) co_return slots.status();
  const bool there = std::find(slots->begin(), slots->end(), scheme) != slots->end();
  if (!there || scheme == kHubSlot) co_return NotFound();
  visit.slot = scheme;
  visit.policy = policies_->For(visit.slot);
  co_return absl::OkStatus();
}

Task<absl::Status> Admission::AuthenticateMember(Visit& visit) {
  if (visit.credentials->scheme.empty()) {
    co_return InvalidField("smarthub-scheme", error::v1::REASON_REQUIRED,
                           "Say in which scheme this call is made.");
  }
  auto caller = co_await authenticator_->Authenticate(*visit.credentials, visit.cancellation);
  if (!caller.ok() && absl::IsPermissionDenied(caller.status())) {
    // Somebody knocks at a scheme that is not theirs. Who it is, is known without the scheme.
    const absl::Status refused = caller.status();
    Credentials credentials = *visit.credentials;
    credentials.scheme.clear();
    credentials.purpose.clear();
    auto known = co_await authenticator_->Authenticate(credentials, visit.cancellation);
    if (known.ok()) visit.caller = *std::move(known);
    co_return refused;
  }
  if (!caller.ok()) co_return caller.status();
  if (!caller->signed_in()) co_return NotSignedIn();
  visit.caller = *std::move(caller);
  if (!visit.caller.member() || visit.caller.scheme() != visit.credentials->scheme ||
      visit.caller.scheme() == kHubSlot) {
    co_return NoMembership();
  }
  visit.policy = policies_->For(visit.caller.scheme());
  if (visit.method->label.slot() == label::v1::OF_SCHEME) visit.slot = visit.caller.scheme();
  co_return absl::OkStatus();
}

absl::Status Admission::Decide(Visit& visit) {
  // Nobody is there to decide about: what a public method shows and changes is its own rule.
  if (visit.method->label.admission() == label::v1::PUBLIC) return absl::OkStatus();
  if (visit.method->label.admission() == label::v1::MEMBER) RETURN_IF_ERROR(ChoosePurpose(visit));
  const policy::Facts facts = FactsOf(visit.caller);
  visit.admission = visit.policy->policy->DecideAction(visit.question(), facts);
  return visit.admission.allowed ? absl::OkStatus() : Explain(visit, facts);
}

// The purposes of a role are policy data; the first is what somebody means who names none.
absl::Status Admission::ChoosePurpose(Visit& visit) const {
  const std::string& named = visit.credentials->purpose;
  const auto purposes = visit.policy->policy->Purposes(visit.caller.role());
  const Purpose purpose = named.empty() && !purposes.empty() ? purposes[0] : ParsePurpose(named);
  if (std::find(purposes.begin(), purposes.end(), purpose) == purposes.end()) {
    return Error(StatusCode::kPermissionDenied, error::v1::REASON_PURPOSE_NOT_ALLOWED,
                 "Your role does not act for this purpose.");
  }
  visit.caller = visit.caller.WithPurpose(purpose);
  return absl::OkStatus();
}

absl::Status Admission::AdmitSystem(Visit& visit, std::string name, std::string scheme) {
  if (visit.method->label.admission() != label::v1::SYSTEM) {
    return absl::InternalError("the hub itself calls SYSTEM methods only");
  }
  visit.slot = visit.method->label.slot() == label::v1::OF_SCHEME ? scheme : std::string(kHubSlot);
  if (visit.slot.empty()) return absl::InternalError("a SYSTEM call names no scheme");
  visit.policy = policies_->For(visit.slot);
  visit.caller = Caller::System(std::move(name), visit.slot);
  return Decide(visit);
}

}  // namespace smarthub::rpc
