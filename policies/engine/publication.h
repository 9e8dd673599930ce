// What must be so before members see a bulletin, where it hangs and how long, who may see it, and
// how a challenge runs. docs/formats/policy.md, "Publication" and "Challenges".
//
// Handlers compute facts and the policy says what is missing; none of it is decided in a handler.
// Pure functions, no clock, thread-safe. Pointers and views are into the policy.
#ifndef POLICIES_ENGINE_PUBLICATION_H_
#define POLICIES_ENGINE_PUBLICATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "google/protobuf/repeated_field.h"
#include "policies/engine/policy.h"

namespace smarthub::policy {

// What is known of a bulletin. A fact that was not set is unknown, and good enough for nothing.
class PublicationFacts {
 public:
  constexpr void Set(v1::PublicationFact fact, bool value) {
    known_ |= uint64_t{1} << fact;
    if (value) {
      true_ |= uint64_t{1} << fact;
    } else {
      true_ &= ~(uint64_t{1} << fact);
    }
  }
  constexpr bool Known(v1::PublicationFact fact) const { return (known_ >> fact) & 1; }
  constexpr bool True(v1::PublicationFact fact) const { return (true_ >> fact) & 1; }

 private:
  uint64_t known_ = 0;
  uint64_t true_ = 0;
};

struct Missing {
  // In the order of the enum, each once.
  std::vector<v1::PublicationItem> items;
  // Every rule that found something missing, in the order of the bundle.
  std::vector<std::string_view> rules;

  bool nothing() const { return items.empty(); }
};

// What a bulletin of this kind lacks. A rule speaks of it where all of its `when` hold or are
// unknown; its item is missing unless all of its `needs` are known to hold.
Missing MissingItems(const Policy& policy, v1::BulletinKind kind, const PublicationFacts& facts);
// The same of one item: SECOND_PERSON, when somebody is about to approve (PUBLICATION_FACT_APPROVED
// is then set as if they had).
Missing MissingItems(const Policy& policy, v1::BulletinKind kind, const PublicationFacts& facts,
                     v1::PublicationItem only);

// In the order of the bundle.
const google::protobuf::RepeatedPtrField<v1::Gallery>& Galleries(const Policy& policy);
// Null where there is none of that id.
const v1::Gallery* FindGallery(const Policy& policy, std::string_view id);

// The end of what is published at `from`; a bulletin may say less. Nullopt: this gallery shows
// nobody who is, or looks, under 18. `zone`: Policy::zone().
std::optional<absl::Time> LiveUntil(const v1::Gallery& gallery, absl::Time from, bool under_18,
                                    absl::TimeZone zone);

// What it depends on whether something that was published may be up still.
struct Up {
  v1::BulletinKind kind = v1::BULLETIN_KIND_UNSPECIFIED;
  std::string gallery;
  bool shows_person = false;
  // From when its time counts.
  absl::Time first_published;
  // As it is known now, not as it was known when it went up.
  bool under_18 = false;
  // Likewise. Nobody can sign for a child under 10.
  bool under_10 = false;
  // For an age, of what is up.
  bool signed_off = false;
};

// False where it shows a child under 10, where a signature for an age is missing now, or where its
// gallery would not show it for so long.
bool StaysUp(const Policy& policy, const Up& up, absl::Time now);

// The widest audience that somebody of this role may propose. Null: they propose nothing of this
// kind.
const v1::AudienceLimit* AudienceLimitOf(const Policy& policy, Role proposer,
                                         v1::BulletinKind kind);

// Who shall see it, as the engine needs it.
struct Reach {
  absl::Span<const Role> roles;
  bool everywhere = false;
  // Every area that is named is one of the proposer's own. Not looked at where `everywhere`.
  bool own_areas_only = false;
};

// False without a limit, and of an audience that is nobody.
bool WithinLimit(const v1::AudienceLimit* limit, const Reach& reach);

// How a challenge on this ground runs. Null where the bundle has no challenges; a bundle that has
// some has exactly one for each ground.
const v1::ChallengeRule* ChallengeRuleFor(const Policy& policy, v1::ChallengeGround ground);

// Whether an open challenge freezes its subject: the challenger's identity is confirmed, or
// somebody at the scheme sees a risk of mistaken identity.
bool Freezes(const v1::ChallengeRule& rule, bool identity_confirmed,
             bool risk_of_mistaken_identity);

}  // namespace smarthub::policy

#endif  // POLICIES_ENGINE_PUBLICATION_H_
