#include <cstdio>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/crypto/crypto.h"
#include "services/commands.h"
#include "services/hub.h"
#include "services/making_schemes.h"
#include "smarthub/identity/v1/identity.pb.h"

namespace smarthub {

Task<absl::StatusOr<std::string>> MakeScheme(Hub& hub, std::string scheme, std::string name,
                                             std::string notice, Random& random) {
  identity::v1::InitRequest request;
  request.mutable_scheme()->set_value(scheme);
  request.set_scheme_name(std::move(name));
  request.set_notice(std::move(notice));
  request.mutable_request_id()->set_value(Uuid::Make(random).ToString());
  rpc::Answer answer = co_await hub.guard().RunSystem(
      "system/init", std::string(), "/smarthub.identity.v1.IdentityService/Init", request);
  if (!answer.status.ok()) co_return answer.status;
  std::string token =
      static_cast<const identity::v1::InitResponse&>(*answer.reply).invitation_token();
  CO_RETURN_IF_ERROR(co_await hub.CarryAll());
  co_return token;
}

namespace {

Task<absl::Status> InitTask(InitOptions options, Loop& loop) {
  auto scheme = SchemeIdOf(options.scheme);
  if (!scheme.ok()) co_return scheme.status();
  SystemClock clock;
  crypto::SecureRandom random;
  Log log(clock, ToStandardError());
  Hub::Options open;
  open.data = options.data;
  open.hosts = {options.host};
  open.clock = &clock;
  open.random = &random;
  open.log = &log;
  auto hub = co_await Hub::Open(std::move(open), loop);
  if (!hub.ok()) co_return hub.status();
  auto token = co_await MakeScheme(**hub, *scheme, options.scheme, options.notice, random);
  if (!token.ok()) co_return token.status();
  co_await (*hub)->Close();
  const std::string port = options.port == 443 ? "" : absl::StrCat(":", options.port);
  std::printf(
      "Scheme \"%s\" (%s) is made.\n\n"
      "The first coordinator opens this link once, within its time, after `smarthub serve`:\n\n"
      "  https://%s%s/invitation#%s\n\n"
      "Whoever has it becomes coordinator: hand it over in person.\n"
      "Keep a copy of %s/keys apart from the data: without it the data cannot be read.\n",
      options.scheme.c_str(), scheme->c_str(), options.host.c_str(), port.c_str(), token->c_str(),
      options.data.data.c_str());
  co_return absl::OkStatus();
}

}  // namespace

int Init(const InitOptions& options) {
  Loop loop;
  return Complain(loop.RunUntilDone(InitTask(options, loop)));
}

}  // namespace smarthub
