// The story's bulletins, as data: what is up, what waits and for whom, what came down, and what
// members did with it.
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

inline constexpr BulletinData kBulletins[] = {
    {kWhoIsThis,
     "Red bag at the meat counter: who is this?",
     "Walks out past the tills with a red shoulder bag, usually in the afternoon.",
     kCapFirst,
     kCapFirst,
     false,
     "",
     "the till manager",
     kCentre,
     true,
     false,
     42,
     {SecondData::kManager, 8},
     41,
     41,
     29,
     "Named by two members. Shown as a known person from now on."},
    {kKnownPeople,
     "Full trolleys pushed out of the door",
     "Loads a trolley with alcohol and meat and walks out. Do not stop the trolley; note the time "
     "and keep the recording.",
     kBeanieFirst,
     kBeanieStill,
     true,
     "At the entrance, three weeks ago",
     "two members of staff",
     kEverywhere,
     true,
     true,
     18,
     {SecondData::kManager, 2},
     17,
     16,
     0,
     ""},
    {kKnownPeople,
     "Items left out at the self-checkout",
     "Scans some of the shopping and leaves with the rest.",
     kBlueStill,
     kBlueStill,
     true,
     "",
     "the self-checkout host",
     kCentre,
     true,
     false,
     15,
     {SecondData::kManager, 0},
     14,
     14,
     0,
     ""},
    {kKnownPeople,
     "Red shoulder bag: shelves emptied in one go",
     "Empties one shelf into a red shoulder bag: meat, coffee, razor blades. Leaves at once when "
     "spoken to.",
     kCapFirst,
     kCapStill,
     true,
     "At the razor shelf",
     "the pharmacist on duty",
     kEverywhere,
     true,
     true,
     14,
     {SecondData::kOfficer, 0},
     13,
     13,
     0,
     ""},
    {kWhoIsThis,
     "Green hooded coat at the spirits shelf: who is this?",
     "Ran towards the bus stop with two bottles.",
     kHoodStill,
     kHoodStill,
     false,
     "At the spirits shelf",
     "the till manager",
     kCentre,
     true,
     false,
     11,
     {SecondData::kManager, 4},
     10,
     10,
     0,
     ""},
    {kWhoIsThis,
     "Drove off from the pump: who is this?",
     "Silver hatchback. The plate was read only in part.",
     kCarStill,
     kCarStill,
     false,
     "In the shop before driving off",
     "the cashier",
     kEdge,
     true,
     false,
     9,
     {SecondData::kOfficer, 1},
     9,
     8,
     0,
     ""},
    {kWhoIsThis,
     "Cheese under the jacket: who is this?",
     "Back aisle, in the last hour before closing.",
     kGingerStill,
     kGingerStill,
     false,
     "In the back aisle",
     "the night supervisor",
     kEverywhere,
     true,
     true,
     6,
     {SecondData::kManager, 0},
     6,
     5,
     0,
     ""},
    {kWhoIsThis,
     "Purple hooded top at the make-up display: who is this?",
     "Looks younger than 18. Two others talked to staff meanwhile.",
     kPurpleStill,
     kPurpleStill,
     false,
     "",
     "the assistant at the counter",
     kCentre,
     true,
     false,
     3,
     {SecondData::kOfficer, 0},
     2,
     0,
     0,
     ""},
    {kWhoIsThis,
     "Beige coat, green bag at the perfume counter: who is this?",
     "Asks at the counter and takes boxes meanwhile.",
     kBeigeStill,
     kBeigeStill,
     false,
     "",
     "the assistant at the counter",
     kCentre,
     true,
     false,
     2,
     {},
     0,
     0,
     0,
     ""},
    {kAlerts,
     "Counterfeit twenty-pound notes in town",
     "Three shops were given one since the weekend. Feel for the raised print, and look for the "
     "foil that changes. Keep the note in an envelope and tell police.",
     kNoReport,
     kNoReport,
     false,
     "",
     "",
     kEverywhere,
     true,
     false,
     3,
     {},
     0,
     3,
     0,
     ""},
    {kAlerts,
     "Distraction at the tills around the Market Place",
     "One asks for change, a second one empties the shelf behind the till. Serve one at a time.",
     kNoReport,
     kNoReport,
     false,
     "",
     "",
     kCentre,
     true,
     false,
     1,
     {},
     0,
     1,
     0,
     ""},
    {kNews,
     "Extra patrols on late-opening evenings",
     "The town centre is patrolled until nine on Thursdays until the new year. Tell us which "
     "evenings matter to you.",
     kNoReport,
     kNoReport,
     false,
     "",
     "",
     kEverywhere,
     true,
     true,
     6,
     {},
     0,
     6,
     0,
     ""},
};

// What shops did with them: by the shop's reporter.
struct ShopDidData {
  BulletinNumber with;
  size_t shop;
  int days;
};

inline constexpr ShopDidData kAcknowledged[] = {
    {kCapSought, 0, 40},   {kBeanieKnown, 0, 15}, {kBeanieKnown, 2, 15}, {kBeanieKnown, 8, 14},
    {kCapKnown, 0, 12},    {kCapKnown, 3, 12},    {kCapKnown, 1, 11},    {kCapKnown, 5, 11},
    {kHoodSought, 4, 9},   {kHoodSought, 6, 9},   {kCarSought, 2, 7},    {kCarSought, 9, 7},
    {kGingerSought, 5, 4}, {kCounterfeit, 0, 2},  {kCounterfeit, 7, 2},  {kCounterfeit, 9, 2},
    {kPatrols, 3, 5},
};

inline constexpr ShopDidData kSeenAgain[] = {
    {kCapKnown, 3, 6}, {kCapKnown, 11, 4}, {kBeanieKnown, 1, 8}, {kGingerSought, 7, 2}};

struct AnswerData {
  BulletinNumber to;
  size_t shop;
  int days;
  std::string_view name;
  std::string_view how_known;
  incident::v1::Source said_by;
};

inline constexpr AnswerData kAnswers[] = {
    {kCapSought, 3, 36, "Bob Harbydale", "Buys batteries here and has an account.",
     incident::v1::SOURCE_SAW_IT},
    {kHoodSought, 4, 7, "Kit Rearsby", "Went to school with somebody who works here.",
     incident::v1::SOURCE_TOLD_BY},
    {kHoodSought, 6, 5, "Christopher Rearsby", "Helped on the market last summer.",
     incident::v1::SOURCE_SAW_IT},
};

}  // namespace smarthub::demo

#endif  // SERVICES_DEMO_BOARD_H_
