// Pictures that are no pictures but do what a broken decoder might, for tests of what then happens.
// The product's program is built without them (no_test_jobs.cc).
#ifndef SERVICES_EVIDENCE_IMAGE_TEST_JOBS_H_
#define SERVICES_EVIDENCE_IMAGE_TEST_JOBS_H_

#include <string>
#include <string_view>

#include "services/evidence/image/clean.h"

namespace smarthub::evidence {

// How long a job may take, by the clock on the wall and by the processor's; then it is killed.
unsigned JobSeconds();

// False where `original` is a picture like any other.
bool RunTestJob(std::string_view original, CleanedPicture& cleaned);

// The same for a mark: what was tried instead.
bool RunTestMark(std::string_view text, std::string& said);

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_IMAGE_TEST_JOBS_H_
