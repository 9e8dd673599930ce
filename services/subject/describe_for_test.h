// What a NameIndex holds, for tests to compare. For tests only.
#ifndef SERVICES_SUBJECT_DESCRIBE_FOR_TEST_H_
#define SERVICES_SUBJECT_DESCRIBE_FOR_TEST_H_

#include <string>

#include "services/subject/name_index.h"

namespace smarthub::subject {

// Everything in it as text, in one order: two indexes of the same records say the same.
std::string Describe(const NameIndex& index);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_DESCRIBE_FOR_TEST_H_
