// Facts of several people as one: what is not known of somebody is known of the bulletin only where
// another decides it. Plain values.
#ifndef POLICIES_STANDING_ANYBODY_H_
#define POLICIES_STANDING_ANYBODY_H_

#include "policies/engine/publication.h"

namespace smarthub::standing {

// A fact that holds for anybody holds; it does not hold where it is known of everybody that it does
// not. In between it is unknown.
class Anybody {
 public:
  void Is(bool holds) { any_ |= holds; }
  void IsUnknown() { unknown_ = true; }
  // Known to hold for somebody.
  bool holds() const { return any_; }
  void Set(policy::v1::PublicationFact fact, policy::PublicationFacts& facts) const {
    if (any_ || !unknown_) facts.Set(fact, any_);
  }

 private:
  bool any_ = false;
  bool unknown_ = false;
};

// The same of what must hold for all.
class Everybody {
 public:
  void Is(bool holds) { anybody_not_.Is(!holds); }
  void IsUnknown() { anybody_not_.IsUnknown(); }
  void Set(policy::v1::PublicationFact fact, policy::PublicationFacts& facts) const {
    policy::PublicationFacts not_so;
    anybody_not_.Set(fact, not_so);
    if (not_so.Known(fact)) facts.Set(fact, !not_so.True(fact));
  }

 private:
  Anybody anybody_not_;
};

}  // namespace smarthub::standing

#endif  // POLICIES_STANDING_ANYBODY_H_
