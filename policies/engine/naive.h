// A second evaluator, for tests only: written from docs/formats/policy.md alone, sentence by
// sentence, without looking at the other one and without its tables and bits. Slow and plain.
#ifndef POLICIES_ENGINE_NAIVE_H_
#define POLICIES_ENGINE_NAIVE_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "smarthub/label/v1/label.pb.h"
#include "smarthub/policy/v1/policy.pb.h"

namespace smarthub::policy::naive {

enum class Truth { kTrue, kFalse, kUnknown };

struct Asked {
  v1::Role role;
  v1::Purpose purpose;
  std::string action;
  // Absent: may the action be done? Else: may a record of this kind be seen?
  std::optional<label::v1::RecordKind> kind;
  // A fact that is not here is unknown.
  std::map<v1::Fact, Truth> facts;
};

struct Said {
  bool allowed = false;
  std::set<label::v1::Label> shown;
  std::vector<std::string> rules;
};

// What a bulletin lacks. A fact that is not here is unknown.
struct Lacks {
  std::set<v1::PublicationItem> items;
  std::vector<std::string> rules;
};

Lacks Missing(const v1::Bundle& bundle, v1::BulletinKind kind,
              const std::map<v1::PublicationFact, Truth>& facts);

Said Decide(const v1::Bundle& bundle, const std::set<std::string>& actions, const Asked& asked);

}  // namespace smarthub::policy::naive

#endif  // POLICIES_ENGINE_NAIVE_H_
