#include "gateway/edge/dispatcher_backend.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/edge/origin.h"
#include "gateway/edge/rate_limiter.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "smarthub/identity/v1/identity.pb.h"

namespace smarthub::edge {
namespace {

// The browser keeps it to this host, sends it over TLS only and to our own pages only, and shows it
// to no script.
constexpr std::string_view kCookie = "__Host-smarthub";
constexpr std::string_view kCookieRules = "; Secure; HttpOnly; SameSite=Strict; Path=/";
constexpr std::string_view kSignIn = "/smarthub.identity.v1.IdentityService/SignIn";
constexpr std::string_view kSignOut = "/smarthub.identity.v1.IdentityService/SignOut";
constexpr size_t kLongestHeader = 128;
constexpr size_t kLongestToken = 1024;

absl::StatusOr<std::string> Bounded(const Headers& headers, std::string_view name,
                                    size_t longest = kLongestHeader) {
  if (headers.Count(name) > 1) {
    return InvalidField(name, error::v1::REASON_DUPLICATE_FIELD, "A header is given twice.");
  }
  const std::string_view value = headers.Find(name);
  if (value.size() > longest) {
    return InvalidField(name, error::v1::REASON_TOO_LONG, "A header is too long.");
  }
  return std::string(value);
}

class StreamToSink final : public rpc::Stream {
 public:
  explicit StreamToSink(MessageSink& sink) : sink_(sink) {}
  Task<absl::Status> Write(const Message& message) override { return sink_.Write(message); }

 private:
  MessageSink& sink_;
};

class DispatcherBackend final : public Backend {
 public:
  DispatcherBackend(const rpc::MethodTable& methods, rpc::Dispatcher& dispatcher)
      : dispatcher_(dispatcher) {
    for (const rpc::Method* const method : methods.All()) {
      if (method->label.admission() == label::v1::SYSTEM) continue;
      BackendMethod known;
      known.server_streaming = method->descriptor->server_streaming();
      known.rate_class = RateOf(*method);
      known.new_request = method->new_request;
      known.handle = method;
      methods_[absl::StrCat("/", method->descriptor->service()->full_name(), "/",
                            method->descriptor->name())] = known;
    }
  }

  const BackendMethod* Find(std::string_view path) const override {
    const auto found = methods_.find(ToAbsl(path));
    return found == methods_.end() ? nullptr : &found->second;
  }

  Task<absl::Status> Unary(const BackendMethod& method, const BackendCall& call,
                           const Message& request, BackendReply& reply) override {
    const bool has_cookie = !CookieOf(*call.headers, kCookie).empty();
    absl::StatusOr<rpc::Call> passed = ToCall(call);
    if (!passed.ok()) co_return passed.status();
    rpc::Answer answer = co_await dispatcher_.Unary(MethodOf(method), *std::move(passed), request);
    if (!answer.receipt.empty()) reply.headers.Add("smarthub-receipt", answer.receipt);
    const bool over =
        absl::IsUnauthenticated(answer.status) || (answer.status.ok() && call.path == kSignOut);
    if (has_cookie && over) SetCookie("", reply);
    if (answer.status.ok() && call.path == kSignIn) MoveToken(call, *answer.reply, reply);
    reply.message = std::move(answer.reply);
    co_return answer.status;
  }

  Task<absl::Status> ServerStream(const BackendMethod& method, const BackendCall& call,
                                  const Message& request, MessageSink& sink,
                                  BackendReply&) override {
    absl::StatusOr<rpc::Call> passed = ToCall(call);
    if (!passed.ok()) co_return passed.status();
    StreamToSink stream(sink);
    co_return co_await dispatcher_.ServerStream(MethodOf(method), *std::move(passed), request,
                                                stream);
  }

  void Describe(const absl::Status& status,
                std::vector<google::protobuf::Any>& details) const override {
    if (const auto detail = DetailOf(status)) details.emplace_back().PackFrom(*detail);
  }

 private:
  static const rpc::Method& MethodOf(const BackendMethod& method) {
    return *static_cast<const rpc::Method*>(method.handle);
  }

  // A part of a file: it changes no record, but costs the disk what a change costs.
  static bool BringsAFile(const google::protobuf::MethodDescriptor& method) {
    const auto* const piece = method.input_type()->FindFieldByName("piece");
    return piece != nullptr && piece->type() == google::protobuf::FieldDescriptor::TYPE_BYTES;
  }

  static RateClass RateOf(const rpc::Method& method) {
    // Passwords and one-time links are tried by strangers.
    if (method.label.admission() == label::v1::PUBLIC) return RateClass::kSignIn;
    const bool writes = method.label.mutates() || BringsAFile(*method.descriptor);
    return writes ? RateClass::kWrite : RateClass::kRead;
  }

  static absl::StatusOr<rpc::Call> ToCall(const BackendCall& from) {
    const Headers& headers = *from.headers;
    rpc::Call call;
    rpc::Credentials& credentials = call.credentials;
    credentials.session_token = CookieOf(headers, kCookie);
    const bool trusted = credentials.session_token.empty() ? OriginAllows(headers, from.authority)
                                                           : OriginProves(headers, from.authority);
    if (!trusted) {
      return Error(absl::StatusCode::kPermissionDenied, error::v1::REASON_BAD_ORIGIN,
                   "The request does not come from a page of this hub.");
    }
    if (credentials.session_token.empty()) {
      ASSIGN_OR_RETURN(const std::string given, Bounded(headers, "authorization", kLongestToken));
      constexpr std::string_view kBearer = "bearer ";
      if (absl::StartsWithIgnoreCase(given, ToAbsl(kBearer))) {
        credentials.session_token = given.substr(kBearer.size());
      }
    }
    ASSIGN_OR_RETURN(credentials.scheme, Bounded(headers, "smarthub-scheme"));
    ASSIGN_OR_RETURN(credentials.purpose, Bounded(headers, "smarthub-purpose"));
    ASSIGN_OR_RETURN(const std::string unattended, Bounded(headers, "smarthub-unattended"));
    credentials.unattended = !unattended.empty();
    credentials.certificate_sha256 = std::string(from.certificate_sha256);
    if (!credentials.certificate_sha256.empty()) {
      ASSIGN_OR_RETURN(credentials.on_behalf_of, Bounded(headers, "smarthub-on-behalf-of"));
    }
    credentials.peer = PeerKey(from.peer);
    call.deadline = from.deadline;
    call.cancellation = from.cancellation;
    return call;
  }

  static void SetCookie(std::string_view token, BackendReply& reply) {
    reply.headers.Add("set-cookie",
                      absl::StrCat(ToAbsl(kCookie), "=", ToAbsl(token), ToAbsl(kCookieRules),
                                   token.empty() ? "; Max-Age=0" : ""));
  }

  static void MoveToken(const BackendCall& call, Message& message, BackendReply& reply) {
    if (!FromPage(*call.headers)) return;
    auto& signed_in = static_cast<identity::v1::SignInResponse&>(message);
    if (signed_in.session_token().empty()) return;
    SetCookie(signed_in.session_token(), reply);
    signed_in.clear_session_token();
  }

  rpc::Dispatcher& dispatcher_;
  absl::flat_hash_map<std::string, BackendMethod> methods_;
};

}  // namespace

std::unique_ptr<Backend> MakeDispatcherBackend(const rpc::MethodTable& methods,
                                               rpc::Dispatcher& dispatcher) {
  return std::make_unique<DispatcherBackend>(methods, dispatcher);
}

}  // namespace smarthub::edge
