// What is said in the invented reports and answers, as data. Nothing here may sound like a real
// person, and nothing may be what the scanner looks for.
#ifndef SERVICES_DEMO_TEXTS_H_
#define SERVICES_DEMO_TEXTS_H_

#include <cstdint>
#include <string_view>

#include "services/demo/cast.h"

namespace smarthub::demo {

struct GoodsData {
  Trade trade;
  std::string_view what;
  int64_t pence;
};

inline constexpr GoodsData kGoods[] = {
    {Trade::kGrocer, "four packs of bacon", 1600},
    {Trade::kGrocer, "cheese, six blocks", 2700},
    {Trade::kGrocer, "two bottles of gin", 3800},
    {Trade::kGrocer, "coffee, five jars", 3450},
    {Trade::kGrocer, "joint of beef", 1850},
    {Trade::kGrocer, "washing capsules, three boxes", 3300},
    {Trade::kFuel, "unleaded, 42 litres", 5880},
    {Trade::kFuel, "diesel, 61 litres", 8960},
    {Trade::kFuel, "energy drinks, twelve", 1980},
    {Trade::kChemist, "perfume gift set", 5400},
    {Trade::kChemist, "razor blades, four packs", 4600},
    {Trade::kChemist, "baby formula, three tins", 3900},
    {Trade::kClothes, "two jackets", 13000},
    {Trade::kClothes, "running shoes", 8500},
    {Trade::kClothes, "jeans, three pairs", 9900},
    {Trade::kHardware, "cordless drill", 8900},
    {Trade::kHardware, "batteries, ten packs", 6500},
    {Trade::kHardware, "garden tools", 4200},
    {Trade::kOffLicence, "whisky, two bottles", 5600},
    {Trade::kOffLicence, "vodka, one litre", 2300},
    {Trade::kGifts, "silver bracelet", 7500},
    {Trade::kGifts, "boxed toys, two", 4800},
};

inline constexpr std::string_view kThefts[] = {
    "{p1} filled a bag and walked out past the tills without paying. Staff asked them to stop; "
    "they "
    "kept going.",
    "{p1} put the items under a coat near the back of the shop and left by the side door.",
    "{p1} distracted staff at the till with a question and left with the goods.",
    "{p1} came in, went straight to the shelf, took everything on it and ran.",
    "Noticed at the evening count. CCTV shows {p1} taking the items around midday.",
    "{p1} has done the same before. Left on foot towards the market.",
};
inline constexpr std::string_view kDriveOffs[] = {
    "Filled up at the pump and drove off without paying. {p1} was driving.",
};
inline constexpr std::string_view kNuisance[] = {
    "A group gathered in the doorway for an hour, shouting and blocking customers.",
    "Bins were tipped over and bottles thrown in the yard behind the shop.",
    "Loud music and drinking on the bench outside, customers turned round at the door.",
};
inline constexpr std::string_view kAbuse[] = {
    "{p1} shouted at staff for several minutes when a refund was refused.",
    "{p1} swore at the cashier and threw a basket on the floor before leaving.",
};
inline constexpr std::string_view kAssaults[] = {
    "{p1} pushed a member of staff who stood at the door and left with a bag.",
    "{p1} grabbed a member of staff by the arm. Nobody was badly hurt.",
};
inline constexpr std::string_view kDamage[] = {
    "The front window was cracked overnight. Nothing was taken.",
    "The lock of the side gate was forced. Nothing seems to be missing.",
};
inline constexpr std::string_view kBreakIns[] = {
    "The rear door was forced overnight and cigarettes were taken from the kiosk.",
};

inline constexpr std::string_view kHair[] = {"short, brown", "long, fair",      "shaved",
                                             "grey",         "dark, tied back", "under a cap"};
inline constexpr std::string_view kClothing[] = {"navy coat, blue jeans",
                                                 "grey tracksuit",
                                                 "black rucksack, red cap",
                                                 "green parka",
                                                 "work trousers, high-visibility vest",
                                                 "dark hoodie, white trainers"};
inline constexpr std::string_view kMarks[] = {
    "", "", "", "limps on the left leg", "tattoo on the right hand", "glasses"};
// Invented; the surnames are of villages and made-up words.
inline constexpr std::string_view kSuspectNames[] = {"Dex Wartnaby", "Corin Saxelbye",
                                                     "Shelly Asfordby", "Kip Thrussington"};
inline constexpr std::string_view kPlaces[] = {"near the tills", "back aisle",    "entrance",
                                               "side door",      "self-checkout", "car park"};

inline constexpr std::string_view kMissing[] = {
    "Which till was it, and is the CCTV kept?",
    "About what were the goods worth?",
    "Did anybody see which way they went?",
};
inline constexpr std::string_view kAdditions[] = {
    "It was the second till. The recording is kept and can be collected.",
    "We have counted again: about as much as we said.",
    "They went towards the bus stop, a colleague saw it.",
};
inline constexpr std::string_view kDeclined[] = {
    "This is about a bill between you and a supplier, which the scheme cannot take up.",
    "The same event was reported by your colleague the day before.",
};
inline constexpr std::string_view kQuestions[] = {
    "Can you keep the recording until Friday? We will collect it.",
    "Is anybody willing to give a statement?",
};
inline constexpr std::string_view kWithdrawn[] = {
    "The goods were found in the store room. Nothing was taken.",
};
inline constexpr std::string_view kPoliceNotes[] = {
    "We have looked at the recording. Thank you for the clear pictures.",
    "An officer will call in this week.",
    "We have added patrols at the times you named.",
};
inline constexpr std::string_view kNoSuspectNotes[] = {
    "Nobody could be identified from the recording. It will be opened again if anything new comes.",
};
inline constexpr std::string_view kCouncilNotes[] = {
    "The patrol route now passes the shop in the evening.",
    "A warning was given. Tell us if it happens again.",
    "Bins will be moved and the yard lit.",
};
inline constexpr std::string_view kClosed[] = {
    "Answered, and nothing more is open.",
    "The shop is content with the answer.",
};

}  // namespace smarthub::demo

#endif  // SERVICES_DEMO_TEXTS_H_
