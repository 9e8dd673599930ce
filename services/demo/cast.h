// The invented town, as data: companies, sites, people. No name here is a real shop's or, as far as
// we know, a real person's; streets are those of the published map points.
#ifndef SERVICES_DEMO_CAST_H_
#define SERVICES_DEMO_CAST_H_

#include <string_view>

#include "smarthub/policy/v1/policy.pb.h"

namespace smarthub::demo {

enum class Trade { kGrocer, kFuel, kChemist, kClothes, kHardware, kOffLicence, kGifts };

struct SiteData {
  std::string_view name;
  std::string_view company;
  std::string_view address;
  // 0: town centre, 1: edge of town.
  int area;
  Trade trade;
  std::string_view reporter;
  // Empty: none.
  std::string_view manager;
};

inline constexpr std::string_view kAreas[] = {"Melton town centre", "Melton edge of town"};

inline constexpr SiteData kSites[] = {
    {"Tilbrook Foods, Supermarket", "Tilbrook Foods", "Supermarket", 0, Trade::kGrocer,
     "Ava Tillotson-Reed", "Graham Pellowe"},
    {"Tilbrook Foods Local", "Tilbrook Foods", "Cottesmore Avenue", 1, Trade::kGrocer,
     "Imran Sattersby", ""},
    {"Larkspur Fuel", "Larkspur Fuel", "Petrol Station", 1, Trade::kFuel, "Callum Wexcombe",
     "Bridie Oakhanger"},
    {"Pennywick Bargains", "Pennywick Bargains", "Rutland Street", 0, Trade::kHardware,
     "Sofia Marchbank-Lowe", ""},
    {"Brackenfold Chemist", "Brackenfold Chemist", "Market Place", 0, Trade::kChemist,
     "Dilys Arkwell", "Nathan Ferriby"},
    {"Marlowe & Finch Clothing", "Marlowe & Finch", "High Street", 0, Trade::kClothes,
     "Kezia Thornaby", ""},
    {"Oddling Hardware", "Oddling Hardware", "Leicester Street", 0, Trade::kHardware,
     "Piotr Hallaton", ""},
    {"Saltgate Off-Licence", "Saltgate Off-Licence", "Windsor Street", 0, Trade::kOffLicence,
     "Moira Easeby", ""},
    {"Quillmart", "Quillmart", "Shopping Area", 0, Trade::kGrocer, "Jerome Lindqvist-Hale",
     "Anwen Scalford"},
    {"Quillmart Thorpe", "Quillmart", "Thorpe Road", 1, Trade::kGrocer, "Tamsin Wymond", ""},
    {"Threadgold Sports", "Threadgold Sports", "Sherrard Street", 0, Trade::kClothes,
     "Oliver Burrowgate", ""},
    {"Bramblewick Gifts", "Bramblewick Gifts", "Church Street", 0, Trade::kGifts, "Hester Dalby",
     ""},
};

struct OfficeData {
  std::string_view name;
  std::string_view of;
  policy::v1::Role role;
};

inline constexpr std::string_view kSchemeName = "SMART Melton (demonstration)";
inline constexpr std::string_view kForce = "Demonstration Police, Melton team";
inline constexpr std::string_view kCouncil = "Demonstration Council, community safety";

// The first is the coordinator whom the scheme's first invitation makes.
inline constexpr OfficeData kOffices[] = {
    {"Rosalind Garthorpe", kSchemeName, policy::v1::ROLE_COORDINATOR},
    {"PC Daniel Ashwell", kForce, policy::v1::ROLE_POLICE},
    {"PCSO Farah Wycomb", kForce, policy::v1::ROLE_POLICE},
    {"Louise Stathern", kCouncil, policy::v1::ROLE_COUNCIL},
    {"Edmund Croxton", kSchemeName, policy::v1::ROLE_BOARD_MEMBER},
    {"Priya Holwell", kSchemeName, policy::v1::ROLE_DPO},
};

}  // namespace smarthub::demo

#endif  // SERVICES_DEMO_CAST_H_
