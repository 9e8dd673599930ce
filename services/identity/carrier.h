// Carries the second halves of changes that touch two slots: out of one slot's outbox, by a SYSTEM
// method, into the other slot.
//
//   scheme.init (hub)             -> CarryScheme      the scheme's own slot begins
//   person.invite (scheme)        -> CarryInvitation  the link opens in the hub
//   invitation taken up (hub)     -> CarryAcceptance  the membership becomes active
//   role, suspended, left (scheme)-> CarryStanding    the account learns it, sessions end
//
// An event says only which record changed; what is carried is how the record stands now. So
// carrying twice, late, or after a crash between the halves does no harm, and where the outbox was
// trimmed past this consumer, carrying every record again puts everything right.
#ifndef SERVICES_IDENTITY_CARRIER_H_
#define SERVICES_IDENTITY_CARRIER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "platform/rpc/guard.h"
#include "platform/store/outbox_consumer.h"
#include "platform/store/store.h"
#include "platform/task/loop.h"
#include "platform/telemetry/log.h"
#include "services/identity/identity.h"

namespace smarthub::identity {

// Calls a SYSTEM method of IdentityService in a scheme ("" for the hub), e.g. Guard::RunSystem as
// "system/identity". `path` and `request` outlive the call: the carrier awaits it.
using SystemRunner = std::function<Task<rpc::Answer>(std::string scheme, std::string_view path,
                                                     const rpc::Message& request)>;

enum class CarrierState {
  kNotStarted,
  // Following every outbox.
  kCarrying,
  // The store or a second half is away; trying again, with growing pauses.
  kBackingOff,
  kStopped,
};

// Belongs to one loop's thread. Several processes may each run one: second halves are idempotent.
class Carrier final : store::OutboxWork {
 public:
  struct Counts {
    int64_t carried = 0;
    // Given up after several tries, so that one bad record does not hold up the others.
    int64_t parked = 0;
  };

  // `log` is told of what is parked; it outlives the carrier, or is null.
  Carrier(std::shared_ptr<Identity> identity, SystemRunner run, Log* log = nullptr);

  // Follows all outboxes and writes down sessions' use, until cancelled. Outlived by the carrier
  // and by `cancellation`.
  Task<void> Run(Cancellation* cancellation);

  // Carries what is there now, in every slot, and returns. For `smarthub init` and tests. The first
  // error ends it; what was carried before stays carried.
  Task<absl::Status> CarryAll();

  CarrierState state() const;
  const Counts& counts() const { return counts_; }
  // How far it follows the outboxes.
  const store::OutboxConsumer& consumer() const { return consumer_; }

 private:
  bool Follows(std::string_view slot, const store::Key& record) const override;
  std::vector<store::Range> Everything(std::string_view slot) const override;
  Task<absl::Status> Take(std::string slot, std::vector<store::Key> records,
                          Cancellation* stop) override;
  Task<void> WriteTouches(Cancellation* cancellation, Event* ended);
  // One record as it stands now. OK where there is nothing to carry.
  Task<absl::Status> CarryRecord(std::string slot, store::Key key);
  // The same, with several tries at what may pass; OK where it was parked.
  Task<absl::Status> CarryOrPark(std::string slot, store::Key key);
  Task<absl::Status> CarryNewScheme(store::Key key);
  Task<absl::Status> CarryTakenUp(store::Key key);
  Task<absl::Status> CarryMembership(std::string scheme, store::Key key);
  Task<absl::Status> Call(std::string scheme, std::string method, const rpc::Message& request);

  std::shared_ptr<Identity> identity_;
  SystemRunner run_;
  Log* log_;
  store::Store& store_;
  Loop& loop_;
  CarrierState state_ = CarrierState::kNotStarted;
  Counts counts_;
  store::OutboxConsumer consumer_;
};

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_CARRIER_H_
