#include "platform/store/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "platform/base/strings.h"
#include "platform/store/testing/samples.h"

namespace smarthub::store {
namespace {

crypto::Key KeyOf(char fill) { return *crypto::Key::FromBytes(std::string(32, fill)); }

class RecordTest : public testing::Test {
 protected:
  RecordTest() {
    keyring_->Put("melton", 1, KeyOf('1'));
    keyring_->Put("melton", 2, KeyOf('2'));
    content_.indexes = {{"state", "new", "p"}, {"site", "\x01\x02", "q"}};
    content_.retention_class = policy::v1::RETENTION_CLASS_INCIDENT;
    content_.retention_due = absl::FromUnixSeconds(2000000000);
    content_.facts.set_submitted(true);
    content_.facts.add_site_ids("site");
    content_.body = "a body";
    content_.appearances[Apple(7).id] = "a suspect";
    content_.appearances[Apple(8).id] = "a witness";
  }

  RawRecord Seal(uint64_t version = 1, const RawRecord* replaced = nullptr, uint32_t active = 1) {
    const SealingKeys keys{"melton", active, *keyring_, random_};
    return *SealRecord(keys, Apple(1), version, content_, replaced);
  }
  absl::StatusOr<Content> Open(RawRecord record, std::string slot = "melton", Key key = Apple(1)) {
    return MakeSealed(std::move(slot), key, std::make_shared<RawRecord>(std::move(record)),
                      keyring_)
        ->Open();
  }
  void ExpectSame(const Content& opened) {
    EXPECT_EQ(opened.indexes, content_.indexes);
    EXPECT_EQ(opened.retention_class, content_.retention_class);
    EXPECT_EQ(opened.retention_due, content_.retention_due);
    EXPECT_EQ(opened.facts.SerializeAsString(), content_.facts.SerializeAsString());
    EXPECT_EQ(opened.body, content_.body);
    EXPECT_EQ(opened.appearances, content_.appearances);
  }

  SeededRandom random_{7};
  std::shared_ptr<Keyring> keyring_ = std::make_shared<Keyring>();
  Content content_;
};

TEST_F(RecordTest, OpensWhatWasSealed) { ExpectSame(*Open(Seal())); }

TEST_F(RecordTest, AnyChangedByteIsDataLoss) {
  const RawRecord record = Seal();
  std::string RawRecord::* fields[] = {&RawRecord::header, &RawRecord::wrap, &RawRecord::facts,
                                       &RawRecord::body};
  for (auto field : fields) {
    for (size_t i = 0; i < (record.*field).size(); ++i) {
      RawRecord changed = record;
      (changed.*field)[i] = static_cast<char>((changed.*field)[i] ^ 1);
      EXPECT_TRUE(absl::IsDataLoss(Open(changed).status())) << i;
    }
  }
  RawRecord changed = record;
  changed.appearances.begin()->second.sealed.back() ^= 1;
  EXPECT_TRUE(absl::IsDataLoss(Open(changed).status()));
  changed = record;
  changed.appearances.begin()->second.wrap.back() ^= 1;
  EXPECT_TRUE(absl::IsDataLoss(Open(changed).status()));
}

TEST_F(RecordTest, ARecordOpensOnlyInItsPlaceAndVersion) {
  keyring_->Put("oakham", 1, KeyOf('1'));
  EXPECT_FALSE(Open(Seal(), "oakham").ok());
  EXPECT_FALSE(Open(Seal(), "melton", Apple(2)).ok());
  EXPECT_FALSE(Open(Seal(), "melton", Pear(1)).ok());
  RawRecord later = Seal();
  later.version = 2;
  EXPECT_FALSE(Open(later).ok());
}

// An older segment put back into a newer record, or two segments swapped.
TEST_F(RecordTest, SegmentsDoNotMixAcrossVersionsOrPlaces) {
  const RawRecord first = Seal(1);
  content_.body = "another body";
  const RawRecord second = Seal(2, &first);
  ASSERT_TRUE(Open(second).ok());
  RawRecord mixed = second;
  mixed.body = first.body;
  EXPECT_FALSE(Open(mixed).ok());
  mixed = second;
  mixed.header = first.header;
  EXPECT_FALSE(Open(mixed).ok());
  mixed = second;
  std::swap(mixed.body, mixed.facts);
  EXPECT_FALSE(Open(mixed).ok());
  mixed = second;
  std::swap(mixed.appearances[Apple(7).id], mixed.appearances[Apple(8).id]);
  EXPECT_FALSE(Open(mixed).ok());
}

TEST_F(RecordTest, FactsOpenWithoutTheBody) {
  RawRecord record = Seal();
  record.body.clear();
  const auto sealed = MakeSealed("melton", Apple(1), std::make_shared<RawRecord>(record), keyring_);
  EXPECT_TRUE(sealed->OpenFacts()->submitted());
  EXPECT_FALSE(sealed->Open().ok());
}

TEST_F(RecordTest, KeysStayAcrossVersionsAndAreWrappedAgainUnderANewEpoch) {
  const RawRecord first = Seal(1);
  const RawRecord second = Seal(2, &first);
  EXPECT_EQ(second.wrap, first.wrap);
  EXPECT_EQ(second.appearances.at(Apple(7).id).wrap, first.appearances.at(Apple(7).id).wrap);
  EXPECT_NE(second.body, first.body);
  const RawRecord third = Seal(3, &second, 2);
  EXPECT_EQ(third.Epochs(), std::set<uint32_t>{2});
  keyring_->Forget("melton", 1);
  ExpectSame(*Open(third));
  EXPECT_FALSE(Open(second).ok());
}

TEST_F(RecordTest, ALonelySealOpensUnderItsNameOnly) {
  const SealingKeys keys{"melton", 1, *keyring_, random_};
  const std::string sealed = SealAlone(keys, "name", "text");
  EXPECT_EQ(*OpenAlone("melton", *keyring_, "name", sealed), "text");
  EXPECT_FALSE(OpenAlone("melton", *keyring_, "other", sealed).ok());
  for (size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(OpenAlone("melton", *keyring_, "name", sealed.substr(0, size)).ok());
  }
}

// Format 1, written once and kept: testdata/record-1.txt has a line "field hex" for each field of
// the record above. It must open for ever, and today's code must still write the same.
class GoldenRecordTest : public RecordTest {
 protected:
  static std::string Path() { return SMARTHUB_SOURCE_DIR "/platform/store/testdata/record-1.txt"; }
  static std::string TextOf(const RawRecord& record) {
    const auto line = [](std::string_view name, std::string_view value) {
      return absl::StrCat(ToAbsl(name), " ", absl::BytesToHexString(ToAbsl(value)), "\n");
    };
    std::string text = absl::StrCat("v ", record.version, "\n") + line("h", record.header) +
                       line("w", record.wrap) + line("f", record.facts) + line("b", record.body);
    for (const auto& [id, each] : record.appearances) {
      text += line("a:" + id.ToString(), each.sealed) + line("k:" + id.ToString(), each.wrap);
    }
    return text;
  }
  static RawRecord RecordOf(std::istream& in) {
    RawRecord record;
    for (std::string name, hex; in >> name >> hex;) {
      const std::string value = absl::HexStringToBytes(hex);
      if (name == "v") record.version = std::stoull(hex);
      if (name == "h") record.header = value;
      if (name == "w") record.wrap = value;
      if (name == "f") record.facts = value;
      if (name == "b") record.body = value;
      if (name[1] != ':') continue;
      RawAppearance& appearance = record.appearances[*Uuid::Parse(name.substr(2))];
      (name[0] == 'a' ? appearance.sealed : appearance.wrap) = value;
    }
    return record;
  }
};

TEST_F(GoldenRecordTest, Format1OpensForEver) {
  std::ifstream in(Path());
  ASSERT_TRUE(in.is_open()) << Path();
  const auto opened = Open(RecordOf(in));
  ASSERT_TRUE(opened.ok()) << opened.status();
  ExpectSame(*opened);
}

TEST_F(GoldenRecordTest, Format1IsWhatIsWritten) {
  std::ifstream in(Path());
  std::stringstream text;
  text << in.rdbuf();
  EXPECT_EQ(TextOf(Seal()), text.str());
}

}  // namespace
}  // namespace smarthub::store
