// Number plates as people read them: in part, with O for 0, I for 1, S for 5, B for 8. Free
// functions; thread-safe.
#ifndef SERVICES_SUBJECT_PLATES_H_
#define SERVICES_SUBJECT_PLATES_H_

#include <string>
#include <string_view>

namespace smarthub::subject {

// Capital letters and digits of `text`, '?' where somebody wrote that a character was not seen;
// at most 12.
std::string PlateOf(std::string_view text);

// Whether somebody may have meant a plate: 3 to 12 characters, a digit among them, nothing that no
// plate holds.
bool LooksLikePlate(std::string_view text);

// 0 to 1: how well `part` (by PlateOf) fits `plate` (by PlateOf). 1 only for the whole plate as it
// is; 0 for anything that does not fit. Fewer than 3 seen characters fit nothing.
float PlateLikeness(std::string_view part, std::string_view plate);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_PLATES_H_
