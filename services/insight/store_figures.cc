// StoreReferenceFigures: rows of one month, each stored once however often they come.
#include <string>

#include "absl/container/flat_hash_set.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/crypto/crypto.h"
#include "services/insight/handlers.h"
#include "services/insight/insight.h"
#include "smarthub/insight/v1/stored.pb.h"

namespace smarthub::insight {
namespace {

using insight::v1::StoredFigures;
using insight::v1::StoreReferenceFiguresRequest;
using insight::v1::StoreReferenceFiguresResponse;
using rpc::Context;

constexpr int kMostParts = 100;
constexpr size_t kLongest = 120;

absl::Status CheckLength(std::string_view path, const std::string& text, size_t least) {
  if (text.size() < least) {
    return InvalidField(path, error::v1::REASON_REQUIRED, "This must be filled in.");
  }
  if (text.size() > kLongest) {
    return InvalidField(path, error::v1::REASON_TOO_LONG, "This is too long.");
  }
  return absl::OkStatus();
}

absl::Status Check(const StoreReferenceFiguresRequest& request) {
  if (request.month().size() != 7 || request.month()[4] != '-') {
    return InvalidField("month", error::v1::REASON_BAD_FORMAT, "A month is YYYY-MM.");
  }
  RETURN_IF_ERROR(CheckLength("source", request.source(), 1));
  RETURN_IF_ERROR(CheckLength("release", request.release(), 1));
  if (request.rows().empty()) {
    return InvalidField("rows", error::v1::REASON_REQUIRED, "There are no rows.");
  }
  if (request.rows_size() > kMostRows) {
    return InvalidField("rows", error::v1::REASON_TOO_MANY, "At most 500 at once.");
  }
  for (int i = 0; i < request.rows_size(); ++i) {
    const std::string path = "rows[" + std::to_string(i) + "].";
    const auto& row = request.rows(i);
    RETURN_IF_ERROR(CheckLength(path + "crime_id", row.crime_id(), 1));
    RETURN_IF_ERROR(CheckLength(path + "street", row.street(), 0));
    RETURN_IF_ERROR(CheckLength(path + "crime_type", row.crime_type(), 1));
    RETURN_IF_ERROR(CheckLength(path + "outcome", row.outcome(), 0));
    RETURN_IF_ERROR(CheckLength(path + "lsoa_code", row.lsoa_code(), 0));
  }
  return absl::OkStatus();
}

// The same part has the same id, so that two imports at once meet in a version conflict instead of
// storing everything twice. Shaped like every other id (UUIDv4).
absl::StatusOr<Uuid> PartId(const StoreReferenceFiguresRequest& request, size_t part) {
  const std::string name =
      "figures/" + request.source() + "/" + request.month() + "/" + std::to_string(part);
  std::string bytes = crypto::Sha256(name).substr(0, 16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  return Uuid::FromBytes(bytes);
}

}  // namespace

Task<absl::StatusOr<StoreReferenceFiguresResponse>> StoreReferenceFigures(
    Context& context, const StoreReferenceFiguresRequest& request) {
  CO_RETURN_IF_ERROR(Check(request));
  store::Range range;
  range.index = "figures";
  range.partition = request.month();
  range.limit = kMostParts;
  CO_ASSIGN_OR_RETURN(const auto parts, co_await context.ListForRule(range));
  absl::flat_hash_set<std::string> known;
  size_t of_this_source = 0;
  for (const rpc::RuleView& view : parts) {
    CO_ASSIGN_OR_RETURN(const auto part, rpc::ParseBody<StoredFigures>(view.content.body));
    if (part.source() != request.source()) continue;
    ++of_this_source;
    for (const auto& row : part.rows()) known.insert(row.crime_id());
  }
  StoredFigures part;
  StoreReferenceFiguresResponse reply;
  for (const auto& row : request.rows()) {
    if (!known.insert(row.crime_id()).second) {
      reply.set_known_already(reply.known_already() + 1);
      continue;
    }
    *part.add_rows() = row;
    if (row.crime_type() == "Shoplifting") {
      part.set_recorded_shop_theft(part.recorded_shop_theft() + 1);
    }
  }
  reply.set_stored(part.rows_size());
  if (part.rows().empty()) co_return reply;
  part.set_month(request.month());
  part.set_source(request.source());
  part.set_release(request.release());
  store::Content content;
  content.indexes.push_back({"figures", request.month(), ""});
  content.retention_class = policy::v1::RETENTION_CLASS_STANDING;
  content.retention_clock = policy::v1::CLOCK_NONE;
  content.body = part.SerializeAsString();
  CO_ASSIGN_OR_RETURN(const Uuid id, PartId(request, of_this_source));
  context.Stage({label::v1::REFERENCE_FIGURES, id}, 0, std::move(content));
  co_return reply;
}

}  // namespace smarthub::insight
