// The story's bulletins, as data: what is up, what waits and for whom, what came down, and what
// members did with it. The words are in board.cc.
#ifndef SERVICES_DEMO_BOARD_H_
#define SERVICES_DEMO_BOARD_H_

#include <cstddef>
#include <string_view>

#include "services/demo/people.h"

namespace smarthub::demo {

// Galleries of policies/melton.
inline constexpr std::string_view kWhoIsThis = "id-sought";
inline constexpr std::string_view kKnownPeople = "known";
inline constexpr std::string_view kAlerts = "alerts";
inline constexpr std::string_view kNews = "news";

// Where it hangs: everywhere, or in one of kAreas.
inline constexpr int kEverywhere = -1;
inline constexpr int kCentre = 0;
inline constexpr int kEdge = 1;

// The second person: nobody yet, the manager of a shop, or an officer.
struct SecondData {
  enum Kind { kNobody, kManager, kOfficer } kind = kNobody;
  // Into kSites, or into Everybody::police.
  size_t which = 0;
};

struct BulletinData {
  std::string_view gallery;
  std::string_view title;
  std::string_view text;
  // Whose person; kNoReport: nobody is in it.
  StoryReport first = kNoReport;
  // Which report shows them.
  StoryReport shown = kNoReport;
  bool named = false;
  std::string_view caption;
  std::string_view seen_by;
  int area = kEverywhere;
  bool police = true;
  bool council = false;
  // Days before today; 0: not yet.
  int proposed = 0;
  SecondData second;
  int approved = 0;
  int published = 0;
  int withdrawn = 0;
  std::string_view reason;
};

enum BulletinNumber : size_t {
  kCapSought,
  kBeanieKnown,
  kBlueKnown,
  kCapKnown,
  kHoodSought,
  kCarSought,
  kGingerSought,
  kPurpleSought,
  kBeigeSought,
  kCounterfeit,
  kDistraction,
  kPatrols,
};

extern const BulletinData kBulletins[kPatrols + 1];

// What shops did with them: by the shop's reporter.
struct ShopDidData {
  BulletinNumber with;
  size_t shop;
  int days;
};

extern const ShopDidData kAcknowledged[17];

extern const ShopDidData kSeenAgain[4];

struct AnswerData {
  BulletinNumber to;
  size_t shop;
  int days;
  std::string_view name;
  std::string_view how_known;
  incident::v1::Source said_by;
};

extern const AnswerData kAnswers[3];

}  // namespace smarthub::demo

#endif  // SERVICES_DEMO_BOARD_H_
