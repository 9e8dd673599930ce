// The DPO's window, through the whole hallway: real Redis, real Guard, Melton's policy.
#include "services/audit/service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "platform/merkle/checkpoint.h"
#include "platform/merkle/note.h"
#include "platform/merkle/proof.h"
#include "platform/merkle/tile.h"
#include "platform/testing/matchers.h"
#include "platform/testing/test_hub.h"
#include "services/audit/test_town.h"
#include "smarthub/audit/v1/stored.pb.h"

namespace smarthub::audit {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsInvalid;
using smarthub::testing::IsOk;
using smarthub::testing::StatusIs;
using smarthub::testing::TestCaller;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A version 4 id, so that it is one outside too.
std::string ValidId(int kind, uint64_t n) {
  std::string id = TestTown::Id(kind, n);
  id[6] = 0x40;
  id[8] = static_cast<char>(0x80);
  return id;
}
std::string Text(const std::string& id) { return Uuid::FromBytes(id)->ToString(); }

class AuditServiceTest : public ::testing::Test {
 protected:
  AuditServiceTest() {
    AuditLogs::Options options;
    options.directory = directory_.path();
    options.loop = &hub_.loop();
    options.store = &*hub_.store();
    options.keys = &hub_.keys();
    options.random = &hub_.random();
    options.log = &log_;
    logs_ = std::make_unique<AuditLogs>(options);
    EXPECT_THAT(hub_.Run(logs_->Start()), IsOk());
    RegisterAudit(hub_.methods(), logs_.get());
  }

  // Entry n of a town where person n % 7 looked at record n % 5; the first 40 for organisation 0,
  // then everybody moved to organisation 1.
  void Commit(uint64_t from, uint64_t to, const std::string& slot = "melton") {
    for (uint64_t n = from; n < to; ++n) {
      v1::Leaf leaf = town_.Leaf(n);
      leaf.set_entry_id(ValidId(1, n));
      leaf.set_person_id(ValidId(2, n % 7));
      leaf.set_organisation_id(ValidId(4, n < 40 ? 0 : 1));
      leaf.mutable_records(0)->set_id(ValidId(3, n % 5));
      policy::LabelSet shown;
      shown.Add(label::v1::SUSPECT_NAME);
      shown.Add(label::v1::GOODS);
      leaf.mutable_records(0)->set_labels_shown(shown.bits());
      store::Batch batch;
      batch.slot = slot;
      batch.audit_entry = *logs_->seal().Seal(slot, leaf);
      const auto committed = hub_.Run(hub_.store()->Commit(std::move(batch)));
      ASSERT_THAT(committed, IsOk());
    }
  }
  void WriteDirectory(uint64_t person, const std::string& name) {
    v1::DirectoryLine line;
    line.set_name(name);
    WriteLine(ValidId(2, person), line);
  }
  void WriteOrganisation(uint64_t organisation, const std::string& name) {
    v1::DirectoryLine line;
    line.set_organisation_name(name);
    WriteLine(ValidId(4, organisation), line);
  }
  void WriteLine(const std::string& id, const v1::DirectoryLine& line) {
    store::Content content;
    content.body = line.SerializeAsString();
    store::Batch batch;
    batch.slot = "melton";
    batch.changes.push_back(
        {{label::v1::AUDIT_DIRECTORY, *Uuid::FromBytes(id)}, 0, std::move(content)});
    v1::Leaf leaf = town_.Leaf(0);
    leaf.clear_records();
    leaf.set_person_id("");
    std::string entry_id = id;
    entry_id[0] = 9;
    entry_id[1] = id[0];
    leaf.set_entry_id(entry_id);
    batch.audit_entry = *logs_->seal().Seal("melton", leaf);
    ASSERT_THAT(hub_.Run(hub_.store()->Commit(std::move(batch))), IsOk());
  }

  template <typename Reply, typename Request>
  absl::StatusOr<Reply> Ask(const char* method, const Request& request,
                            const TestCaller& caller = TestCaller::Dpo()) {
    return hub_.Call<Reply>(std::string("smarthub.audit.v1.AuditService.") + method, caller,
                            request);
  }
  absl::StatusOr<v1::WhoLookedResponse> WhoLookedAt(uint64_t record, int page_size = 0,
                                                    const std::string& token = "") {
    v1::WhoLookedRequest request;
    request.mutable_record()->set_kind(label::v1::INCIDENT);
    request.mutable_record()->set_id(Text(ValidId(3, record)));
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Ask<v1::WhoLookedResponse>("WhoLooked", request);
  }
  merkle::Checkpoint OpenCheckpoint(const std::string& note, const std::string& verifier) {
    const auto text = merkle::OpenNote(note, *merkle::NoteVerifier::Parse(verifier));
    EXPECT_THAT(text, IsOk());
    return *merkle::ParseCheckpoint(*text);
  }
  v1::GetCheckpointResponse Checkpoint(uint64_t seen = 0) {
    v1::GetCheckpointRequest request;
    request.set_seen_size(seen);
    return *Ask<v1::GetCheckpointResponse>("GetCheckpoint", request);
  }
  static std::vector<merkle::Hash> Hashes(
      const google::protobuf::RepeatedPtrField<std::string>& proof) {
    std::vector<merkle::Hash> out;
    for (const std::string& hash : proof) out.push_back(*merkle::HashFromBytes(hash));
    return out;
  }

  smarthub::testing::TestHub hub_;
  TestTown town_;
  TemporaryDirectory directory_;
  Log log_{hub_.clock(), [](std::string_view) {}};
  std::unique_ptr<AuditLogs> logs_;
};

TEST_F(AuditServiceTest, WhoLookedTellsTheLookOfAMomentAgoWithItsName) {
  WriteDirectory(3, "Ann Example");
  WriteOrganisation(0, "Green Grocer");
  Commit(0, 50);
  const auto reply = WhoLookedAt(3);
  ASSERT_THAT(reply, IsOk());
  ASSERT_THAT(reply->entries(), SizeIs(10));  // 3, 8, ... 48
  const v1::Entry& newest = reply->entries(0);
  EXPECT_EQ(newest.entry_id().value(), Text(ValidId(1, 48)));
  EXPECT_EQ(newest.person_id().value(), Text(ValidId(2, 48 % 7)));
  EXPECT_EQ(newest.action(), "incident.read");
  ASSERT_THAT(newest.records(), SizeIs(1));
  EXPECT_EQ(newest.records(0).id(), Text(ValidId(3, 3)));
  EXPECT_THAT(newest.records(0).labels_shown(),
              ::testing::ElementsAre(label::v1::SUSPECT_NAME, label::v1::GOODS));
  EXPECT_THAT(newest.withheld().paths(), IsEmpty());
  int named = 0;
  for (const v1::Entry& entry : reply->entries()) {
    const bool ann = entry.person_id().value() == Text(ValidId(2, 3));
    EXPECT_EQ(entry.person_name(), ann ? "Ann Example" : "");
    named += ann;
  }
  EXPECT_GT(named, 0);
}

TEST_F(AuditServiceTest, WhoMovedIsShownUnderTheOrganisationOfThatMoment) {
  WriteDirectory(3, "Ann Example");
  WriteOrganisation(0, "Green Grocer");
  WriteOrganisation(1, "Corner Shop");
  Commit(3, 4);    // for the grocer
  Commit(52, 53);  // the same person, and record 2, for the shop
  v1::WhoLookedRequest request;
  request.mutable_person_id()->set_value(Text(ValidId(2, 3)));
  const auto reply = Ask<v1::WhoLookedResponse>("WhoLooked", request);
  ASSERT_THAT(reply, IsOk());
  ASSERT_THAT(reply->entries(), SizeIs(2));
  EXPECT_EQ(reply->entries(0).organisation_name(), "Corner Shop");
  EXPECT_EQ(reply->entries(1).organisation_name(), "Green Grocer");
  EXPECT_EQ(reply->entries(1).person_name(), "Ann Example");
}

TEST_F(AuditServiceTest, ASystemWithoutANamedOfficerIsShownUnderItsOrganisation) {
  WriteOrganisation(0, "Leicestershire Police");
  v1::Leaf leaf = town_.Leaf(3);
  leaf.set_entry_id(ValidId(1, 3));
  leaf.clear_person_id();
  leaf.set_role(policy::v1::ROLE_POLICE);
  leaf.set_organisation_id(ValidId(4, 0));
  leaf.mutable_records(0)->set_id(ValidId(3, 3));
  store::Batch batch;
  batch.slot = "melton";
  batch.audit_entry = *logs_->seal().Seal("melton", leaf);
  ASSERT_THAT(hub_.Run(hub_.store()->Commit(std::move(batch))), IsOk());
  const auto reply = WhoLookedAt(3);
  ASSERT_THAT(reply, IsOk());
  ASSERT_THAT(reply->entries(), SizeIs(1));
  EXPECT_EQ(reply->entries(0).organisation_name(), "Leicestershire Police");
  EXPECT_EQ(reply->entries(0).role(), policy::v1::ROLE_POLICE);
  EXPECT_EQ(reply->entries(0).person_name(), "");
}

// Reading the log is a look itself, and names the entries that were shown.
TEST_F(AuditServiceTest, ReadingTheLogIsInTheLog) {
  Commit(0, 5);
  ASSERT_THAT(WhoLookedAt(3), IsOk());
  const std::vector<v1::Leaf> leaves = hub_.Leaves();
  ASSERT_FALSE(leaves.empty());
  const v1::Leaf& leaf = leaves.back();
  EXPECT_EQ(leaf.action(), "audit.who_looked");
  EXPECT_EQ(leaf.person_id(), TestCaller::Dpo().person_id().bytes());
  bool shown = false;
  for (const v1::LeafRecord& record : leaf.records()) {
    shown |= record.kind() == label::v1::AUDIT_ENTRY && record.id() == ValidId(1, 3) &&
             record.use() == v1::LEAF_USE_SHOWN;
  }
  EXPECT_TRUE(shown) << leaf.ShortDebugString();
  // And can be asked for: what did the DPO look at?
  v1::WhoLookedRequest request;
  request.mutable_person_id()->set_value(TestCaller::Dpo().person_id().ToString());
  const auto reply = Ask<v1::WhoLookedResponse>("WhoLooked", request);
  ASSERT_THAT(reply, IsOk());
  EXPECT_EQ(reply->entries(0).action(), "audit.who_looked");
}

TEST_F(AuditServiceTest, PagesHaveEveryEntryOnceWhileTheLogGrows) {
  Commit(0, 100);
  std::set<std::string> seen;
  std::string token;
  int pages = 0;
  do {
    const auto reply = WhoLookedAt(2, 6, token);
    ASSERT_THAT(reply, IsOk());
    EXPECT_LE(reply->entries_size(), 6);
    for (const v1::Entry& entry : reply->entries()) {
      EXPECT_TRUE(seen.insert(entry.entry_id().value()).second);
    }
    token = reply->next_page_token();
    Commit(200 + pages, 201 + pages);
    ++pages;
  } while (!token.empty() && pages < 20);
  EXPECT_THAT(seen, SizeIs(20));
}

TEST_F(AuditServiceTest, ListFiltersAndNewestFirst) {
  Commit(0, 60);
  v1::ListEntriesRequest request;
  request.set_denied_only(true);
  request.set_page_size(100);
  auto reply = Ask<v1::ListEntriesResponse>("ListEntries", request);
  ASSERT_THAT(reply, IsOk());
  ASSERT_THAT(reply->entries(), SizeIs(6));
  EXPECT_GT(reply->entries(0).leaf_index(), reply->entries(5).leaf_index());
  request = {};
  *request.mutable_from() = town_.Leaf(10).at();
  *request.mutable_to() = town_.Leaf(13).at();
  reply = Ask<v1::ListEntriesResponse>("ListEntries", request);
  ASSERT_THAT(reply, IsOk());
  EXPECT_THAT(reply->entries(), SizeIs(3));
}

TEST_F(AuditServiceTest, AnEntryComesWithItsProof) {
  Commit(0, 300);
  for (const uint64_t n : {0u, 255u, 256u, 299u}) {
    v1::GetEntryRequest request;
    request.mutable_entry_id()->set_value(Text(ValidId(1, n)));
    const auto reply = Ask<v1::GetEntryResponse>("GetEntry", request);
    ASSERT_THAT(reply, IsOk());
    EXPECT_EQ(reply->entry().entry_id().value(), Text(ValidId(1, n)));
    const merkle::Checkpoint checkpoint =
        OpenCheckpoint(reply->checkpoint(), Checkpoint().verifier_key());
    EXPECT_EQ(checkpoint.origin, "smarthub/melton");
    EXPECT_THAT(merkle::VerifyInclusion(reply->entry().leaf_index(), checkpoint.size,
                                        *merkle::HashFromBytes(reply->leaf_hash()),
                                        Hashes(reply->inclusion_proof()), checkpoint.root),
                IsOk());
  }
  v1::GetEntryRequest request;
  request.mutable_entry_id()->set_value(Text(ValidId(1, 12345)));
  EXPECT_THAT(Ask<v1::GetEntryResponse>("GetEntry", request),
              HasReason(error::v1::REASON_NOT_FOUND));
}

TEST_F(AuditServiceTest, ALaterCheckpointIsProvenToHaveGrownOutOfTheSeenOne) {
  Commit(0, 10);
  ASSERT_THAT(WhoLookedAt(1), IsOk());
  const v1::GetCheckpointResponse first = Checkpoint();
  const merkle::Checkpoint seen = OpenCheckpoint(first.checkpoint(), first.verifier_key());
  Commit(10, 400);
  ASSERT_THAT(WhoLookedAt(1), IsOk());
  const v1::GetCheckpointResponse later = Checkpoint(seen.size);
  EXPECT_EQ(later.verifier_key(), first.verifier_key());
  const merkle::Checkpoint now = OpenCheckpoint(later.checkpoint(), later.verifier_key());
  EXPECT_GT(now.size, 400u);
  EXPECT_THAT(merkle::VerifyConsistency(seen.size, seen.root, now.size, now.root,
                                        Hashes(later.consistency_proof())),
              IsOk());
  // Somebody who saw more than there is gets the evidence.
  const v1::GetCheckpointResponse shrunk = Checkpoint(now.size + 1);
  EXPECT_EQ(OpenCheckpoint(shrunk.checkpoint(), shrunk.verifier_key()).size, now.size);
  EXPECT_THAT(shrunk.consistency_proof(), IsEmpty());

  // The same proof out of tiles, as a verifier outside does it.
  merkle::TileReader tiles(now.size,
                           [this](const merkle::Tile& tile) -> absl::StatusOr<std::string> {
                             v1::GetTileRequest request;
                             request.set_level(tile.level);
                             request.set_index(tile.index);
                             request.set_width(tile.width);
                             auto reply = Ask<v1::GetTileResponse>("GetTile", request);
                             if (!reply.ok()) return reply.status();
                             return reply->hashes();
                           });
  EXPECT_EQ(*merkle::Root(now.size, tiles.AsFunction()), now.root);
  EXPECT_EQ(*merkle::Root(seen.size, tiles.AsFunction()), seen.root);
}

TEST_F(AuditServiceTest, OnlyTheDpoIsLetIn) {
  Commit(0, 5);
  for (const TestCaller& caller :
       {TestCaller::Reporter(), TestCaller::SiteManager(), TestCaller::Coordinator(),
        TestCaller::BoardMember(), TestCaller::Police(), TestCaller::Council()}) {
    EXPECT_THAT((Ask<v1::ListEntriesResponse>("ListEntries", v1::ListEntriesRequest(), caller)),
                StatusIs(absl::StatusCode::kPermissionDenied))
        << caller.token;
    EXPECT_EQ(hub_.Leaves().back().outcome(), v1::OUTCOME_DENIED);
  }
  EXPECT_THAT((Ask<v1::ListEntriesResponse>("ListEntries", v1::ListEntriesRequest(),
                                            TestCaller::Nobody().Naming("melton"))),
              StatusIs(absl::StatusCode::kUnauthenticated));
}

// Another town's entry is the same as none.
TEST_F(AuditServiceTest, ADpoOfAnotherSchemeSeesNothingOfThisOne) {
  Commit(0, 5);
  Commit(100, 101, "rutland");
  v1::GetEntryRequest request;
  request.mutable_entry_id()->set_value(Text(ValidId(1, 3)));
  const TestCaller other = TestCaller::Dpo("other").OfScheme("rutland");
  EXPECT_THAT((Ask<v1::GetEntryResponse>("GetEntry", request, other)),
              HasReason(error::v1::REASON_NOT_FOUND));
  EXPECT_THAT((Ask<v1::GetEntryResponse>("GetEntry", request)), IsOk());
}

TEST_F(AuditServiceTest, BadInputNamesItsField) {
  using error::v1::REASON_BAD_FORMAT;
  using error::v1::REASON_OUT_OF_RANGE;
  Commit(0, 1);
  v1::ListEntriesRequest list;
  list.set_page_size(101);
  EXPECT_THAT((Ask<v1::ListEntriesResponse>("ListEntries", list)),
              IsInvalid("page_size", REASON_OUT_OF_RANGE));
  list.set_page_size(-1);
  EXPECT_THAT((Ask<v1::ListEntriesResponse>("ListEntries", list)),
              IsInvalid("page_size", REASON_OUT_OF_RANGE));
  list = {};
  list.set_page_token("made up");
  EXPECT_THAT((Ask<v1::ListEntriesResponse>("ListEntries", list)),
              IsInvalid("page_token", REASON_BAD_FORMAT));
  list = {};
  list.mutable_from()->set_nanos(-1);
  EXPECT_THAT((Ask<v1::ListEntriesResponse>("ListEntries", list)),
              IsInvalid("from", REASON_OUT_OF_RANGE));
  list = {};
  list.mutable_to()->set_seconds(INT64_MAX);
  EXPECT_THAT((Ask<v1::ListEntriesResponse>("ListEntries", list)),
              IsInvalid("to", REASON_OUT_OF_RANGE));
  list = {};
  list.set_operation(static_cast<label::v1::Operation>(99));
  EXPECT_THAT((Ask<v1::ListEntriesResponse>("ListEntries", list)),
              IsInvalid("operation", error::v1::REASON_UNKNOWN_VALUE));

  v1::WhoLookedRequest who;
  EXPECT_THAT((Ask<v1::WhoLookedResponse>("WhoLooked", who)),
              IsInvalid("record", error::v1::REASON_REQUIRED));
  who.mutable_person_id()->set_value("not an id");
  EXPECT_THAT((Ask<v1::WhoLookedResponse>("WhoLooked", who)),
              IsInvalid("person_id", REASON_BAD_FORMAT));
  who.mutable_record()->set_id(Text(ValidId(3, 1)));
  EXPECT_THAT((Ask<v1::WhoLookedResponse>("WhoLooked", who)),
              IsInvalid("record.kind", error::v1::REASON_UNKNOWN_VALUE));
  who.mutable_record()->set_kind(label::v1::INCIDENT);
  who.mutable_record()->set_id("X");
  EXPECT_THAT((Ask<v1::WhoLookedResponse>("WhoLooked", who)),
              IsInvalid("record.id", REASON_BAD_FORMAT));
  // A token of one method is none of another's.
  Commit(1, 60);
  const std::string token = WhoLookedAt(1, 2)->next_page_token();
  ASSERT_FALSE(token.empty());
  list = {};
  list.set_page_token(token);
  EXPECT_THAT((Ask<v1::ListEntriesResponse>("ListEntries", list)),
              IsInvalid("page_token", REASON_BAD_FORMAT));

  v1::GetTileRequest tile;
  EXPECT_THAT((Ask<v1::GetTileResponse>("GetTile", tile)), IsInvalid("width", REASON_OUT_OF_RANGE));
  tile.set_width(257);
  EXPECT_THAT((Ask<v1::GetTileResponse>("GetTile", tile)), IsInvalid("width", REASON_OUT_OF_RANGE));
  tile.set_width(1);
  tile.set_level(8);
  EXPECT_THAT((Ask<v1::GetTileResponse>("GetTile", tile)), IsInvalid("level", REASON_OUT_OF_RANGE));
  tile.set_level(0);
  tile.set_index(uint64_t{1} << 40);
  EXPECT_THAT((Ask<v1::GetTileResponse>("GetTile", tile)), HasReason(error::v1::REASON_NOT_FOUND));
}

// The log's disk is away: the DPO is told so, and not shown half of it.
TEST_F(AuditServiceTest, NothingIsShownThatMayBeIncomplete) {
  Commit(0, 5);
  ASSERT_THAT(WhoLookedAt(1), IsOk());
  hub_.store().redis().Call({"HSET", "{melton}:audit", "next", "1"});
  EXPECT_THAT(WhoLookedAt(1), HasReason(error::v1::REASON_AUDIT_AWAY));
}

}  // namespace
}  // namespace smarthub::audit
