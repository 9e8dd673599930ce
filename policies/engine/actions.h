// Every action of the contract: the `action` of every method label. A rule that names another is a
// spelling mistake, and rejects its bundle.
#ifndef POLICIES_ENGINE_ACTIONS_H_
#define POLICIES_ENGINE_ACTIONS_H_

#include <string_view>
#include <vector>

#include "smarthub/label/v1/label.pb.h"

namespace smarthub::policy {

// Sorted. Views live as long as the program.
std::vector<std::string_view> AllActions();

// Of the method with this action; null where there is none.
const label::v1::MethodLabel* MethodOf(std::string_view action);

}  // namespace smarthub::policy

#endif  // POLICIES_ENGINE_ACTIONS_H_
