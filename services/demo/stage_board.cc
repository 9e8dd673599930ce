// Bulletins, and what shops do with them.
#include <string>

#include "platform/base/status_macros.h"
#include "services/demo/stage.h"

namespace smarthub::demo {

Task<absl::StatusOr<bulletin::v1::Bulletin>> Stage::Read(Person& person, size_t bulletin) {
  bulletin::v1::GetBulletinRequest request;
  request.mutable_bulletin_id()->set_value(bulletins_[bulletin]);
  CO_ASSIGN_OR_RETURN(auto reply, co_await town_.As<bulletin::v1::GetBulletinResponse>(
                                      person, "bulletin.v1.BulletinService/GetBulletin", request));
  co_return std::move(*reply.mutable_bulletin());
}

Task<absl::Status> Stage::Propose(size_t bulletin) {
  const BulletinData& data = kBulletins[bulletin];
  bulletin::v1::ProposeBulletinRequest request;
  request.set_gallery(std::string(data.gallery));
  request.set_title(std::string(data.title));
  request.set_text(std::string(data.text));
  if (data.first != kNoReport) {
    const Told& shown = told_[data.shown];
    auto& person = *request.add_persons();
    person.mutable_subject_id()->set_value(told_[data.first].subject_id);
    person.mutable_incident_id()->set_value(shown.incident_id);
    person.mutable_appearance_id()->set_value(shown.appearance_id);
    person.set_show_name(data.named);
    if (!shown.photo_id.empty()) {
      person.mutable_photo_id()->set_value(shown.photo_id);
      person.set_caption(std::string(data.caption));
    }
    request.mutable_checklist()->set_who_saw_it(std::string(data.seen_by));
    request.mutable_checklist()->set_cctv_checked(true);
    request.mutable_checklist()->set_paid_for_checked(true);
  } else {
    request.mutable_checklist()->set_names_nobody(true);
  }
  auto& audience = *request.mutable_audience();
  audience.add_roles(policy::v1::ROLE_REPORTER);
  audience.add_roles(policy::v1::ROLE_SITE_MANAGER);
  if (data.police) audience.add_roles(policy::v1::ROLE_POLICE);
  if (data.council) audience.add_roles(policy::v1::ROLE_COUNCIL);
  audience.set_everywhere(data.area == kEverywhere);
  if (data.area != kEverywhere) audience.add_areas()->set_value(AreaId(data.area));
  CO_ASSIGN_OR_RETURN(
      const auto reply,
      co_await Do<bulletin::v1::ProposeBulletinResponse>(
          people_.coordinator, "bulletin.v1.BulletinService/ProposeBulletin", request));
  bulletins_[bulletin] = reply.bulletin_id().value();
  co_return absl::OkStatus();
}

Task<absl::Status> Stage::Approve(size_t bulletin) {
  Person& second = Second(kBulletins[bulletin].second);
  CO_ASSIGN_OR_RETURN(const auto read, co_await Read(second, bulletin));
  bulletin::v1::ReviewBulletinRequest request;
  request.mutable_bulletin_id()->set_value(bulletins_[bulletin]);
  request.set_revision(read.revision());
  const auto reply = co_await Do<bulletin::v1::ReviewBulletinResponse>(
      second, "bulletin.v1.BulletinService/ReviewBulletin", request);
  co_return reply.status();
}

Task<absl::Status> Stage::Publish(size_t bulletin) {
  CO_ASSIGN_OR_RETURN(const auto read, co_await Read(people_.coordinator, bulletin));
  bulletin::v1::PublishBulletinRequest request;
  request.mutable_bulletin_id()->set_value(bulletins_[bulletin]);
  request.set_revision(read.revision());
  const auto reply = co_await Do<bulletin::v1::PublishBulletinResponse>(
      people_.coordinator, "bulletin.v1.BulletinService/PublishBulletin", request);
  if (reply.ok()) co_return absl::OkStatus();
  // Which one, and what it lacks: a town that cannot be told shall say why.
  std::string missing;
  for (const int item : read.missing()) {
    missing +=
        ' ' + policy::v1::PublicationItem_Name(static_cast<policy::v1::PublicationItem>(item));
  }
  co_return absl::Status(reply.status().code(), std::string(reply.status().message()) +
                                                    ": bulletin " + std::to_string(bulletin) +
                                                    " lacks" + missing);
}

Task<absl::Status> Stage::Withdraw(size_t bulletin) {
  bulletin::v1::WithdrawBulletinRequest request;
  request.mutable_bulletin_id()->set_value(bulletins_[bulletin]);
  request.set_reason(std::string(kBulletins[bulletin].reason));
  const auto reply = co_await Do<bulletin::v1::WithdrawBulletinResponse>(
      people_.coordinator, "bulletin.v1.BulletinService/WithdrawBulletin", request);
  co_return reply.status();
}

Task<absl::Status> Stage::Acknowledge(const ShopDidData& did) {
  Person& reporter = people_.shops[did.shop].reporter;
  const auto read = co_await Read(reporter, did.with);
  if (!read.ok()) co_return read.status();
  bulletin::v1::AcknowledgeBulletinRequest request;
  request.mutable_bulletin_id()->set_value(bulletins_[did.with]);
  const auto reply = co_await Do<bulletin::v1::AcknowledgeBulletinResponse>(
      reporter, "bulletin.v1.BulletinService/AcknowledgeBulletin", request);
  co_return reply.status();
}

Task<absl::Status> Stage::SeenAgain(const ShopDidData& did) {
  bulletin::v1::ReportSightingRequest request;
  request.mutable_bulletin_id()->set_value(bulletins_[did.with]);
  const auto reply = co_await Do<bulletin::v1::ReportSightingResponse>(
      people_.shops[did.shop].reporter, "bulletin.v1.BulletinService/ReportSighting", request);
  co_return reply.status();
}

Task<absl::Status> Stage::Answer(const AnswerData& answer) {
  bulletin::v1::AnswerIdSoughtRequest request;
  request.mutable_bulletin_id()->set_value(bulletins_[answer.to]);
  request.mutable_subject_id()->set_value(told_[kBulletins[answer.to].first].subject_id);
  request.set_name(std::string(answer.name));
  request.set_how_known(std::string(answer.how_known));
  request.set_said_by(answer.said_by);
  const auto reply = co_await Do<bulletin::v1::AnswerIdSoughtResponse>(
      people_.shops[answer.shop].reporter, "bulletin.v1.BulletinService/AnswerIdSought", request);
  co_return reply.status();
}

}  // namespace smarthub::demo
