#include "services/bulletin/shown_names.h"

#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "absl/algorithm/container.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/store/indexes.h"
#include "platform/store/keys.h"
#include "platform/text/bounds.h"
#include "platform/text/text.h"
#include "services/bulletin/open.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::bulletin {
namespace {

using rpc::Context;

constexpr size_t kMostBulletins = 2000;
constexpr int kAtOnce = 64;

// Two words or more: " jo bloggs " has a blank in the middle.
bool IsWhole(std::string_view words) {
  const size_t blank = words.find(' ', 1);
  return blank != std::string_view::npos && blank + 1 < words.size();
}

absl::Status CheckName(const SaidWords& said, const std::string& name) {
  const std::string words = text::Words(name);
  if (!IsWhole(words) || absl::c_linear_search(said.own_names, words)) return absl::OkStatus();
  for (const SaidWords::Said& each : said.said) {
    if (each.words.find(words) == std::string::npos) continue;
    // The writer's own words, and only to whom policy shows every bulletin.
    return InvalidField(each.path, error::v1::REASON_SCAN_FOUND_SOMETHING,
                        "This names somebody whom a bulletin shows or showed: \"" +
                            words.substr(1, words.size() - 2) + "\". Take the name out.");
  }
  return absl::OkStatus();
}

// As the report says them: a bulletin that does not show the name shows the face.
absl::Status CheckReport(const SaidWords& said, const rpc::RuleView& report,
                         const std::set<std::string>& appearances) {
  for (const auto& [id, sealed] : report.content.appearances) {
    if (!appearances.contains(std::string(id.bytes()))) continue;
    const auto stored = rpc::ParseBody<incident::v1::StoredAppearance>(sealed);
    if (!stored.ok()) continue;
    RETURN_IF_ERROR(CheckName(said, stored->suspect().name()));
    for (const std::string& alias : stored->suspect().aliases()) {
      RETURN_IF_ERROR(CheckName(said, alias));
    }
  }
  return absl::OkStatus();
}

// Goes through the scheme's bulletins; remembers whom it has looked at.
class Search {
 public:
  Search(Context& context, SaidWords said) : context_(context), said_(std::move(said)) {}

  Task<absl::Status> Through(std::string index);

 private:
  void Collect(const rpc::RuleView& bulletin);
  template <typename Shown>
  void Want(const Shown& person);
  Task<absl::Status> CheckCollected();

  Context& context_;
  const SaidWords said_;
  size_t examined_ = 0;
  // By report: the appearances in it that are to be looked at, and those that were.
  std::map<Uuid, std::set<std::string>> wanted_;
  std::map<Uuid, std::set<std::string>> done_;
};

Task<absl::Status> Search::Through(std::string index) {
  store::Range range;
  range.index = index;
  range.partition = std::string(store::kAll);
  range.limit = kAtOnce;
  for (;;) {
    CO_ASSIGN_OR_RETURN(const auto bulletins, co_await context_.ListForRule(range));
    if (bulletins.empty()) co_return absl::OkStatus();
    examined_ += bulletins.size();
    if (examined_ > kMostBulletins) {
      co_return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_NOT_READY,
                      "There are too many bulletins to know that this names nobody in them. Tell "
                      "whoever runs the hub.");
    }
    for (const rpc::RuleView& bulletin : bulletins) Collect(bulletin);
    CO_RETURN_IF_ERROR(co_await CheckCollected());
    const rpc::RuleView& last = bulletins.back();
    const auto entry = absl::c_find_if(last.content.indexes,
                                       [&index](const auto& one) { return one.index == index; });
    if (entry == last.content.indexes.end()) co_return absl::InternalError("not in its index");
    range.after = store::IndexMember(entry->prefix, last.key);
  }
}

void Search::Collect(const rpc::RuleView& bulletin) {
  const auto body = rpc::ParseBody<StoredBulletin>(bulletin.content.body);
  if (!body.ok()) return;
  for (const auto& person : body->persons()) Want(person);
  for (const auto& person : body->once_shown()) Want(person);
}

template <typename Shown>
void Search::Want(const Shown& person) {
  if (absl::c_linear_search(said_.own_subjects, person.subject_id())) return;
  const absl::StatusOr<Uuid> report = Uuid::FromBytes(person.incident_id());
  if (!report.ok()) return;
  if (!done_[*report].insert(person.source_appearance_id()).second) return;
  wanted_[*report].insert(person.source_appearance_id());
}

Task<absl::Status> Search::CheckCollected() {
  while (!wanted_.empty()) {
    std::vector<store::Key> keys;
    for (const auto& [report, appearances] : wanted_) {
      if (keys.size() < kAtOnce) keys.push_back({label::v1::INCIDENT, report});
    }
    CO_ASSIGN_OR_RETURN(const auto reports, co_await context_.LoadAllForRule(keys));
    for (size_t i = 0; i < keys.size(); ++i) {
      if (reports[i].has_value()) {
        CO_RETURN_IF_ERROR(CheckReport(said_, *reports[i], wanted_[keys[i].id]));
      }
      wanted_.erase(keys[i].id);
    }
  }
  co_return absl::OkStatus();
}

}  // namespace

SaidWords SaidIn(const StoredBulletin& body, const store::Content& content) {
  SaidWords said;
  said.said.push_back({"title", text::Words(body.title())});
  said.said.push_back({"text", text::Words(body.text())});
  for (int i = 0; i < body.persons_size(); ++i) {
    said.own_subjects.push_back(body.persons(i).subject_id());
    const absl::StatusOr<Uuid> id = Uuid::FromBytes(body.persons(i).appearance_id());
    const auto found = id.ok() ? content.appearances.find(*id) : content.appearances.end();
    if (found == content.appearances.end()) continue;
    const auto person = rpc::ParseBody<bulletin::v1::StoredBulletinPerson>(found->second);
    if (!person.ok()) continue;
    said.said.push_back({text::At("persons", i) + ".caption", text::Words(person->caption())});
    said.own_names.push_back(text::Words(person->suspect().name()));
    for (const std::string& alias : person->suspect().aliases()) {
      said.own_names.push_back(text::Words(alias));
    }
  }
  return said;
}

Task<absl::Status> CheckNamesNobodyShown(Context& context, SaidWords said) {
  if (!SeesWithoutPeople(context.caller())) co_return absl::OkStatus();
  Search search(context, std::move(said));
  for (const std::string_view index : {kPublished, kWaiting, kOver}) {
    CO_RETURN_IF_ERROR(co_await search.Through(std::string(index)));
  }
  co_return absl::OkStatus();
}

}  // namespace smarthub::bulletin
