// Reports with people in them, put into the store as services/incident puts them, changed and
// erased; and searches in one line. For tests only.
#ifndef SERVICES_SUBJECT_PEOPLE_FOR_TEST_H_
#define SERVICES_SUBJECT_PEOPLE_FOR_TEST_H_

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/testing/matchers.h"
#include "platform/testing/test_hub.h"
#include "services/subject/subject.h"
#include "smarthub/incident/v1/stored.pb.h"
#include "smarthub/subject/v1/stored.pb.h"
#include "smarthub/subject/v1/subject.pb.h"

namespace smarthub::subject {

// A report as a test speaks of it. Suspects are the appearances "<id>/0", "<id>/1".
struct Told {
  std::vector<incident::v1::Suspect> suspects;
  std::vector<std::string> plates;
  std::vector<std::string> goods;
  std::string place;
  policy::v1::IncidentType type = policy::v1::INCIDENT_TYPE_THEFT_FROM_SHOP;
  std::vector<policy::v1::Role> passed_to;
  bool finished = false;
  absl::Duration ago = absl::Hours(1);
};

incident::v1::Suspect Called(std::string name, std::vector<std::string> aliases = {});

class PeopleTest : public ::testing::Test {
 protected:
  using Found = subject::v1::Found;

  PeopleTest();

  // Also in place of what was told under this id before.
  void Report(std::string_view id, const Told& told);
  void Report(std::string_view id, const std::string& name) { Report(id, Told{{Called(name)}}); }
  // The whole record, or one suspect out of it, as privacy erases them. Said to others or not.
  void EraseReport(std::string_view id);
  void EraseSuspect(std::string_view id, int which, bool tell = true);
  // A body that does not parse, said to others; `sealed`: bytes that do not authenticate, seen by a
  // store opened after.
  void Damage(std::string_view id, bool sealed);
  // A subject of one suspect, with these facts.
  void Open(std::string_view id, bool frozen = false, bool restricted = false,
            std::string_view linked_to = {}, int which = 0);

  absl::StatusOr<subject::v1::SearchSubjectsResponse> Search(
      const smarthub::testing::TestCaller& caller, std::string query, int limit = 0);
  // The names found, best first; a failing test where the call fails.
  std::vector<std::string> Names(const smarthub::testing::TestCaller& caller, std::string query);
  absl::StatusOr<subject::v1::ListHintsResponse> Hints(const smarthub::testing::TestCaller& caller,
                                                       std::string_view id, int which = 0);
  // The reports that hints name, by the names given them here.
  std::vector<std::string> HintsFor(std::string_view id, int which = 0);

  static Uuid Appearance(std::string_view id, int which = 0);
  // "one/0" for the appearance of that name.
  std::string NameOf(const Found& found) const;

  smarthub::testing::TestHub hub;
  const smarthub::testing::TestCaller cora = smarthub::testing::TestCaller::Coordinator();
  const smarthub::testing::TestCaller police = smarthub::testing::TestCaller::Police();

 private:
  void Commit(store::Key key, std::optional<store::Content> content, bool tell);
  void AddLink(const store::Key& above, const Uuid& from);
  uint64_t VersionOf(const store::Key& key);

  std::map<std::string, std::string> ids_;
};

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_PEOPLE_FOR_TEST_H_
