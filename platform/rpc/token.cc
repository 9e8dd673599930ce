#include "platform/rpc/token.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"

namespace smarthub::rpc {
namespace {

// Longer than any token of ours: what is longer is not looked at.
constexpr size_t kLongestToken = 4096;

std::string AssociatedData(const Caller& caller, std::string_view purpose) {
  return absl::StrCat("smarthub token 1\n", ToAbsl(caller.person_id().bytes()),
                      ToAbsl(caller.scheme()), "\n", ToAbsl(purpose));
}

}  // namespace

std::string Tokens::Seal(const Caller& caller, std::string_view purpose,
                         std::string_view text) const {
  if (text.empty()) return "";
  return absl::WebSafeBase64Escape(
      crypto::Seal(key_, AssociatedData(caller, purpose), text, *random_));
}

absl::StatusOr<std::string> Tokens::Open(const Caller& caller, std::string_view purpose,
                                         std::string_view token, std::string_view field) const {
  if (token.empty()) return std::string();
  std::string sealed;
  if (token.size() <= kLongestToken && absl::WebSafeBase64Unescape(ToAbsl(token), &sealed)) {
    auto text = crypto::Open(key_, AssociatedData(caller, purpose), sealed);
    if (text.ok()) return text;
  }
  return InvalidField(field, error::v1::REASON_BAD_FORMAT,
                      "This token was not given by this server for this list.");
}

}  // namespace smarthub::rpc
