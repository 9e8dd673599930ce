#include <gmock/gmock.h>

#include <functional>

#include "absl/synchronization/notification.h"
#include "services/evidence/image/pictures_for_test.h"
#include "services/evidence/record.h"
#include "services/evidence/town_for_test.h"
#include "services/evidence/validate.h"

namespace smarthub::evidence {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsOk;
using ::testing::SizeIs;
using enum error::v1::Reason;

// Cleans when it is told to, and counts.
class PatientWorker final : public ImageWorker {
 public:
  PatientWorker(std::unique_ptr<ImageWorker> real, Loop& loop)
      : began(loop), may_go_on(loop), real_(std::move(real)) {}

  Task<absl::StatusOr<Cleaned>> Clean(std::string original, Cancellation* cancellation) override {
    ++cleans;
    began.Set();
    (void)co_await may_go_on.Wait();
    co_return co_await real_->Clean(std::move(original), cancellation);
  }
  Task<absl::StatusOr<std::string>> Mark(std::string jpeg, std::string text,
                                         Cancellation* cancellation) override {
    return real_->Mark(std::move(jpeg), std::move(text), cancellation);
  }
  int pid() const override { return real_->pid(); }
  int restarts() const override { return real_->restarts(); }

  int cleans = 0;
  Event began;
  Event may_go_on;

 private:
  const std::unique_ptr<ImageWorker> real_;
};

// Something happens while the first file is written.
class InterruptedBlobs final : public Blobs {
 public:
  InterruptedBlobs(std::unique_ptr<Blobs> real, Loop& loop)
      : began(loop), real_(std::move(real)), loop_(loop) {}

  absl::Status Write(std::string_view name, std::string_view bytes,
                     const crypto::Key& key) override {
    loop_.Post([this] { began.Set(); });
    may_go_on.WaitForNotification();
    return real_->Write(name, bytes, key);
  }
  absl::StatusOr<std::string> Read(std::string_view name, const crypto::Key& key) override {
    return real_->Read(name, key);
  }
  absl::Status Remove(std::string_view name) override { return real_->Remove(name); }
  absl::StatusOr<std::vector<BlobFile>> List(uint8_t first) override { return real_->List(first); }

  Event began;
  absl::Notification may_go_on;

 private:
  const std::unique_ptr<Blobs> real_;
  Loop& loop_;
};

class FinishTest : public PhotoTownTest {
 protected:
  void Send(std::string_view id, int suspect = 0) {
    ASSERT_THAT(Start(ann, Announcement(id, photo, suspect)), IsOk());
    ASSERT_THAT(SendAll(ann, id, photo), IsOk());
  }
  PatientWorker& BePatient() {
    auto patient = std::make_unique<PatientWorker>(std::move(evidence->images), hub.loop());
    PatientWorker& worker = *patient;
    evidence->images = std::move(patient);
    return worker;
  }
  void Until(const std::function<bool()>& so) {
    while (!so()) ASSERT_THAT(hub.Run(hub.loop().Sleep(absl::Milliseconds(1))), IsOk());
  }
  void Await(Event& event) { ASSERT_THAT(hub.Run(event.Wait()), IsOk()); }
  static absl::Status StatusOf(const std::shared_ptr<Under>& call) { return call->answer.status; }
  bool IsReady(std::string_view id) {
    return Stored(id)->state() == evidence::v1::PHOTO_STATE_READY;
  }

  const std::string photo = TellingJpeg();
};

TEST_F(FinishTest, OfTwoAtOnceOneIsCleanedAndTheOtherAsksAgain) {
  Send("photo");
  PatientWorker& worker = BePatient();
  const auto first = BeginFinish(ann, "photo");
  Await(worker.began);
  const auto second = BeginFinish(ann, "photo");
  Until([&] { return second->done.is_set() || worker.cleans > 1; });
  worker.may_go_on.Set();
  Await(first->done);
  Await(second->done);
  EXPECT_THAT(StatusOf(second), HasReason(REASON_CONFLICT));
  EXPECT_THAT(StatusOf(first), IsOk());
  EXPECT_THAT(Finish(ann, "photo"), IsOk());
  EXPECT_EQ(worker.cleans, 1);
}

TEST_F(FinishTest, AnOriginalIsReadWhenThereIsAPlaceForIt) {
  evidence->finishing =
      std::make_unique<Finishing>(hub.loop(), Finishing::Limits{.places = 1, .most_waiting = 1});
  Send("photo");
  Send("of the other", 1);
  PatientWorker& worker = BePatient();
  const auto first = BeginFinish(ann, "photo");
  Await(worker.began);
  const auto second = BeginFinish(ann, "of the other");
  // As soon as nobody else may wait, the second does.
  Cancellation gone;
  gone.Cancel(absl::CancelledError("only looking"));
  const auto full = [&] {
    const auto entered = hub.Run(evidence->finishing->Enter(Id("a third"), &gone));
    return absl::IsUnavailable(entered.status());
  };
  Until([&] { return full() || worker.cleans > 1; });
  ASSERT_THAT(evidence->incoming.Remove(Stored("of the other")->original().name()), IsOk());
  worker.may_go_on.Set();
  Await(first->done);
  Await(second->done);
  EXPECT_THAT(StatusOf(first), IsOk());
  EXPECT_THAT(StatusOf(second), HasReason(REASON_NOT_AS_ANNOUNCED));
  EXPECT_EQ(worker.cleans, 1);
}

TEST_F(FinishTest, WhoeverMayNotSeeTheReportAnyMoreAddsNoPhoto) {
  Send("photo");
  PatientWorker& worker = BePatient();
  worker.may_go_on.Set();
  ChangeReport([](incident::v1::StoredIncident&, store::Content& content) {
    content.facts.set_restricted(true);
  });
  EXPECT_THAT(Finish(ann, "photo"), HasReason(REASON_NOT_FOUND));
  // Nor is there any work for it.
  EXPECT_EQ(worker.cleans, 0);
  ChangeReport([](incident::v1::StoredIncident&, store::Content& content) {
    content.facts.set_restricted(false);
  });
  EXPECT_THAT(Finish(ann, "photo"), IsOk());
}

TEST_F(FinishTest, APersonWhoseDataWasErasedGetsNoPhoto) {
  Send("photo");
  ChangeReport([](incident::v1::StoredIncident&, store::Content& content) {
    content.appearances.erase(Id("suspect one"));
  });
  EXPECT_THAT(Finish(ann, "photo"), HasReason(REASON_NOT_FOUND));
  EXPECT_FALSE(IsReady("photo"));
}

TEST_F(FinishTest, NorDoesOneWhoseDataIsErasedWhileThePhotoIsCleaned) {
  Send("photo");
  PatientWorker& worker = BePatient();
  const auto call = BeginFinish(ann, "photo");
  Await(worker.began);
  ChangeReport([](incident::v1::StoredIncident&, store::Content& content) {
    content.appearances.erase(Id("suspect one"));
  });
  worker.may_go_on.Set();
  Await(call->done);
  EXPECT_THAT(StatusOf(call), HasReason(REASON_NOT_FOUND));
  EXPECT_FALSE(IsReady("photo"));
  EXPECT_THAT(Files(), SizeIs(1));
}

// After the last look, before the commit.
TEST_F(FinishTest, NorOneWhoseReportIsTakenAwayAtTheLastMoment) {
  Send("photo");
  auto interrupted = std::make_unique<InterruptedBlobs>(std::move(evidence->blobs), hub.loop());
  InterruptedBlobs& blobs = *interrupted;
  evidence->blobs = std::move(interrupted);
  const auto call = BeginFinish(ann, "photo");
  Await(blobs.began);
  ChangeReport([](incident::v1::StoredIncident&, store::Content& content) {
    content.facts.set_restricted(true);
  });
  blobs.may_go_on.Notify();
  Await(call->done);
  EXPECT_THAT(StatusOf(call), HasReason(REASON_NOT_FOUND));
  EXPECT_FALSE(IsReady("photo"));
}

class FullDiskTest : public FinishTest {
 protected:
  FullDiskTest() {
    store::StoreOptions options = hub.store().MakeOptions();
    options.watch_every = absl::Milliseconds(1);
    options.disk_free = [free = free_] { return *free; };
    hub.store().Reopen(std::move(options));
  }
  // Takes effect with the store's next look.
  void SetFree(int64_t bytes, bool room) {
    *free_ = bytes;
    Until([&] { return hub.store()->CheckRoom(/*essential=*/false).ok() == room; });
  }
  const std::shared_ptr<int64_t> free_ = std::make_shared<int64_t>(int64_t{8} << 30);
};

TEST_F(FullDiskTest, NothingIsWrittenToADiskThatIsNearlyFull) {
  Send("photo");
  const std::string large = TestPicture("astronaut.png");
  ASSERT_THAT(Start(ann, Announcement("of the other", large, 1)), IsOk());
  ASSERT_THAT(SendPiece(ann, "of the other", large, 0), IsOk());
  const auto bytes = [&] {
    uintmax_t sum = 0;
    for (const auto& file : Files()) sum += std::filesystem::file_size(file);
    return sum;
  };
  const uintmax_t before = bytes();
  SetFree(int64_t{512} << 20, /*room=*/false);
  EXPECT_THAT(SendPiece(ann, "of the other", large, kPieceBytes),
              HasReason(REASON_STORE_NEARLY_FULL));
  EXPECT_THAT(Finish(ann, "photo"), HasReason(REASON_STORE_NEARLY_FULL));
  EXPECT_EQ(bytes(), before);
  // Announced by a commit, which the same mark sheds.
  EXPECT_THAT(Start(ann, Announcement("of the other", photo, 1)),
              HasReason(REASON_STORE_NEARLY_FULL));
  SetFree(int64_t{8} << 30, /*room=*/true);
  ASSERT_THAT(SendAll(ann, "of the other", large), IsOk());
  EXPECT_THAT(Finish(ann, "of the other"), IsOk());
  EXPECT_THAT(Finish(ann, "photo"), IsOk());
}

}  // namespace
}  // namespace smarthub::evidence
