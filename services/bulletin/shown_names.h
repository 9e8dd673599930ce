// The words of a bulletin name nobody whom a bulletin shows or showed, but for its own people where
// they stand. Who is shown belongs where two look, where a freeze takes the name down, and where
// they are told; whoever was taken down is not to be put up again as words by one person.
#ifndef SERVICES_BULLETIN_SHOWN_NAMES_H_
#define SERVICES_BULLETIN_SHOWN_NAMES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "platform/rpc/context.h"
#include "services/bulletin/record.h"

namespace smarthub::bulletin {

// What is looked for: title, text and captions of one bulletin, beside its own people.
struct SaidWords {
  struct Said {
    std::string path;
    // As text::Words writes them.
    std::string words;
  };
  std::vector<Said> said;
  // Subjects in it, and the names that it shows, written so too.
  std::vector<std::string> own_subjects;
  std::vector<std::string> own_names;
};
SaidWords SaidIn(const StoredBulletin& body, const store::Content& content);

// INVALID_ARGUMENT / SCAN_FOUND_SOMETHING on "title", "text" or "persons[i].caption" where the
// words have a whole name (two words or more; capitals and accents do not matter) of anybody in
// another bulletin of the scheme: live, waiting or over, frozen and restricted people too, and
// those whom an amendment left out. The message says which of the writer's words. Names are read
// from the reports that the bulletins were made from: a name that is in no bulletin is not known
// here, nor is a single word ("Dave"), a name in another order or with another spelling.
//
// FAILED_PRECONDITION / NOT_READY where there are more than 2,000 bulletins: then nobody knows. A
// report that does not parse passes over whom it is of, and nobody else.
//
// Only for callers who see every bulletin: an answer tells nobody what they could not read. What a
// manager proposes is looked at when the coordinator publishes it. For methods that declare
// BULLETIN and INCIDENT.
Task<absl::Status> CheckNamesNobodyShown(rpc::Context& context, SaidWords said);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_SHOWN_NAMES_H_
