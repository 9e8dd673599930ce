#include <iostream>
#include <string>

#include "platform/crypto/crypto.h"
#include "services/commands.h"
#include "services/hub.h"
#include "services/insight/import.h"

namespace smarthub {

int ImportPoliceUk(const DataOptions& data, const std::string& scheme, const std::string& release,
                   const std::string& area, const std::string& file) {
  SystemClock clock;
  crypto::SecureRandom random;
  Log log(clock, ToStandardError());
  Loop loop;
  Hub::Options open;
  open.data = data;
  open.hosts = {"localhost"};
  open.clock = &clock;
  open.random = &random;
  open.log = &log;
  auto hub = loop.RunUntilDone(Hub::Open(std::move(open), loop));
  if (!hub.ok()) return Complain(hub.status());
  insight::ImportOptions options;
  options.scheme = scheme;
  options.release = release;
  options.rows.lsoa_name_prefix = area;
  return insight::ImportPoliceUkMain(loop, (*hub)->guard(), file, options, std::cout);
}

}  // namespace smarthub
