#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policies/engine/matrix.h"
#include "policies/engine/publication.h"

namespace smarthub::policy {
namespace {

constexpr size_t kKind = sizeof("BULLETIN_KIND_") - 1;
constexpr size_t kFact = sizeof("PUBLICATION_FACT_") - 1;
constexpr size_t kItem = sizeof("PUBLICATION_ITEM_") - 1;
constexpr size_t kGround = sizeof("CHALLENGE_GROUND_") - 1;

std::string Kinds(const google::protobuf::RepeatedField<int>& kinds) {
  std::vector<std::string> names;
  for (int kind : kinds) {
    names.push_back(Plain(v1::BulletinKind_Name(static_cast<v1::BulletinKind>(kind)), kKind));
  }
  return names.empty() ? "every kind" : absl::StrJoin(names, ", ");
}

std::string Roles(const google::protobuf::RepeatedField<int>& roles) {
  std::vector<std::string> names;
  for (int role : roles) names.push_back(Plain(static_cast<Role>(role)));
  return absl::StrJoin(names, ", ");
}

template <typename Conditions>
std::string Facts(const Conditions& conditions) {
  std::vector<std::string> facts;
  for (const v1::PublicationCondition& condition : conditions) {
    facts.push_back(absl::StrCat(condition.is() ? "" : "not: ",
                                 Plain(v1::PublicationFact_Name(condition.fact()), kFact)));
  }
  return absl::StrJoin(facts, ", and ");
}

std::string MissingTable(const Policy& policy) {
  std::string out =
      "\n## What must be so before members see a bulletin\n\nWhat is not known is missing too.\n\n"
      "| rule | of | when | needs | else missing | because |\n|---|---|---|---|---|---|\n";
  for (const v1::PublicationRule& rule : policy.bundle().publication()) {
    absl::StrAppend(&out, "| ", rule.id(), " | ", Kinds(rule.kinds()), " | ",
                    rule.when().empty() ? "always" : Facts(rule.when()), " | ", Facts(rule.needs()),
                    " | ", Plain(v1::PublicationItem_Name(rule.item()), kItem), " | ");
    absl::StrAppend(&out, rule.because(), " |\n");
  }
  return out;
}

std::string GalleryTable(const Policy& policy) {
  std::string out =
      "\n## Galleries\n\n| gallery | name | of | live | under 18 | because "
      "|\n|---|---|---|---|---|---|\n";
  for (const v1::Gallery& gallery : Galleries(policy)) {
    absl::StrAppend(
        &out, "| ", gallery.id(), " | ", gallery.name(), " | ",
        Plain(v1::BulletinKind_Name(gallery.kind()), kKind), " | ", Plain(gallery.live()), " | ",
        gallery.has_live_under_18() ? Plain(gallery.live_under_18()) : "not shown", " | ");
    absl::StrAppend(&out, gallery.because(), " |\n");
  }
  return out;
}

std::string LimitTable(const v1::Bundle& bundle) {
  std::string out =
      "\n## The widest audience\n\nA role that is not here proposes nothing.\n\n"
      "| limit | who proposes | of | at most to | where | because |\n|---|---|---|---|---|---|\n";
  for (const v1::AudienceLimit& limit : bundle.audience_limits()) {
    absl::StrAppend(&out, "| ", limit.id(), " | ", Plain(limit.proposer()), " | ",
                    Kinds(limit.kinds()), " | ", Roles(limit.roles()), " | ",
                    limit.everywhere() ? "everywhere" : "their own areas", " | ");
    absl::StrAppend(&out, limit.because(), " |\n");
  }
  return out;
}

std::string ChallengeTable(const v1::Bundle& bundle) {
  std::string out =
      "\n## Challenges\n\n| rule | grounds | answered within | frozen while it is open | because "
      "|\n|---|---|---|---|---|\n";
  for (const v1::ChallengeRule& rule : bundle.challenges()) {
    std::vector<std::string> grounds;
    for (int ground : rule.grounds()) {
      grounds.push_back(
          Plain(v1::ChallengeGround_Name(static_cast<v1::ChallengeGround>(ground)), kGround));
    }
    std::vector<std::string> freezes;
    if (rule.freezes_when_confirmed()) freezes.push_back("once it is known who asks");
    if (rule.freezes_on_risk()) freezes.push_back("at once on a risk of mistaken identity");
    absl::StrAppend(&out, "| ", rule.id(), " | ", absl::StrJoin(grounds, ", "), " | ",
                    Plain(rule.answer_within()), " | ",
                    freezes.empty() ? "no" : absl::StrJoin(freezes, ", or "), " | ", rule.because(),
                    " |\n");
  }
  return out;
}

}  // namespace

std::string PublicationTables(const Policy& policy) {
  const v1::Bundle& bundle = policy.bundle();
  std::string out;
  if (!bundle.publication().empty()) out += MissingTable(policy);
  if (!bundle.galleries().empty()) out += GalleryTable(policy);
  if (!bundle.audience_limits().empty()) out += LimitTable(bundle);
  if (!bundle.challenges().empty()) out += ChallengeTable(bundle);
  if (bundle.has_young_account()) {
    absl::StrAppend(&out, "\nWhoever was invited by the proposer within ",
                    Plain(bundle.young_account()), " is no second person.\n");
  }
  if (bundle.has_notice_within()) {
    absl::StrAppend(&out, "\nNotice is due within ", Plain(bundle.notice_within()),
                    " of somebody first being held.\n");
  }
  return out;
}

}  // namespace smarthub::policy
