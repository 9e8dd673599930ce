// The page that anybody may read, the scheme's notice to everybody (UK GDPR Arts 13, 14): from its
// own words, the policy in force and the words of the letter; nothing in it is of a person.
#include "services/subject/public_page.h"

#include <string>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/text/bounds.h"
#include "services/subject/handlers.h"
#include "services/subject/keys.h"
#include "services/subject/notice_sections.h"
#include "services/subject/plain_words.h"
#include "smarthub/subject/v1/stored.pb.h"

namespace smarthub::subject {
namespace {

using rpc::Context;
using subject::v1::PublicPage;
using subject::v1::StoredPublicPage;

constexpr Length kLine = {1, 300};

subject::v1::PublicPart ToPart(const Section& section) {
  subject::v1::PublicPart part;
  part.set_heading(section.heading);
  for (const std::string& paragraph : section.paragraphs) part.add_paragraphs(paragraph);
  return part;
}

}  // namespace

Task<absl::StatusOr<PublicPage>> ReadPublicPage(Context& context) {
  CO_ASSIGN_OR_RETURN(const auto view, co_await context.LoadForRule(PublicPageKey()));
  if (!view.has_value()) co_return PublicPage();
  CO_ASSIGN_OR_RETURN(const auto stored, rpc::ParseBody<StoredPublicPage>(view->content.body));
  co_return stored.page();
}

Task<absl::StatusOr<identity::v1::StoredRoster>> ReadScheme(Context& context) {
  // Whoever has not signed in is a caller of no scheme, and has named one.
  const std::string& scheme =
      context.caller().member() ? context.caller().scheme() : context.credentials().scheme;
  CO_ASSIGN_OR_RETURN(const auto view, co_await context.LoadForRule(SchemeKey(scheme)));
  if (!view.has_value()) co_return identity::v1::StoredRoster();
  co_return rpc::ParseBody<identity::v1::StoredRoster>(view->content.body);
}

bool IsComplete(const PublicPage& page) {
  return !page.controller().empty() && !page.contact().empty() && !page.dpo_contact().empty() &&
         !page.complaint_address().empty();
}

Task<absl::StatusOr<subject::v1::GetPublicPageResponse>> GetPublicPage(
    const Service&, Context& context, const subject::v1::GetPublicPageRequest&) {
  subject::v1::GetPublicPageResponse reply;
  CO_ASSIGN_OR_RETURN(const auto scheme, co_await ReadScheme(context));
  reply.set_scheme_name(scheme.name());
  reply.set_scheme_notice(scheme.notice());
  CO_ASSIGN_OR_RETURN(*reply.mutable_page(), co_await ReadPublicPage(context));
  for (Kept& kept : HowLongKept(context.policy(), context.now())) {
    auto& held = *reply.add_held();
    held.set_what(std::string(kept.what));
    held.set_how_long(std::move(kept.how_long));
  }
  const policy::Policy& policy = context.policy();
  for (const Section& section :
       {WhatMayBeHeld(), WhereItComesFrom(), WhyTheLawAllows(), WhoSees(policy)}) {
    *reply.add_notice() = ToPart(section);
  }
  for (const Section& section :
       {Rights(), Objecting(), Disagreeing(policy), Complaining(reply.page())}) {
    *reply.add_rights() = ToPart(section);
  }
  *reply.mutable_asking() = ToPart(Asking(policy, context.now()));
  co_return reply;
}

Task<absl::StatusOr<subject::v1::SetPublicPageResponse>> SetPublicPage(
    const Service&, Context& context, const subject::v1::SetPublicPageRequest& request) {
  const PublicPage& page = request.page();
  CO_RETURN_IF_ERROR(
      text::CheckText("page.controller", page.controller(), kLine.least, kLine.most));
  CO_RETURN_IF_ERROR(text::CheckText("page.contact", page.contact(), kLine.least, kLine.most));
  CO_RETURN_IF_ERROR(
      text::CheckText("page.dpo_contact", page.dpo_contact(), kLine.least, kLine.most));
  CO_RETURN_IF_ERROR(
      text::CheckText("page.complaint_address", page.complaint_address(), kLine.least, kLine.most));
  CO_ASSIGN_OR_RETURN(const auto before, co_await context.LoadForRule(PublicPageKey()));
  StoredPublicPage stored;
  *stored.mutable_page() = page;
  store::Content content;
  content.body = stored.SerializeAsString();
  content.retention_class = policy::v1::RETENTION_CLASS_STANDING;
  content.retention_clock = policy::v1::CLOCK_NONE;
  context.Stage(PublicPageKey(), before.has_value() ? before->version : 0, std::move(content));
  co_return subject::v1::SetPublicPageResponse();
}

}  // namespace smarthub::subject
