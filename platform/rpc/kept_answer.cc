#include "platform/rpc/kept_answer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/canonical.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"

namespace smarthub::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr absl::Duration kKeep = absl::Hours(48);
// A secret is shown once; it is kept only as long as a lost connection takes to come back.
constexpr absl::Duration kKeepSecret = absl::Minutes(15);

bool IsId(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_repeated() &&
         field->message_type()->file()->package() == "smarthub.id.v1";
}

// The field named request_id; else, of a call from outside, the first typed id: a report's own id
// is its request id.
const FieldDescriptor* RequestIdField(const Method& method) {
  const Descriptor* request = method.descriptor->input_type();
  const FieldDescriptor* named = request->FindFieldByName("request_id");
  if (named != nullptr && IsId(named)) return named;
  if (method.label.admission() == label::v1::SYSTEM) return nullptr;
  for (int i = 0; i < request->field_count(); ++i) {
    if (IsId(request->field(i))) return request->field(i);
  }
  return nullptr;
}

absl::StatusOr<Uuid> ReadId(const Message& request, const FieldDescriptor* field) {
  if (!request.GetReflection()->HasField(request, field)) {
    return InvalidField(field->name(), error::v1::REASON_REQUIRED,
                        "Say which intended change this is.");
  }
  const Message& typed = request.GetReflection()->GetMessage(request, field);
  const FieldDescriptor* value = typed.GetDescriptor()->FindFieldByNumber(1);
  return Uuid::Parse(typed.GetReflection()->GetString(typed, value), field->name());
}

std::string Canonical(const Method& method, const Message& request) {
  return absl::StrCat(method.descriptor->full_name(), "\n", CanonicalBytes(request));
}

}  // namespace

absl::StatusOr<std::optional<RequestIdentity>> Identify(const Method& method, const Caller& caller,
                                                        const Message& request,
                                                        const crypto::Key& key) {
  if (!method.label.mutates()) return std::optional<RequestIdentity>();
  const FieldDescriptor* field = RequestIdField(method);
  if (field == nullptr) return std::optional<RequestIdentity>();
  // The hub's own handlers are idempotent by themselves; an id is heeded where there is one.
  if (method.label.admission() == label::v1::SYSTEM &&
      !request.GetReflection()->HasField(request, field)) {
    return std::optional<RequestIdentity>();
  }
  ASSIGN_OR_RETURN(const Uuid id, ReadId(request, field));
  RequestIdentity identity;
  identity.key = absl::StrCat(ToAbsl(caller.person_id().bytes()), ToAbsl(id.bytes()));
  identity.fingerprint = crypto::HmacSha256(key.bytes(), Canonical(method, request));
  return std::optional<RequestIdentity>(std::move(identity));
}

store::Idempotency Keep(const RequestIdentity& identity, const Message& reply, const Uuid& receipt,
                        bool holds_secret) {
  store::Idempotency idempotency;
  idempotency.key = identity.key;
  idempotency.answer.fingerprint = identity.fingerprint;
  idempotency.answer.reply =
      absl::StrCat(ToAbsl(receipt.bytes()), ToAbsl(reply.SerializeAsString()));
  idempotency.keep = holds_secret ? kKeepSecret : kKeep;
  return idempotency;
}

Answer Repeat(const store::KeptAnswer& kept, const RequestIdentity& identity,
              const Method& method) {
  Answer answer;
  if (!crypto::EqualInConstantTime(kept.fingerprint, identity.fingerprint)) {
    answer.status = Error(absl::StatusCode::kAlreadyExists, error::v1::REASON_REQUEST_ID_REUSED,
                          "This request id was used for another request.");
    return answer;
  }
  constexpr size_t kReceipt = 16;
  std::unique_ptr<Message> reply = method.new_reply();
  absl::StatusOr<Uuid> receipt = Uuid::FromBytes(std::string_view(kept.reply).substr(0, kReceipt));
  if (!receipt.ok() || !reply->ParseFromArray(kept.reply.data() + kReceipt,
                                              static_cast<int>(kept.reply.size() - kReceipt))) {
    answer.status = absl::InternalError("a kept answer does not parse");
    return answer;
  }
  answer.reply = std::move(reply);
  answer.receipt = receipt->ToString();
  return answer;
}

}  // namespace smarthub::rpc
