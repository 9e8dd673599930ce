// SubjectService (proto/smarthub/subject/v1): people reported, as sets of appearances; notices to
// them; what they say against it. README.md tells how the room is laid out.
#ifndef SERVICES_SUBJECT_SUBJECT_H_
#define SERVICES_SUBJECT_SUBJECT_H_

#include "platform/base/clock.h"
#include "platform/rpc/method_table.h"
#include "platform/store/store.h"

namespace smarthub::subject {

// Puts every method of SubjectService into `table`. `store` and `clock` outlive the table; only
// search and hints use them, for their index in memory.
void RegisterSubject(rpc::MethodTable& table, store::Store* store, Clock* clock);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_SUBJECT_H_
