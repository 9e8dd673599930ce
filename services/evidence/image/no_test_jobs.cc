#include "services/evidence/image/test_jobs.h"

namespace smarthub::evidence {

unsigned JobSeconds() { return 10; }

bool RunTestJob(std::string_view, CleanedPicture&) { return false; }

bool RunTestMark(std::string_view, std::string&) { return false; }

}  // namespace smarthub::evidence
