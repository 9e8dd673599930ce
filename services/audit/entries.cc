#include "services/audit/entries.h"

#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"

namespace smarthub::audit {
namespace {

struct OpenedLeaf {
  uint64_t index = 0;
  std::string sealed;
  // Not OK: its month's key is gone.
  absl::StatusOr<v1::Leaf> leaf;
};

std::string TextOf(std::string_view id) {
  const absl::StatusOr<Uuid> uuid = Uuid::FromBytes(id);
  return uuid.ok() && !uuid->nil() ? uuid->ToString() : std::string();
}

v1::EntryRecord ShowRecord(const v1::LeafRecord& leaf) {
  v1::EntryRecord record;
  record.set_kind(leaf.kind());
  record.set_id(TextOf(leaf.id()));
  record.set_use(leaf.use());
  for (int n = 1; n < 64; ++n) {
    if ((leaf.labels_shown() >> n & 1) != 0 && label::v1::Label_IsValid(n)) {
      record.add_labels_shown(static_cast<label::v1::Label>(n));
    }
  }
  return record;
}

v1::Entry ShowLeaf(uint64_t index, const v1::Leaf& leaf) {
  v1::Entry entry;
  entry.mutable_entry_id()->set_value(TextOf(leaf.entry_id()));
  entry.set_leaf_index(index);
  *entry.mutable_at() = leaf.at();
  entry.set_operation(leaf.operation());
  entry.set_action(leaf.action());
  entry.set_outcome(leaf.outcome());
  entry.set_reason(leaf.reason());
  if (!leaf.person_id().empty()) entry.mutable_person_id()->set_value(TextOf(leaf.person_id()));
  entry.set_role(leaf.role());
  entry.set_purpose(leaf.purpose());
  for (const v1::LeafRecord& record : leaf.records()) *entry.add_records() = ShowRecord(record);
  *entry.mutable_recipients() = leaf.recipients();
  *entry.mutable_rules() = leaf.rules();
  return entry;
}

}  // namespace

Task<absl::StatusOr<v1::DirectoryLine>> EntryReader::Directory(std::string whose) {
  if (auto known = directory_.find(whose); known != directory_.end()) co_return known->second;
  v1::DirectoryLine line;
  const absl::StatusOr<Uuid> id = Uuid::FromBytes(whose);
  if (id.ok()) {
    const store::Key key{label::v1::AUDIT_DIRECTORY, *id};
    const absl::StatusOr<rpc::Loaded> loaded = co_await context_.Load(key);
    if (loaded.ok()) {
      absl::StatusOr<v1::DirectoryLine> parsed =
          rpc::ParseBody<v1::DirectoryLine>(loaded->content.body);
      CO_RETURN_IF_ERROR(parsed.status());
      line = *std::move(parsed);
      // The entry carries what the directory's own decision shows, no more.
      if (!loaded->shown.Has(label::v1::MEMBER_NAME)) line.clear_name();
      if (!loaded->shown.Has(label::v1::MEMBER_STANDING)) line.clear_organisation_name();
    } else if (!absl::IsNotFound(loaded.status())) {
      co_return loaded.status();
    }
  }
  directory_[whose] = line;
  co_return line;
}

Task<absl::StatusOr<std::optional<v1::Entry>>> EntryReader::Show(uint64_t index, v1::Leaf leaf) {
  const absl::StatusOr<Uuid> id = Uuid::FromBytes(leaf.entry_id());
  CO_RETURN_IF_ERROR(id.status());
  store::v1::RecordFacts facts;
  facts.set_person_id(leaf.person_id());
  facts.set_organisation_id(leaf.organisation_id());
  const store::Key key{label::v1::AUDIT_ENTRY, *id};
  const absl::StatusOr<policy::LabelSet> shown = co_await context_.DiscloseOutside(key, facts);
  if (absl::IsNotFound(shown.status())) co_return std::optional<v1::Entry>();
  CO_RETURN_IF_ERROR(shown.status());
  v1::Entry entry = ShowLeaf(index, leaf);
  const bool actor = shown->Has(label::v1::AUDIT_ACTOR);
  if (actor && !leaf.person_id().empty()) {
    const absl::StatusOr<v1::DirectoryLine> person = co_await Directory(leaf.person_id());
    CO_RETURN_IF_ERROR(person.status());
    entry.set_person_name(person->name());
  }
  // An agency's system that named no officer is of that agency all the same.
  if (actor && !leaf.organisation_id().empty()) {
    // By the entry's own id: the person may have moved since.
    const absl::StatusOr<v1::DirectoryLine> organisation =
        co_await Directory(leaf.organisation_id());
    CO_RETURN_IF_ERROR(organisation.status());
    entry.set_organisation_name(organisation->organisation_name());
  }
  co_return std::optional<v1::Entry>(std::move(entry));
}

Task<absl::StatusOr<EntryReader::Page>> EntryReader::List(IndexQuery query) {
  Page page;
  const int wanted = query.limit;
  int may_examine = 4 * wanted;
  for (;;) {
    query.limit = std::min(wanted - static_cast<int>(page.entries.size()), may_examine);
    auto read = [this, &query]() -> absl::StatusOr<std::vector<OpenedLeaf>> {
      std::vector<OpenedLeaf> out;
      ASSIGN_OR_RETURN(const std::vector<uint64_t> found, sequencer_.index().Find(query));
      for (const uint64_t index : found) {
        OpenedLeaf opened{index, {}, absl::UnknownError("")};
        ASSIGN_OR_RETURN(opened.sealed, sequencer_.log().ReadEntry(*state_, index));
        opened.leaf = logs_.seal().Open(sequencer_.slot(), opened.sealed);
        out.push_back(std::move(opened));
      }
      return out;
    };
    absl::StatusOr<std::vector<OpenedLeaf>> opened = co_await logs_.loop().Offload(read);
    CO_RETURN_IF_ERROR(opened.status());
    for (OpenedLeaf& one : *opened) {
      if (!one.leaf.ok()) continue;
      auto entry = co_await Show(one.index, *std::move(one.leaf));
      CO_RETURN_IF_ERROR(entry.status());
      if (entry->has_value()) page.entries.push_back(**std::move(entry));
    }
    may_examine -= static_cast<int>(opened->size());
    if (static_cast<int>(opened->size()) < query.limit) co_return page;
    query.before = opened->back().index;
    page.next = query.before;
    if (static_cast<int>(page.entries.size()) == wanted || may_examine <= 0) co_return page;
    page.next.reset();
  }
}

Task<absl::StatusOr<EntryReader::Found>> EntryReader::Get(Uuid entry_id) {
  auto read = [this, &entry_id]() -> absl::StatusOr<OpenedLeaf> {
    ASSIGN_OR_RETURN(const std::optional<uint64_t> index,
                     sequencer_.index().FindEntry(entry_id.bytes()));
    if (!index || *index >= state_->size()) return NotFound();
    OpenedLeaf opened{*index, {}, absl::UnknownError("")};
    ASSIGN_OR_RETURN(opened.sealed, sequencer_.log().ReadEntry(*state_, *index));
    opened.leaf = logs_.seal().Open(sequencer_.slot(), opened.sealed);
    return opened;
  };
  absl::StatusOr<OpenedLeaf> opened = co_await logs_.loop().Offload(read);
  CO_RETURN_IF_ERROR(opened.status());
  if (!opened->leaf.ok()) co_return NotFound();
  auto entry = co_await Show(opened->index, *std::move(opened->leaf));
  CO_RETURN_IF_ERROR(entry.status());
  if (!entry->has_value()) co_return NotFound();
  co_return Found{**std::move(entry), std::move(opened->sealed), opened->index};
}

}  // namespace smarthub::audit
