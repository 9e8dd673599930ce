// For how long a record of this room is kept where that is as long as another one. Pure;
// thread-safe.
#ifndef SERVICES_SUBJECT_RETENTION_H_
#define SERVICES_SUBJECT_RETENTION_H_

#include "platform/store/store.h"

namespace smarthub::subject {

// Class, clock, its start and what is due: as of `like`, whether that is longer or shorter.
void KeepAs(const store::Content& like, store::Content& kept);
bool KeptAlike(const store::Content& a, const store::Content& b);
// `a` is due after `b`; never due is longest.
bool LastsLonger(const store::Content& a, const store::Content& b);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_RETENTION_H_
