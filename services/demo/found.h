// Founding the town: organisations with their agreements, areas, sites, people. Through the public
// API as the coordinator.
#ifndef SERVICES_DEMO_FOUND_H_
#define SERVICES_DEMO_FOUND_H_

#include <functional>
#include <string>
#include <vector>

#include "services/demo/cast.h"
#include "services/demo/town.h"

namespace smarthub::demo {

struct Shop {
  const SiteData* data = nullptr;
  std::string site_id;
  std::string area_id;
  Person reporter;
  // Without a name: the site has none.
  Person manager;
};

struct Everybody {
  std::vector<Shop> shops;
  Person coordinator;
  std::vector<Person> police;
  Person council;
  // Answers people; whoever looks around in the town chooses for themselves.
  Person dpo;
  std::vector<Person> others;

  std::vector<SignIn> SignIns() const;
};

Task<absl::StatusOr<Everybody>> Found(Town& town, std::string first_invitation,
                                      std::function<void(int done, int all)> progress);

}  // namespace smarthub::demo

#endif  // SERVICES_DEMO_FOUND_H_
