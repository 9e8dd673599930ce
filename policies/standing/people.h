// What is known now of everybody in a bulletin. Of several people the worst counts; a damaged
// record is a child's who was told nothing and objects, until somebody looks: what cannot be read
// lets nobody stay up.
//
// What holds for somebody who is linked with others (frozen, restricted, young, told, challenged)
// services/subject keeps in each SUBJECT of the set, so each speaks for all of them. A plain value.
#ifndef POLICIES_STANDING_PEOPLE_H_
#define POLICIES_STANDING_PEOPLE_H_

#include "absl/time/time.h"
#include "policies/engine/publication.h"
#include "policies/standing/anybody.h"
#include "policies/standing/bulletin.h"
#include "smarthub/incident/v1/people.pb.h"
#include "smarthub/subject/v1/stored.pb.h"

namespace smarthub::standing {

// Under 18 by their looks.
bool Young(incident::v1::AgeBand said);

class People {
 public:
  // Somebody, by their SUBJECT.
  void Add(const store::Content& subject, absl::Time now);
  void Add(const store::v1::RecordFacts& facts, const subject::v1::StoredSubject& body,
           absl::Time now);
  // Somebody whose record is gone, or not the reader's to see.
  void AddNobody();
  // What the bulletin's own words say of the age of `person`. Not stated, or not to be read, it is
  // not known.
  void AddLooks(const bulletin::v1::StoredPerson& person, const store::Content& bulletin);
  // What a report says of it: only what it says counts.
  void AddReported(incident::v1::AgeBand said);
  // There are more reports than were looked at.
  void AddUnreadReports();
  // The picture of somebody, who may have none. Null: the record is gone.
  void AddPicture(const bulletin::v1::StoredPerson& shown, const store::Content* photo);

  // Everybody was there to be asked.
  bool whole() const { return whole_; }
  // Known of anybody.
  bool under_18() const { return under_18_.holds(); }
  bool under_10() const { return under_10_.holds(); }
  bool frozen() const { return frozen_.holds(); }
  bool restricted() const { return restricted_.holds(); }

  // Sets what is known. Of nobody every fact is as it would be where all is well: whoever did not
  // add looks or pictures asks for no item that rests on them (there.h).
  void Set(policy::PublicationFacts& facts) const;

 private:
  bool whole_ = true;
  Everybody age_stated_;
  Anybody under_18_;
  Anybody under_10_;
  Everybody told_;
  Everybody owner_agreed_;
  Anybody restricted_;
  Anybody frozen_;
  Anybody challenged_;
};

}  // namespace smarthub::standing

#endif  // POLICIES_STANDING_PEOPLE_H_
