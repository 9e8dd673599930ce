#include "services/bulletin/words.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/text/bounds.h"

namespace smarthub::bulletin {

void TakeWords(const Words& words, StoredBulletin& body) {
  body.set_title(words.title);
  body.set_text(words.text);
  *body.mutable_audience() = words.audience;
  *body.mutable_checklist() = words.checklist;
  body.clear_live_until_wanted();
  if (words.live_until != nullptr) *body.mutable_live_until_wanted() = *words.live_until;
}

absl::Status CheckSaid(const text::Scanner& scanner, const Words& words,
                       const std::vector<Taken>& people) {
  RETURN_IF_ERROR(CheckNamesNobody("title", words.title, people));
  RETURN_IF_ERROR(CheckNamesNobody("text", words.text, people));
  RETURN_IF_ERROR(scanner.Check("title", words.title, words.scan_acknowledged));
  RETURN_IF_ERROR(scanner.Check("text", words.text, words.scan_acknowledged));
  RETURN_IF_ERROR(
      scanner.Check("checklist.who_saw_it", words.checklist.who_saw_it(), words.scan_acknowledged));
  for (size_t i = 0; i < people.size(); ++i) {
    const std::string path = text::At("persons", static_cast<int>(i)) + ".caption";
    const std::string& caption = people[i].words.caption();
    RETURN_IF_ERROR(CheckNamesNobody(path, caption, people, &people[i]));
    RETURN_IF_ERROR(scanner.Check(path, caption, words.scan_acknowledged));
  }
  return absl::OkStatus();
}

Task<absl::Status> CheckAreas(rpc::Context& context, bulletin::v1::Audience audience) {
  std::vector<store::Key> keys;
  for (int i = 0; i < audience.areas_size(); ++i) {
    CO_ASSIGN_OR_RETURN(const Uuid id,
                        Uuid::Parse(audience.areas(i).value(), text::At("audience.areas", i)));
    keys.push_back({label::v1::AREA, id});
  }
  CO_ASSIGN_OR_RETURN(const auto areas, co_await context.LoadAllForRule(std::move(keys)));
  for (size_t i = 0; i < areas.size(); ++i) {
    if (areas[i].has_value()) continue;
    co_return InvalidField(text::At("audience.areas", static_cast<int>(i)),
                           error::v1::REASON_NOT_FOUND, "There is no such area.");
  }
  co_return absl::OkStatus();
}

}  // namespace smarthub::bulletin
