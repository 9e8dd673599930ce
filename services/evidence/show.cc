#include "services/evidence/show.h"

#include <string_view>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/rpc/callers_name.h"
#include "smarthub/identity/v1/stored.pb.h"

namespace smarthub::evidence {
namespace {

constexpr std::string_view kRemove = "photo.remove";
constexpr std::string_view kActions[] = {"photo.original", "photo.state_authority",
                                         "photo.withdraw_authority", kRemove};

// A line of the mark has room for so many characters; a name that is longer is told by its
// beginning.
constexpr size_t kLine = 40;

// UTF-8 is cut between characters.
std::string Shortened(std::string_view text) {
  size_t characters = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
    if (begins && characters++ == kLine) return std::string(text.substr(0, at)).append("…");
  }
  return std::string(text);
}

Task<absl::StatusOr<std::string>> ReaderName(rpc::Context& context) {
  CO_ASSIGN_OR_RETURN(std::string name, co_await rpc::CallersName(context));
  if (!name.empty()) co_return name;
  co_return absl::StrCat("Member ", context.caller().person_id().ToString().substr(0, 8));
}

// The first site of whoever has sites; else the organisation. Empty where neither is known.
Task<absl::StatusOr<std::string>> ReaderPlace(rpc::Context& context) {
  const rpc::CallerFacts& facts = context.caller().facts();
  if (!facts.sites.empty()) {
    const store::Key key{label::v1::SITE, facts.sites.front()};
    CO_ASSIGN_OR_RETURN(const auto view, co_await context.LoadForRule(key));
    if (view.has_value()) {
      CO_ASSIGN_OR_RETURN(const auto site,
                          rpc::ParseBody<identity::v1::StoredSite>(view->content.body));
      co_return site.name();
    }
  }
  const store::Key key{label::v1::ORGANISATION, facts.organisation_id};
  CO_ASSIGN_OR_RETURN(const auto view, co_await context.LoadForRule(key));
  if (!view.has_value()) co_return std::string();
  CO_ASSIGN_OR_RETURN(const auto organisation,
                      rpc::ParseBody<identity::v1::StoredOrganisation>(view->content.body));
  co_return organisation.name();
}

}  // namespace

bool MayRemove(const rpc::Context& context, const incident::v1::StoredIncident& report) {
  return report.handovers().empty() || context.caller().role() == policy::v1::ROLE_COORDINATOR;
}

evidence::v1::Photo Show(const rpc::Context& context, const OpenedPhoto& photo, bool may_remove) {
  const StoredPhoto& body = photo.body;
  evidence::v1::Photo shown;
  shown.mutable_photo_id()->set_value(photo.key.id.ToString());
  shown.mutable_incident_id()->set_value(IdText(body.incident_id()));
  shown.mutable_appearance_id()->set_value(IdText(body.appearance_id()));
  shown.set_state(body.state());
  if (body.has_received_at()) *shown.mutable_received_at() = body.received_at();
  shown.set_width(body.width());
  shown.set_height(body.height());
  if (body.has_authority()) *shown.mutable_authority() = body.authority();
  shown.set_authority_withdrawn(photo.content.facts.withdrawn());
  shown.set_original_sha256(absl::BytesToHexString(body.original_sha256()));
  shown.set_original_bytes(body.original_bytes());
  for (const std::string_view action : kActions) {
    if (action == kRemove && !may_remove) continue;
    if (context.MayDo(action, photo.key.kind, photo.content.facts)) {
      shown.add_allowed_actions(std::string(action));
    }
  }
  return shown;
}

Task<absl::StatusOr<std::string>> ReaderLines(rpc::Context& context) {
  CO_ASSIGN_OR_RETURN(const std::string name, co_await ReaderName(context));
  CO_ASSIGN_OR_RETURN(const std::string place, co_await ReaderPlace(context));
  std::string lines = Shortened(name);
  if (!place.empty()) absl::StrAppend(&lines, "\n", Shortened(place));
  absl::StrAppend(&lines, "\n",
                  absl::FormatTime("%d %b %Y %H:%M", context.now(), context.policy().zone()));
  co_return lines;
}

}  // namespace smarthub::evidence
