#include "services/identity/roles.h"

#include <gtest/gtest.h>

namespace smarthub::identity {
namespace {

using namespace policy::v1;  // Role values

constexpr Role kRoles[] = {ROLE_REPORTER, ROLE_SITE_MANAGER, ROLE_COORDINATOR, ROLE_BOARD_MEMBER,
                           ROLE_POLICE,   ROLE_COUNCIL,      ROLE_DPO};

TEST(RolesTest, TheDpoIsNeverCoordinatorPoliceOrCouncil) {
  for (const Role a : kRoles) {
    for (const Role b : kRoles) {
      const bool expected =
          (a == ROLE_DPO && (b == ROLE_COORDINATOR || b == ROLE_POLICE || b == ROLE_COUNCIL)) ||
          (b == ROLE_DPO && (a == ROLE_COORDINATOR || a == ROLE_POLICE || a == ROLE_COUNCIL));
      EXPECT_EQ(RolesConflict(a, b), expected) << Role_Name(a) << " " << Role_Name(b);
    }
  }
  EXPECT_TRUE(ConflictsWithAny(ROLE_DPO, {ROLE_REPORTER, ROLE_COUNCIL}));
  EXPECT_FALSE(ConflictsWithAny(ROLE_DPO, {}));
}

TEST(RolesTest, OnlyPersonsRolesAreGiven) {
  for (const Role role : kRoles) EXPECT_TRUE(IsPersonsRole(role));
  EXPECT_FALSE(IsPersonsRole(ROLE_UNSPECIFIED));
  EXPECT_FALSE(IsPersonsRole(ROLE_SYSTEM));
  EXPECT_FALSE(IsPersonsRole(static_cast<Role>(99)));
}

TEST(RolesTest, OfficersBelongToTheirForceAndShopStaffToAShop) {
  EXPECT_TRUE(FitsOrganisation(ROLE_POLICE, v1::ORGANISATION_KIND_POLICE));
  EXPECT_TRUE(FitsOrganisation(ROLE_COUNCIL, v1::ORGANISATION_KIND_COUNCIL));
  EXPECT_TRUE(FitsOrganisation(ROLE_REPORTER, v1::ORGANISATION_KIND_RETAILER));
  EXPECT_FALSE(FitsOrganisation(ROLE_POLICE, v1::ORGANISATION_KIND_COUNCIL));
  EXPECT_FALSE(FitsOrganisation(ROLE_COUNCIL, v1::ORGANISATION_KIND_POLICE));
  EXPECT_FALSE(FitsOrganisation(ROLE_REPORTER, v1::ORGANISATION_KIND_POLICE));
  // Haverhill: police never vote on exclusions.
  EXPECT_FALSE(FitsOrganisation(ROLE_BOARD_MEMBER, v1::ORGANISATION_KIND_POLICE));
  for (const Role role : kRoles) {
    EXPECT_FALSE(FitsOrganisation(role, v1::ORGANISATION_KIND_UNSPECIFIED)) << Role_Name(role);
  }
}

TEST(RolesTest, AnAgencysSystemHasTheRoleOfItsKind) {
  EXPECT_EQ(RoleOfAgency(v1::ORGANISATION_KIND_POLICE), ROLE_POLICE);
  EXPECT_EQ(RoleOfAgency(v1::ORGANISATION_KIND_COUNCIL), ROLE_COUNCIL);
  EXPECT_EQ(RoleOfAgency(v1::ORGANISATION_KIND_RETAILER), ROLE_UNSPECIFIED);
  EXPECT_EQ(RoleOfAgency(v1::ORGANISATION_KIND_SCHEME), ROLE_UNSPECIFIED);
}

TEST(RolesTest, OnlyWhoeverReportsAndDoesNothingElseHasTheLongSession) {
  const Limits limits;
  const auto idle = [&](std::vector<Role> roles) { return LimitsFor(roles, limits).idle; };
  EXPECT_EQ(idle({ROLE_REPORTER}), limits.phone.idle);
  EXPECT_EQ(idle({ROLE_REPORTER, ROLE_REPORTER}), limits.phone.idle);
  EXPECT_EQ(idle({}), limits.desk.idle);
  for (const Role role : kRoles) {
    if (role == ROLE_REPORTER) continue;
    EXPECT_EQ(idle({role}), limits.desk.idle) << Role_Name(role);
    EXPECT_EQ(idle({ROLE_REPORTER, role}), limits.desk.idle) << Role_Name(role);
  }
}

}  // namespace
}  // namespace smarthub::identity
