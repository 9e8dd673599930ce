// What one caller may do with a bulletin now: the policy's word on role and record, and where the
// bulletin stands. For the page's buttons; each method asks again by itself.
#ifndef SERVICES_BULLETIN_ALLOWED_H_
#define SERVICES_BULLETIN_ALLOWED_H_

#include <string_view>
#include <vector>

#include "platform/rpc/context.h"
#include "services/bulletin/record.h"

namespace smarthub::bulletin {

class Allowed {
 public:
  Allowed(const rpc::Context& context, const store::v1::RecordFacts& facts, BulletinState state,
          const StoredBulletin& body);

  // The policy lets them, and the state does.
  bool Has(std::string_view action) const;
  // They proposed it, or may bring it on its way: such callers are told what it lacks.
  bool WorksOnIt() const;

  // What is known beyond policy and state.
  struct Now {
    bool ready = false;
    bool lacks_sign_off = false;
    bool may_be_second = false;
  };
  std::vector<std::string_view> Actions(const Now& now) const;

 private:
  std::vector<std::string_view> actions_;
  bool own_ = false;
};

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_ALLOWED_H_
