// BulletinService (proto/smarthub/bulletin/v1): how a face goes up, and comes down. README.md tells
// how the room is laid out.
#ifndef SERVICES_BULLETIN_BULLETIN_H_
#define SERVICES_BULLETIN_BULLETIN_H_

#include "platform/base/clock.h"
#include "platform/rpc/method_table.h"
#include "platform/store/store.h"

namespace smarthub::bulletin {

// Puts every method of BulletinService into `table`. `store` and `clock` outlive the table; only
// WatchBulletins uses them, to follow the outbox and to say that it is there.
void RegisterBulletin(rpc::MethodTable& table, store::Store* store, Clock* clock);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_BULLETIN_H_
