#include "services/subject/subject.h"

#include <memory>
#include <utility>

#include "platform/rpc/room.h"
#include "services/subject/handlers.h"
#include "services/subject/search_index.h"

namespace smarthub::subject {

void RegisterSubject(rpc::MethodTable& table, store::Store* store, Clock* clock) {
  auto made = std::make_shared<Service>();
  made->store = store;
  made->clock = clock;
  made->index = std::make_shared<SearchIndex>(store, clock);
  rpc::Room<Service> room(table, "smarthub.subject.v1.SubjectService", std::move(made));
  room.Add("OpenSubject", &OpenSubject);
  room.Add("LinkAppearances", &LinkAppearances);
  room.Add("UnlinkAppearances", &UnlinkAppearances);
  room.Add("SettleSubject", &SettleSubject);
  room.Add("GetSubject", &GetSubject);
  room.Add("SearchSubjects", &SearchSubjects);
  room.Add("ListHints", &ListHints);
  room.Add("RecordNotice", &RecordNotice);
  room.Add("RecordExemption", &RecordExemption);
  room.Add("ListNotices", &ListNotices);
  room.Add("GetNoticeLetter", &GetNoticeLetter);
  room.Add("GetPublicPage", &GetPublicPage);
  room.Add("SetPublicPage", &SetPublicPage);
  room.Add("OpenChallenge", &OpenChallenge);
  room.Add("GetChallengeState", &GetChallengeState);
  room.Add("ListChallenges", &ListChallenges);
  room.Add("ReviewChallenge", &ReviewChallenge);
  room.Add("DecideChallenge", &DecideChallenge);
}

}  // namespace smarthub::subject
