// RedisStore's audit tail, outbox, cursors and slots.
#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/store/keys.h"
#include "platform/store/redis_store.h"

namespace smarthub::store {
namespace {

constexpr int kMostEntries = 4096;
constexpr size_t kLongestConsumer = 64;

absl::Status BadSlot() { return absl::InternalError("a slot with a bad name"); }
absl::Status Damaged(const char* what) { return absl::DataLossError(what); }

// The number before the dash of a stream's entry id.
absl::StatusOr<uint64_t> NumberOfId(std::string_view id) {
  uint64_t number = 0;
  if (!absl::SimpleAtoi(ToAbsl(id.substr(0, id.find('-'))), &number)) {
    return Damaged("a stream's entry has a bad id");
  }
  return number;
}

absl::StatusOr<OutboxItem> ParseEvent(ReplyView entry) {
  OutboxItem item;
  ASSIGN_OR_RETURN(const uint64_t number, NumberOfId(entry[0].text()));
  item.cursor = absl::StrCat(number);
  const ReplyView fields = entry[1];
  int kind = 0;
  if (fields.size() != 8 || !absl::SimpleAtoi(ToAbsl(fields[1].text()), &kind) ||
      !absl::SimpleAtoi(ToAbsl(fields[5].text()), &item.event.version)) {
    return Damaged("an event does not parse");
  }
  item.event.key.kind = static_cast<RecordKind>(kind);
  ASSIGN_OR_RETURN(item.event.key.id, Uuid::FromBytes(fields[3].text()));
  item.event.reason = fields[7].text();
  return item;
}

}  // namespace

Task<absl::StatusOr<std::vector<OutboxItem>>> RedisStore::ReadOutbox(std::string_view slot,
                                                                     std::string_view cursor,
                                                                     int limit) {
  std::vector<OutboxItem> items;
  if (!IsSlotName(slot)) co_return BadSlot();
  if (cursor == "$") co_return items;
  uint64_t after = 0;
  if (!cursor.empty() && !absl::SimpleAtoi(ToAbsl(cursor), &after)) {
    co_return absl::InternalError("a cursor that is none");
  }
  Command command = Client::Invoke(Script::kOutbox);
  command.Add("2").Add(OutboxKey(slot)).Add(LogKey(slot));
  command.AddInteger(static_cast<int64_t>(after)).AddInteger(std::clamp(limit, 1, kMostEntries));
  auto reply = co_await client_->Run(Script::kOutbox, std::move(command), CallKind::kRead);
  CO_RETURN_IF_ERROR(reply.status());
  if (reply->view()[0].integer() != 0) {
    co_return absl::OutOfRangeError("events after the cursor are gone: rescan");
  }
  const ReplyView entries = reply->view()[1];
  for (size_t i = 0; i < entries.size(); ++i) {
    auto item = ParseEvent(entries[i]);
    CO_RETURN_IF_ERROR(item.status());
    items.push_back(*std::move(item));
  }
  co_return items;
}

Task<absl::StatusOr<std::string>> RedisStore::NewestOutboxCursor(std::string_view slot) {
  if (!IsSlotName(slot)) co_return BadSlot();
  Command get("HGET");
  get.Add(LogKey(slot)).Add("events");
  auto reply = co_await client_->Call(std::move(get), CallKind::kRead);
  CO_RETURN_IF_ERROR(reply.status());
  co_return reply->view().is_nil() ? std::string("0") : std::string(reply->view().text());
}

Task<absl::Status> RedisStore::AwaitOutbox(std::string_view slot, absl::Duration at_most,
                                           Cancellation* cancellation, std::string_view after) {
  if (!IsSlotName(slot)) co_return BadSlot();
  std::optional<uint64_t> number;
  if (uint64_t parsed = 0; absl::SimpleAtoi(ToAbsl(after), &parsed)) number = parsed;
  co_return co_await subscriber_->Await(OutboxKey(slot), number, at_most, cancellation);
}

Task<absl::StatusOr<std::string>> RedisStore::LoadCursor(std::string_view slot,
                                                         std::string_view consumer) {
  if (!IsSlotName(slot)) co_return BadSlot();
  Command get("HGET");
  get.Add(CursorsKey(slot)).Add(consumer);
  auto reply = co_await client_->Call(std::move(get), CallKind::kRead);
  CO_RETURN_IF_ERROR(reply.status());
  co_return std::string(reply->view().text());
}

Task<absl::Status> RedisStore::SaveCursor(std::string_view slot, std::string_view consumer,
                                          std::string_view cursor) {
  if (!IsSlotName(slot)) co_return BadSlot();
  if (consumer.empty() || consumer.size() > kLongestConsumer) {
    co_return absl::InternalError("a consumer with a bad name");
  }
  Command set("HSET");
  set.Add(CursorsKey(slot)).Add(consumer).Add(cursor);
  auto reply = co_await client_->Call(std::move(set), CallKind::kWrite);
  co_return reply.status();
}

Task<absl::StatusOr<std::vector<Store::TailEntry>>> RedisStore::ReadTail(std::string_view slot,
                                                                         uint64_t from, int limit) {
  if (!IsSlotName(slot)) co_return BadSlot();
  Command range("XRANGE");
  range.Add(TailKey(slot)).Add(absl::StrCat(from, "-0")).Add("+");
  range.Add("COUNT").AddInteger(std::clamp(limit, 1, kMostEntries));
  auto reply = co_await client_->Call(std::move(range), CallKind::kRead);
  CO_RETURN_IF_ERROR(reply.status());
  std::vector<TailEntry> entries;
  for (size_t i = 0; i < reply->view().size(); ++i) {
    const ReplyView entry = reply->view()[i];
    auto index = NumberOfId(entry[0].text());
    CO_RETURN_IF_ERROR(index.status());
    if (entry[1].size() != 2) co_return Damaged("an audit entry does not parse");
    entries.push_back({*index, std::string(entry[1][1].text())});
  }
  co_return entries;
}

Task<absl::Status> RedisStore::TrimTail(std::string_view slot, uint64_t below) {
  if (!IsSlotName(slot)) co_return BadSlot();
  Command trim("XTRIM");
  trim.Add(TailKey(slot)).Add("MINID").Add(absl::StrCat(below, "-0"));
  auto reply = co_await client_->Call(std::move(trim), CallKind::kWrite);
  co_return reply.status();
}

Task<absl::StatusOr<uint64_t>> RedisStore::NextLeaf(std::string_view slot) {
  if (!IsSlotName(slot)) co_return BadSlot();
  Command get("HGET");
  get.Add(LogKey(slot)).Add("next");
  auto reply = co_await client_->Call(std::move(get), CallKind::kRead);
  CO_RETURN_IF_ERROR(reply.status());
  if (reply->view().is_nil()) co_return 0;
  co_return NumberOfId(reply->view().text());
}

Task<absl::Status> RedisStore::SetAuditFloor(std::string_view slot, uint64_t floor) {
  if (!IsSlotName(slot)) co_return BadSlot();
  Command set("HSET");
  set.Add(LogKey(slot)).Add("floor").AddInteger(static_cast<int64_t>(floor));
  auto reply = co_await client_->Call(std::move(set), CallKind::kWrite);
  co_return reply.status();
}

Task<absl::Status> RedisStore::RaiseNextLeaf(std::string_view slot, uint64_t to) {
  if (!IsSlotName(slot)) co_return BadSlot();
  Command command = Client::Invoke(Script::kRaiseLeaf);
  command.Add("1").Add(LogKey(slot)).AddInteger(static_cast<int64_t>(to));
  auto reply = co_await client_->Run(Script::kRaiseLeaf, std::move(command), CallKind::kWrite);
  co_return reply.status();
}

Task<absl::StatusOr<std::vector<std::string>>> RedisStore::Slots() {
  Command members("SMEMBERS");
  members.Add(kSlotsKey);
  auto reply = co_await client_->Call(std::move(members), CallKind::kRead);
  CO_RETURN_IF_ERROR(reply.status());
  std::vector<std::string> slots;
  for (size_t i = 0; i < reply->view().size(); ++i) {
    const std::string slot(reply->view()[i].text());
    // Registered before the first commit, which may never have come.
    auto next = co_await NextLeaf(slot);
    CO_RETURN_IF_ERROR(next.status());
    if (*next > 0) slots.push_back(slot);
  }
  std::sort(slots.begin(), slots.end());
  co_return slots;
}

}  // namespace smarthub::store
