#include "services/audit/service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/merkle/proof.h"
#include "platform/merkle/tile.h"
#include "services/audit/entries.h"

namespace smarthub::audit {
namespace {

constexpr int kDefaultPage = 25;
constexpr int kMaxPage = 100;

using error::v1::REASON_OUT_OF_RANGE;
using error::v1::REASON_REQUIRED;
using error::v1::REASON_UNKNOWN_VALUE;

absl::StatusOr<std::optional<absl::Time>> TimeOf(bool present,
                                                 const google::protobuf::Timestamp& at,
                                                 std::string_view field) {
  if (!present) return std::optional<absl::Time>();
  // Timestamp's own bounds: years 1 to 9999.
  if (at.nanos() < 0 || at.nanos() > 999999999 || at.seconds() < -62135596800 ||
      at.seconds() > 253402300799) {
    return InvalidField(field, REASON_OUT_OF_RANGE, "This is not a time.");
  }
  return std::optional(absl::FromUnixSeconds(at.seconds()) + absl::Nanoseconds(at.nanos()));
}

// Fills limit and place of `query`. The token is bound to the caller and the method by its seal.
absl::Status SetPage(rpc::Context& context, std::string_view method, int page_size,
                     const std::string& token, IndexQuery& query) {
  if (page_size < 0 || page_size > kMaxPage) {
    return InvalidField("page_size", REASON_OUT_OF_RANGE, "A page has 1 to 100 entries.");
  }
  query.limit = page_size == 0 ? kDefaultPage : page_size;
  if (token.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::string text, context.OpenToken(method, token, "page_token"));
  if (!absl::SimpleAtoi(text, &query.before)) return absl::InternalError("a page token's text");
  return absl::OkStatus();
}

std::string NextToken(rpc::Context& context, std::string_view method,
                      const std::optional<uint64_t>& next) {
  return next ? context.SealToken(method, absl::StrCat(*next)) : std::string();
}

// The log with everything in it that was committed before this call: who asks who looked is told of
// the look a moment ago.
Task<absl::StatusOr<Sequencer*>> Fresh(rpc::Context& context, AuditLogs& logs) {
  const absl::StatusOr<Sequencer*> sequencer = co_await logs.Of(context.caller().scheme());
  CO_RETURN_IF_ERROR(sequencer.status());
  const absl::Status passed = co_await (*sequencer)->Pass();
  CO_RETURN_IF_ERROR(passed);
  co_return *sequencer;
}

void AddProof(const std::vector<merkle::Hash>& proof,
              google::protobuf::RepeatedPtrField<std::string>* out) {
  for (const merkle::Hash& hash : proof) *out->Add() = std::string(merkle::Bytes(hash));
}

// One page of what `query` asks for, as the reply of either list. `token_for` binds its page
// tokens.
template <typename Reply, typename Request>
Task<absl::StatusOr<Reply>> ListPage(AuditLogs& logs, rpc::Context& context,
                                     std::string_view token_for, const Request& request,
                                     IndexQuery query) {
  CO_RETURN_IF_ERROR(SetPage(context, token_for, request.page_size(), request.page_token(), query));
  const absl::StatusOr<Sequencer*> sequencer = co_await Fresh(context, logs);
  CO_RETURN_IF_ERROR(sequencer.status());
  EntryReader reader(context, logs, **sequencer);
  absl::StatusOr<EntryReader::Page> page = co_await reader.List(std::move(query));
  CO_RETURN_IF_ERROR(page.status());
  Reply reply;
  for (v1::Entry& entry : page->entries) *reply.add_entries() = std::move(entry);
  reply.set_next_page_token(NextToken(context, token_for, page->next));
  co_return reply;
}

Task<absl::StatusOr<v1::ListEntriesResponse>> ListEntries(AuditLogs& logs, rpc::Context& context,
                                                          const v1::ListEntriesRequest& request) {
  IndexQuery query;
  CO_ASSIGN_OR_RETURN(query.from, TimeOf(request.has_from(), request.from(), "from"));
  CO_ASSIGN_OR_RETURN(query.to, TimeOf(request.has_to(), request.to(), "to"));
  if (!label::v1::Operation_IsValid(request.operation())) {
    co_return InvalidField("operation", REASON_UNKNOWN_VALUE, "This is not an operation.");
  }
  query.operation = request.operation();
  query.denied_only = request.denied_only();
  co_return co_await ListPage<v1::ListEntriesResponse>(logs, context, "audit.list", request,
                                                       std::move(query));
}

Task<absl::StatusOr<v1::WhoLookedResponse>> WhoLooked(AuditLogs& logs, rpc::Context& context,
                                                      const v1::WhoLookedRequest& request) {
  IndexQuery query;
  if (request.has_record()) {
    if (request.record().kind() == label::v1::RECORD_KIND_UNSPECIFIED ||
        !label::v1::RecordKind_IsValid(request.record().kind())) {
      co_return InvalidField("record.kind", REASON_UNKNOWN_VALUE, "This is not a kind of record.");
    }
    CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(request.record().id(), "record.id"));
    query.record.emplace();
    query.record->set_kind(request.record().kind());
    query.record->set_id(std::string(id.bytes()));
  } else if (request.has_person_id()) {
    CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(request.person_id().value(), "person_id"));
    query.person_id = std::string(id.bytes());
  } else {
    co_return InvalidField("record", REASON_REQUIRED, "Say which record or which person.");
  }
  co_return co_await ListPage<v1::WhoLookedResponse>(logs, context, "audit.who_looked", request,
                                                     std::move(query));
}

Task<absl::StatusOr<v1::GetEntryResponse>> GetEntry(AuditLogs& logs, rpc::Context& context,
                                                    const v1::GetEntryRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(request.entry_id().value(), "entry_id"));
  const absl::StatusOr<Sequencer*> sequencer = co_await Fresh(context, logs);
  CO_RETURN_IF_ERROR(sequencer.status());
  TileLog& log = (*sequencer)->log();
  EntryReader reader(context, logs, **sequencer);
  absl::StatusOr<EntryReader::Found> found = co_await reader.Get(id);
  CO_RETURN_IF_ERROR(found.status());
  const std::shared_ptr<const LogState> state = log.state();
  auto prove = [&log, &state, &found]() {
    merkle::TileReader tiles(state->size(), log.Fetch(state));
    return merkle::InclusionProof(found->index, state->size(), tiles.AsFunction());
  };
  const auto proof = co_await logs.loop().Offload(prove);
  CO_RETURN_IF_ERROR(proof.status());
  v1::GetEntryResponse reply;
  *reply.mutable_entry() = std::move(found->entry);
  reply.set_leaf_hash(std::string(merkle::Bytes(merkle::LeafHash(found->sealed))));
  AddProof(*proof, reply.mutable_inclusion_proof());
  reply.set_checkpoint(state->checkpoint);
  co_return reply;
}

Task<absl::StatusOr<v1::GetCheckpointResponse>> GetCheckpoint(
    AuditLogs& logs, rpc::Context& context, const v1::GetCheckpointRequest& request) {
  const absl::StatusOr<Sequencer*> sequencer = co_await logs.Of(context.caller().scheme());
  CO_RETURN_IF_ERROR(sequencer.status());
  TileLog& log = (*sequencer)->log();
  const std::shared_ptr<const LogState> state = log.state();
  v1::GetCheckpointResponse reply;
  reply.set_checkpoint(state->checkpoint);
  reply.set_verifier_key(log.verifier().ToString());
  const uint64_t seen = request.seen_size();
  if (seen > state->size()) co_return reply;
  auto prove = [&log, &state, seen]() {
    merkle::TileReader tiles(state->size(), log.Fetch(state));
    return merkle::ConsistencyProof(seen, state->size(), tiles.AsFunction());
  };
  const auto proof = co_await logs.loop().Offload(prove);
  CO_RETURN_IF_ERROR(proof.status());
  AddProof(*proof, reply.mutable_consistency_proof());
  co_return reply;
}

Task<absl::StatusOr<v1::GetTileResponse>> GetTile(AuditLogs& logs, rpc::Context& context,
                                                  const v1::GetTileRequest& request) {
  if (request.level() < 0 || request.level() > merkle::kMaxTileLevel) {
    co_return InvalidField("level", REASON_OUT_OF_RANGE, "There is no such level.");
  }
  if (request.width() < 1 || request.width() > merkle::kTileWidth) {
    co_return InvalidField("width", REASON_OUT_OF_RANGE, "A tile has 1 to 256 hashes.");
  }
  const absl::StatusOr<Sequencer*> sequencer = co_await logs.Of(context.caller().scheme());
  CO_RETURN_IF_ERROR(sequencer.status());
  TileLog& log = (*sequencer)->log();
  const std::shared_ptr<const LogState> state = log.state();
  const merkle::Tile tile{request.level(), request.index(), request.width()};
  auto read = [&log, &state, &tile] { return log.ReadTile(*state, tile); };
  absl::StatusOr<std::string> bytes = co_await logs.loop().Offload(read);
  if (absl::IsOutOfRange(bytes.status())) co_return NotFound();
  CO_RETURN_IF_ERROR(bytes.status());
  v1::GetTileResponse reply;
  reply.set_hashes(*std::move(bytes));
  co_return reply;
}

// A handler with the logs beside it. The wrapper is no coroutine: it hands on, and holds nothing
// that a suspended handler would need.
template <typename Request, typename Reply>
void Add(rpc::MethodTable& table, AuditLogs* logs, std::string_view method,
         Task<absl::StatusOr<Reply>> (*handler)(AuditLogs&, rpc::Context&, const Request&)) {
  table.Unary<Request, Reply>(absl::StrCat("smarthub.audit.v1.AuditService.",
                                           absl::string_view(method.data(), method.size())),
                              [logs, handler](rpc::Context& context, const Request& request) {
                                return handler(*logs, context, request);
                              });
}

}  // namespace

void RegisterAudit(rpc::MethodTable& table, AuditLogs* logs) {
  Add(table, logs, "ListEntries", &ListEntries);
  Add(table, logs, "GetEntry", &GetEntry);
  Add(table, logs, "WhoLooked", &WhoLooked);
  Add(table, logs, "GetCheckpoint", &GetCheckpoint);
  Add(table, logs, "GetTile", &GetTile);
}

}  // namespace smarthub::audit
