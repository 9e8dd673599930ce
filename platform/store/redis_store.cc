#include "platform/store/redis_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/store/keys.h"
#include "platform/store/probe.h"

namespace smarthub::store {
namespace {

constexpr size_t kMostReads = 1024;
constexpr int kMostListed = 1000;

absl::Status BadSlot() { return absl::InternalError("a slot with a bad name"); }

ClientOptions ClientOptionsOf(const StoreOptions& options) {
  ClientOptions out;
  out.endpoint = {options.socket_path, options.host, options.port};
  out.connections = options.connections;
  out.reply_within = options.reply_within;
  out.watch_every = options.watch_every;
  out.log = options.log;
  return out;
}

}  // namespace

Task<absl::StatusOr<std::unique_ptr<Store>>> OpenStore(StoreOptions options, Loop& loop) {
  if (options.keys == nullptr || options.random == nullptr) {
    co_return absl::InternalError("a store needs keys and randomness");
  }
  auto store = std::make_unique<RedisStore>(std::move(options), loop);
  CO_RETURN_IF_ERROR(co_await store->Open());
  co_return store;
}

RedisStore::RedisStore(StoreOptions options, Loop& loop)
    : options_(std::move(options)),
      loop_(loop),
      client_(std::make_shared<Client>(ClientOptionsOf(options_), loop)),
      subscriber_(std::make_shared<Subscriber>(
          Endpoint{options_.socket_path, options_.host, options_.port}, loop)) {}

RedisStore::~RedisStore() {
  stopping_->Cancel(absl::CancelledError("the store is closed"));
  subscriber_->Stop();
  client_->Stop();
}

Task<absl::Status> RedisStore::Open() {
  client_->Start();
  CO_RETURN_IF_ERROR(co_await client_->AwaitReady(options_.connect_within));
  co_await MeasureFullness(*client_, *gauge_, options_);
  loop_.Spawn(WatchFullness(client_, gauge_, options_, loop_, stopping_));
  co_return absl::OkStatus();
}

Task<void> RedisStore::MeasureFullness(Client& client, Gauge& gauge, const StoreOptions& options) {
  Command ask("INFO");
  ask.Add("memory");
  auto reply = co_await client.Call(std::move(ask), CallKind::kRead);
  if (!reply.ok()) co_return;
  Fullness fullness = MemoryOf(ParseInfo(reply->view().text()));
  if (options.disk_free) fullness.disk_free = options.disk_free();
  const Load load = JudgeLoad(fullness, options.disk_low, options.disk_critical);
  if (load != gauge.load && options.log) {
    options.log(load == Load::kNormal ? "the record store has room again"
                                      : "the record store is nearly full: shedding");
  }
  gauge.load = load;
}

Task<void> RedisStore::WatchFullness(std::shared_ptr<Client> client, std::shared_ptr<Gauge> gauge,
                                     StoreOptions options, Loop& loop,
                                     std::shared_ptr<Cancellation> stopping) {
  while ((co_await loop.Sleep(options.watch_every, stopping.get())).ok()) {
    co_await MeasureFullness(*client, *gauge, options);
  }
}

absl::Status RedisStore::TakeFault(std::deque<Fault> Faults::* list, bool& lose_reply) {
  lose_reply = false;
  if (options_.faults == nullptr || (options_.faults->*list).empty()) return absl::OkStatus();
  const Fault fault = (options_.faults->*list).front();
  (options_.faults->*list).pop_front();
  switch (fault) {
    case Fault::kNone:
      return absl::OkStatus();
    case Fault::kAway:
      return StoreAway();
    case Fault::kConflict:
      return Conflict();
    case Fault::kLoseRequest:
      return OutcomeUnknown();
    case Fault::kLoseReply:
      lose_reply = true;
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

Task<absl::Status> RedisStore::FetchKeys(std::string slot, std::set<uint32_t> epochs) {
  for (const uint32_t epoch : epochs) {
    if (epoch == 0 || keyring_->Find(slot, epoch) != nullptr) continue;
    auto get = [keys = options_.keys, name = EpochKeyName(slot, epoch)] { return keys->Get(name); };
    auto key = co_await loop_.Offload(std::move(get));
    if (key.ok()) keyring_->Put(slot, epoch, *key);
    if (!key.ok() && !absl::IsNotFound(key.status())) co_return key.status();
  }
  co_return absl::OkStatus();
}

Task<absl::Status> RedisStore::FetchKeysOf(std::string slot,
                                           const std::vector<RecordPtr>& records) {
  std::set<uint32_t> missing;
  for (const RecordPtr& record : records) {
    if (record == nullptr) continue;
    for (const uint32_t epoch : record->Epochs()) {
      if (keyring_->Find(slot, epoch) == nullptr) missing.insert(epoch);
    }
  }
  if (missing.empty()) co_return absl::OkStatus();
  co_return co_await FetchKeys(std::move(slot), std::move(missing));
}

Task<absl::StatusOr<uint32_t>> RedisStore::AskEpoch(std::string slot, bool make) {
  Command command = Client::Invoke(Script::kOpenSlot);
  command.Add("1").Add(EpochKey(slot)).Add(make ? "1" : "0");
  auto reply = co_await client_->Run(Script::kOpenSlot, std::move(command), CallKind::kWrite);
  CO_RETURN_IF_ERROR(reply.status());
  if (reply->view().is_nil()) co_return 0;
  uint32_t epoch = 0;
  if (!absl::SimpleAtoi(ToAbsl(reply->view().text()), &epoch) || epoch == 0) {
    co_return absl::DataLossError("a slot's epoch is not a number");
  }
  co_return epoch;
}

Task<absl::StatusOr<uint32_t>> RedisStore::ActiveEpoch(std::string slot, bool make) {
  if (const auto known = active_.find(slot); known != active_.end()) co_return known->second;
  auto epoch = co_await AskEpoch(slot, false);
  CO_RETURN_IF_ERROR(epoch.status());
  if (*epoch == 0) {
    if (!make) co_return 0;
    // The key is durable and the slot registered before the slot exists: nothing can be sealed
    // under a key that a crash loses, and no slot is missing from the list.
    auto get = [keys = options_.keys, name = EpochKeyName(slot, 1)] {
      return keys->GetOrMake(name);
    };
    auto key = co_await loop_.Offload(std::move(get));
    CO_RETURN_IF_ERROR(key.status());
    Command enlist("SADD");
    enlist.Add(kSlotsKey).Add(slot);
    auto enlisted = co_await client_->Call(std::move(enlist), CallKind::kWrite);
    CO_RETURN_IF_ERROR(enlisted.status());
    epoch = co_await AskEpoch(slot, true);
    CO_RETURN_IF_ERROR(epoch.status());
  }
  std::set<uint32_t> wanted = {*epoch};
  CO_RETURN_IF_ERROR(co_await FetchKeys(slot, std::move(wanted)));
  if (keyring_->Find(slot, *epoch) == nullptr) {
    co_return absl::DataLossError("the key of a slot's active epoch is gone");
  }
  active_[slot] = *epoch;
  co_return *epoch;
}

Task<absl::StatusOr<std::vector<RedisStore::RecordPtr>>> RedisStore::ReadRaw(
    std::string slot, std::vector<Key> keys, Cancellation* cancellation) {
  std::vector<RecordPtr> records;
  Command command(keys.size() == 1 ? "HGETALL" : "EVALSHA");
  if (keys.size() != 1) {
    command.Add(Sha1Of(Script::kRead)).AddInteger(static_cast<int64_t>(keys.size()));
  }
  for (const Key& key : keys) command.Add(RecordKey(slot, key));
  auto reply =
      co_await client_->Run(Script::kRead, std::move(command), CallKind::kRead, cancellation);
  CO_RETURN_IF_ERROR(reply.status());
  for (size_t i = 0; i < keys.size(); ++i) {
    auto record = ParseRecord(keys.size() == 1 ? reply->view() : reply->view()[i]);
    CO_RETURN_IF_ERROR(record.status());
    if (*record != nullptr) cache_.Put(slot, keys[i], *record);
    records.push_back(*std::move(record));
  }
  CO_RETURN_IF_ERROR(co_await FetchKeysOf(slot, records));
  co_return records;
}

Task<absl::StatusOr<std::vector<std::unique_ptr<Sealed>>>> RedisStore::Read(
    std::string_view slot, absl::Span<const Key> keys, Cancellation* cancellation) {
  const std::string name(slot);
  const std::vector<Key> wanted(keys.begin(), keys.end());
  std::vector<std::unique_ptr<Sealed>> out;
  bool unused = false;
  CO_RETURN_IF_ERROR(TakeFault(&Faults::reads, unused));
  if (!IsSlotName(name)) co_return BadSlot();
  if (wanted.empty()) co_return out;
  if (wanted.size() > kMostReads) co_return absl::InternalError("too many records in one read");
  auto records = co_await ReadRaw(name, wanted, cancellation);
  CO_RETURN_IF_ERROR(records.status());
  for (size_t i = 0; i < wanted.size(); ++i) {
    const RecordPtr& record = (*records)[i];
    out.push_back(record == nullptr ? nullptr : MakeSealed(name, wanted[i], record, keyring_));
  }
  co_return out;
}

Task<absl::StatusOr<Page>> RedisStore::List(std::string_view slot, const Range& range,
                                            Cancellation* cancellation) {
  const std::string name(slot);
  bool unused = false;
  CO_RETURN_IF_ERROR(TakeFault(&Faults::reads, unused));
  if (!IsSlotName(name)) co_return BadSlot();
  if (!IsIndexName(range.index)) co_return absl::InternalError("an index with a bad name");
  Command command = Client::Invoke(Script::kList);
  command.Add("1").Add(IndexKey(name, range.index, range.partition)).Add(RecordKeyHead(name));
  command.Add(LowerBound(range)).Add(UpperBound(range));
  command.AddInteger(std::clamp(range.limit, 1, kMostListed));
  auto reply =
      co_await client_->Run(Script::kList, std::move(command), CallKind::kRead, cancellation);
  CO_RETURN_IF_ERROR(reply.status());
  const ReplyView view = reply->view();
  Page page;
  page.more = view[0].integer() == 1;
  std::vector<RecordPtr> records;
  std::vector<Key> keys;
  for (size_t i = 1; i + 1 < view.size(); i += 2) {
    auto key = KeyOfMember(view[i].text());
    CO_RETURN_IF_ERROR(key.status());
    auto record = ParseRecord(view[i + 1]);
    CO_RETURN_IF_ERROR(record.status());
    if (*record == nullptr) co_return absl::DataLossError("an index names a record that is gone");
    cache_.Put(name, *key, *record);
    page.members.emplace_back(view[i].text());
    keys.push_back(*key);
    records.push_back(*std::move(record));
  }
  CO_RETURN_IF_ERROR(co_await FetchKeysOf(name, records));
  for (size_t i = 0; i < records.size(); ++i) {
    page.records.push_back(MakeSealed(name, keys[i], records[i], keyring_));
  }
  co_return page;
}

}  // namespace smarthub::store
