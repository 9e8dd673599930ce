// The story's people, as data: nine invented suspects, what members reported of them, and what the
// scheme told them. Eight of them are drawn (stills/), and what is said of their looks fits the
// drawing. No name here is, as far as we know, a real person's; no plate here can be one.
#ifndef SERVICES_DEMO_PEOPLE_H_
#define SERVICES_DEMO_PEOPLE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "smarthub/incident/v1/incident.pb.h"
#include "smarthub/subject/v1/subject.pb.h"

namespace smarthub::demo {

// Of stills/still-N.jpg: N - 1. The last has none.
enum Figure : size_t {
  kNavyCap,
  kGreenHood,
  kMaroonJacket,
  kRedBeanie,
  kBeigeCoat,
  kBlueJacket,
  kGingerBeard,
  kPurpleHood,
  kOrangeJacket,
};

struct FigureData {
  incident::v1::AgeBand age;
  incident::v1::Height height;
  incident::v1::Build build;
  std::string_view hair;
  std::string_view clothing;
  std::string_view marks;
};

inline constexpr FigureData kFigures[] = {
    {incident::v1::AGE_BAND_30_TO_49, incident::v1::HEIGHT_MEDIUM, incident::v1::BUILD_MEDIUM,
     "short, brown, under a navy cap", "dark jacket, red shoulder bag", ""},
    {incident::v1::AGE_BAND_18_TO_29, incident::v1::HEIGHT_MEDIUM, incident::v1::BUILD_SLIM,
     "under a hood", "green hooded coat, hood up", ""},
    {incident::v1::AGE_BAND_30_TO_49, incident::v1::HEIGHT_MEDIUM, incident::v1::BUILD_SLIM,
     "long, brown", "maroon jacket, dark shoulder bag", ""},
    {incident::v1::AGE_BAND_30_TO_49, incident::v1::HEIGHT_TALL, incident::v1::BUILD_HEAVY,
     "under a red beanie", "black coat, red beanie", ""},
    {incident::v1::AGE_BAND_50_OR_OVER, incident::v1::HEIGHT_MEDIUM, incident::v1::BUILD_MEDIUM,
     "grey, short", "beige coat, green shoulder bag", "grey beard"},
    {incident::v1::AGE_BAND_30_TO_49, incident::v1::HEIGHT_SHORT, incident::v1::BUILD_SLIM,
     "dark, in a bun", "blue jacket, yellow shoulder bag", ""},
    {incident::v1::AGE_BAND_18_TO_29, incident::v1::HEIGHT_MEDIUM, incident::v1::BUILD_MEDIUM,
     "ginger, under a black cap", "grey jacket, black cap", "ginger beard"},
    {incident::v1::AGE_BAND_10_TO_17, incident::v1::HEIGHT_MEDIUM, incident::v1::BUILD_MEDIUM,
     "under a hood", "dark purple hooded top, hood up, grey bag", ""},
    {incident::v1::AGE_BAND_18_TO_29, incident::v1::HEIGHT_TALL, incident::v1::BUILD_SLIM,
     "short, fair", "orange work jacket", "limps on the left leg"},
};

// The reports below, by their number.
enum StoryReport : size_t {
  kCapFirst,
  kCapNamed,
  kCapStill,
  kCapAgain,
  kHoodStill,
  kCarEarlier,
  kCarStill,
  kBeanieFirst,
  kBeanieStill,
  kBeigeStill,
  kBlueStill,
  kGingerStill,
  kPurpleStill,
  kOrangeOnly,
  kNoReport,
};

struct StoryReportData {
  Figure who;
  // How long before today, and when on that day.
  int days;
  int hour;
  // Into kSites. Stills come from shops with a site manager, who can say that they may be shared.
  size_t shop;
  std::string_view name;
  std::string_view alias;
  policy::v1::IncidentType type;
  std::string_view told;
  std::string_view goods;
  int64_t pence;
  bool still;
  // When the coordinator opens the person's page from it; 0: never.
  int opened;
  // The report whose person this one was found to be (itself: nobody else), and why.
  StoryReport same_as;
  std::string_view because;
  std::string_view plate;
  std::string_view vehicle;
};

inline constexpr auto kTheft = policy::v1::INCIDENT_TYPE_THEFT_FROM_SHOP;
inline constexpr auto kDriveOff = policy::v1::INCIDENT_TYPE_MAKING_OFF_WITHOUT_PAYMENT;

inline constexpr StoryReportData kReported[] = {
    {kNavyCap, 44, 15, 0, "", "", kTheft,
     "{p1} filled the red bag at the meat counter and walked out past the tills.",
     "joints of beef, four", 7400, false, 42, kCapFirst, "", "", ""},
    {kNavyCap, 30, 11, 8, "Bob Harbydale", "", kTheft,
     "{p1} put coffee into a red bag and left. A colleague knew the name.", "coffee, eight jars",
     5520, false, 29, kCapFirst, "Same bag, same way of working; the till recording was compared.",
     "", ""},
    {kNavyCap, 16, 16, 4, "Robert Harbydale", "Bob", kTheft,
     "{p1} emptied the razor shelf into a red bag and left by the front door.",
     "razor blades, nine packs", 10350, true, 15, kCapFirst,
     "Bob is short for Robert; the officer who spoke to them confirmed it.", "", ""},
    {kNavyCap, 6, 13, 3, "Rob Harbidale", "", kTheft,
     "{p1} tried the door of the stock room, then took tools from the front shelf.", "garden tools",
     4200, false, 0, kCapAgain, "", "", ""},
    {kGreenHood, 13, 17, 0, "", "", kTheft,
     "{p1} took bottles from the spirits shelf and ran when the alarm went.", "two bottles of gin",
     3800, true, 12, kHoodStill, "", "", ""},
    {kMaroonJacket, 24, 9, 1, "", "", kTheft,
     "{p1} carried two baskets out of the side door to a silver car.",
     "washing capsules, six boxes", 6600, false, 0, kCarEarlier, "", "QX71 ZQD",
     "silver hatchback"},
    {kMaroonJacket, 11, 18, 2, "", "", kDriveOff,
     "Filled up at the pump and drove off without paying. {p1} was driving.", "unleaded, 46 litres",
     6440, true, 10, kCarStill, "", "QX71 ???", "silver hatchback"},
    {kRedBeanie, 35, 14, 8, "Stephen Plungard", "", kTheft,
     "{p1} loaded a trolley with alcohol and pushed it out through the entrance.",
     "whisky and vodka, eleven bottles", 27500, false, 34, kBeanieFirst, "", "", ""},
    {kRedBeanie, 20, 19, 0, "Steve Plungarde", "", kTheft,
     "{p1} pushed a full trolley past the tills. Staff stood back, as they are told to.",
     "a trolley of meat and alcohol", 31200, true, 19, kBeanieFirst,
     "Steve is short for Stephen, and the trolley trick is the same; seen on both recordings.", "",
     ""},
    {kBeigeCoat, 4, 12, 4, "", "", kTheft,
     "{p1} asked about a prescription while perfume went into the green bag.",
     "perfume, three boxes", 16200, true, 3, kBeigeStill, "", "", ""},
    {kBlueJacket, 18, 10, 8, "Margaret Knossing", "Maggie", kTheft,
     "{p1} scanned one item in three at the self-checkout and left.", "a week's shopping", 6180,
     true, 17, kBlueStill, "", "", ""},
    {kGingerBeard, 8, 20, 8, "", "", kTheft,
     "{p1} hid cheese under the jacket in the back aisle and left through the exit gate.",
     "cheese, twelve blocks", 5400, true, 7, kGingerStill, "", "", ""},
    {kPurpleHood, 5, 16, 4, "", "", kTheft,
     "{p1} took make-up from the display near the door while two others talked to staff.",
     "make-up, nine items", 8550, true, 4, kPurpleStill, "", "", ""},
    {kOrangeJacket, 27, 8, 6, "Jasper Owstonby", "", kTheft,
     "{p1} took a drill from the open counter. Known from earlier visits.", "cordless drill", 8900,
     false, 26, kOrangeOnly, "", "", ""},
};

// What was told to whom, or why not yet.
struct NoticeData {
  // Of whose person.
  StoryReport of;
  int days;
  // Given; unspecified: exempt.
  subject::v1::NoticeWay way;
  subject::v1::ExemptionProvision provision;
  std::string_view reason;
  // From today.
  int review_in;
};

inline constexpr auto kGiven = subject::v1::EXEMPTION_PROVISION_UNSPECIFIED;
inline constexpr auto kExempt = subject::v1::NOTICE_WAY_UNSPECIFIED;
inline constexpr auto kNobodyKnows = subject::v1::EXEMPTION_PROVISION_IMPOSSIBLE;

// Nothing about the one in the orange jacket: that notice is due.
inline constexpr NoticeData kNotices[] = {
    {kCapFirst, 42, kExempt, kNobodyKnows,
     "Nobody knows who this is; the notice is given as soon as somebody does.", 60},
    {kBeanieFirst, 33, subject::v1::NOTICE_WAY_BY_POLICE, kGiven, "", 0},
    // What was linked later needs a notice of its own.
    {kBeanieFirst, 19, subject::v1::NOTICE_WAY_POST, kGiven, "", 0},
    {kBlueStill, 16, subject::v1::NOTICE_WAY_POST, kGiven, "", 0},
    {kCapFirst, 15, subject::v1::NOTICE_WAY_IN_PERSON, kGiven, "", 0},
    {kHoodStill, 12, kExempt, kNobodyKnows,
     "Nobody knows who this is; the notice is given as soon as somebody does.", 80},
    {kCarStill, 10, kExempt, subject::v1::EXEMPTION_PROVISION_CRIME,
     "Police are tracing the car; a letter now would warn the driver.", 4},
    {kGingerStill, 7, kExempt, kNobodyKnows,
     "Nobody knows who this is; the notice is given as soon as somebody does.", 85},
    {kPurpleStill, 4, kExempt, kNobodyKnows,
     "Nobody knows who this is; the notice is given as soon as somebody does.", 28},
    {kBeigeStill, 3, kExempt, kNobodyKnows,
     "Nobody knows who this is; the notice is given as soon as somebody does.", 90},
};

// What people sent through the public page, and what came of it.
struct ChallengeData {
  std::string_view name;
  std::string_view contact;
  policy::v1::ChallengeGround ground;
  std::string_view what;
  int days;
  // 0: nobody has looked at it yet.
  int reviewed;
  StoryReport of;
  bool confirmed;
  bool mistaken;
  // 0: not yet.
  int decided;
  subject::v1::ChallengeOutcome outcome;
  std::string_view decision;
};

inline constexpr ChallengeData kChallenges[] = {
    {"Stephen Plungard", "s.plungard@people.example", policy::v1::CHALLENGE_GROUND_INACCURATE,
     "I was in the shop that day but I paid for everything. Please take my picture down.", 12, 11,
     kBeanieFirst, true, false, 9, subject::v1::CHALLENGE_OUTCOME_REFUSED,
     "The till record and the recording were looked at again by somebody who had not been part of "
     "it: nothing was paid for in that visit. You can complain to the Information Commissioner."},
    {"Margaret Knossing", "Letters to 4 Invented Close, Melton Mowbray",
     policy::v1::CHALLENGE_GROUND_MISTAKEN_IDENTITY,
     "A neighbour says my name is on a list. I have not been in that shop this year. I think you "
     "mean somebody else.",
     3, 2, kBlueStill, false, true, 0, subject::v1::CHALLENGE_OUTCOME_UNSPECIFIED, ""},
    {"Hollis Freeby", "hollis@people.example", policy::v1::CHALLENGE_GROUND_ACCESS,
     "Please send me a copy of whatever you hold about me.", 1, 0, kNoReport, false, false, 0,
     subject::v1::CHALLENGE_OUTCOME_UNSPECIFIED, ""},
};

}  // namespace smarthub::demo

#endif  // SERVICES_DEMO_PEOPLE_H_
