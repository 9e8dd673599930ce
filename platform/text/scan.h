// Looks through text that a person typed for what should not be in it: ways to reach or identify
// somebody (telephone, e-mail, postcode, National Insurance number, number plate, payment card,
// date of birth) and words of special categories (UK GDPR Art 9), which have no place here at all.
//
// A recogniser is a hint to the writer, not a proof: it warns once, and the writer may send all the
// same. Only the names of suspects in a text for shops cannot be overridden (NamesSomebody).
// Thread-safe after it is made.
#ifndef PLATFORM_TEXT_SCAN_H_
#define PLATFORM_TEXT_SCAN_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace smarthub::text {

enum class Found {
  kNothing,
  kTelephone,
  kEmail,
  kPostcode,
  kNationalInsurance,
  kPlate,
  kCard,
  kBirthDate,
  // Health, religion, ethnic origin, sexual orientation, politics, trade union.
  kSpecialCategory,
};

class Scanner {
 public:
  Scanner();
  ~Scanner();

  // The first finding, most telling first.
  Found Scan(std::string_view text) const;

  // OK, or INVALID_ARGUMENT / SCAN_FOUND_SOMETHING on `path` that says what kind of thing was found
  // and never repeats it. Acknowledged: always OK.
  absl::Status Check(std::string_view path, std::string_view text, bool acknowledged) const;

 private:
  struct Patterns;
  std::unique_ptr<const Patterns> patterns_;
};

// Whether `text` names one of `names`: the whole name, or any word of it. Case does not matter, but
// for a word that is also plain English ("Will", "Green"): that counts only with a capital inside a
// sentence. It errs towards finding: a shop must learn nothing about a suspect from an answer.
bool NamesSomebody(std::string_view text, const std::vector<std::string>& names);

}  // namespace smarthub::text

#endif  // PLATFORM_TEXT_SCAN_H_
