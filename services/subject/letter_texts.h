// The words of a notice letter (UK GDPR Art 14, DPA 2018) and of the public page (Arts 13, 14), in
// one place, so that whoever answers for them reads them at once. `$1` and so on are filled in by
// letter_sections.cc and notice_sections.cc. Sources: UK GDPR Arts 6(1)(c), 13, 14 and Annex 1 para
// 5, DPA 2018 Sch 1 paras 10 and 36, s 164A.
#ifndef SERVICES_SUBJECT_LETTER_TEXTS_H_
#define SERVICES_SUBJECT_LETTER_TEXTS_H_

namespace smarthub::subject::letter {

inline constexpr char kWhy[] = "Why we are writing to you";
inline constexpr char kWhyScheme[] =
    "$0 is a scheme in which businesses, the police and the council work together against crime "
    "and anti-social behaviour. We hold information about you. This letter says what it is, why we "
    "hold it, and what you can do about it.";
inline constexpr char kWhyNoFinding[] =
    "What we hold is what members of the scheme reported. It is not a finding that you did "
    "anything "
    "wrong.";

inline constexpr char kWho[] = "Who is responsible";
inline constexpr char kWhoController[] =
    "The organisation that is responsible for your information (the controller) is: $0";
inline constexpr char kWhoContact[] = "You can reach us here: $0";
inline constexpr char kWhoDpo[] = "You can reach our data protection officer here: $0";

inline constexpr char kWhat[] = "What we hold about you";
inline constexpr char kMayHold[] = "What may be held about you";
inline constexpr char kWhatReports[] = "You are described in these reports:";
inline constexpr char kWhatReport[] = "$0, $1";
inline constexpr char kWhatNoReport[] =
    "We no longer hold a report that describes you and that we may tell you about. That reports "
    "were linked to you, we still hold.";
inline constexpr char kWhatData[] =
    "A report may hold the name that members know you by, about how old you look, your build, "
    "hair, "
    "clothing and other marks, what happened, and a picture from a camera.";
inline constexpr char kWhatMore[] =
    "It may also hold the number plate and the looks of a vehicle, and where and when somebody "
    "thought that they saw you again. Reports that seem to be about one person may be linked to "
    "each other by a named person, who says why.";
inline constexpr char kWhatNotAsked[] =
    "We do not ask for your ethnic origin, religion, health or sexual life, and we do not use face "
    "recognition.";

inline constexpr char kFrom[] = "Where it comes from";
inline constexpr char kFromMember[] =
    "It comes from a business that is a member of the scheme; what became of a report, from the "
    "police or the council. We do not name the business or the "
    "people who work there, to keep them safe.";

inline constexpr char kLaw[] = "Why the law lets us hold it";
inline constexpr char kLawBasis[] =
    "We need it to prevent, detect and investigate crime. Our lawful basis is a recognised "
    "legitimate interest: UK GDPR Article 6(1)(ea) and Annex 1, paragraph 5. Where what was "
    "reported "
    "is anti-social behaviour but not a crime, it is our legitimate interest in safe shops and "
    "streets: Article 6(1)(f).";
inline constexpr char kLawOffence[] =
    "Information that somebody may have committed an offence is protected further. We rely on the "
    "Data Protection Act 2018, Schedule 1, paragraphs 10 and 36 (preventing or detecting unlawful "
    "acts).";
inline constexpr char kLawPeople[] =
    "People make the decisions about you. No computer makes them: it compares names, number plates "
    "and descriptions to propose what a person then looks at.";

inline constexpr char kSees[] = "Who sees it";
inline constexpr char kSeesFew[] =
    "The business that reported it sees its own report. The scheme's coordinator sees it, and the "
    "data protection officer, to check that we keep to the law. The police and the council see "
    "what was passed to them, and what they asked for with a reason that we accepted. What members "
    "answer to a bulletin goes to the coordinator and, where the bulletin is for them, the police.";
// $0: by the policy.
inline constexpr char kSeesMay[] =
    "We may show you to members of the scheme in a bulletin, now or later, as long as we hold a "
    "report about you. A second person checks it before it goes up. It may be for $0.";
inline constexpr char kSeesPicture[] =
    "A picture is seen by those who may see the report or the bulletin that it belongs to. The "
    "camera's own file is for the scheme's coordinator and for the police or the council, where "
    "the "
    "report was passed to them.";
inline constexpr char kSeesBulletins[] =
    "Other members of the scheme see you in bulletins, each for a limited time. $0 shown you, "
    "meant for $1.";
inline constexpr char kSeesTerms[] =
    "Everybody who can see it has signed in as a named person and accepted terms, and every look "
    "at "
    "it is recorded. It is not made public.";

// Art 4(9): a processor is a recipient.
inline constexpr char kSeesProcessor[] =
    "The company that runs this service for us stores it, on our instructions alone.";

inline constexpr char kLong[] = "How long we keep it";
inline constexpr char kLongOne[] = "$0: $1";
// As the policy says of RETENTION_CLASS_PHOTO.
inline constexpr char kLongPicture[] =
    "A picture of a report that is still open or was passed on, or of a bulletin that is live, is "
    "kept as long as that report or bulletin instead.";

inline constexpr char kRights[] = "Your rights";
inline constexpr char kRightsAccess[] = "You can ask for a copy of what we hold about you.";
inline constexpr char kRightsCorrect[] = "You can ask us to correct what is wrong or incomplete.";
inline constexpr char kRightsErase[] = "You can ask us to erase it.";
inline constexpr char kRightsRestrict[] =
    "You can ask us to stop using it, other than storing it, while something is checked.";
inline constexpr char kRightsAppeal[] = "You can appeal against a decision that we made about you.";
inline constexpr char kRightsLimits[] =
    "The law has exceptions to these rights. If we rely on one, we tell you unless that would "
    "itself harm the purpose. It costs you nothing.";

inline constexpr char kObject[] = "Your right to object";
inline constexpr char kObjectRight[] =
    "You have the right to object at any time to our using information about you. If you do, we "
    "stop, unless we show you compelling grounds that outweigh yours, or need it for a legal "
    "claim.";
inline constexpr char kObjectHow[] =
    "You object in the same way as you challenge anything else, or by writing to us. Once "
    "we "
    "know that it is you, members no longer see you in a bulletin until we have answered, unless "
    "that would harm the prevention or detection of crime in your case. If so, we record why, and "
    "our "
    "data protection officer can check it.";

inline constexpr char kChallenge[] = "If you think that we are wrong";
inline constexpr char kChallengeHow[] =
    "Tell us on the scheme's public page, without signing in: choose \"Ask, challenge or "
    "complain\". You get a reference that shows you how far we are. You can also write to us at "
    "the "
    "address above.";
// UK GDPR Art 12(3): the extension, and that it is told within the first month.
inline constexpr char kChallengeWhen[] =
    "We answer within $0. If what you ask is complex the law lets us take two months more; we then "
    "tell you why within the first.";
inline constexpr char kChallengeFreeze[] =
    "If we may have the wrong person, or once we know that it is you who says that what we hold is "
    "wrong, nobody but those who check it sees you in a bulletin until that is settled, unless "
    "that would "
    "harm the prevention or detection of crime in your case. If so, we record why, and our data "
    "protection officer can check it.";

inline constexpr char kComplain[] = "If you want to complain";
inline constexpr char kComplainUs[] =
    "Complain to us first, so that we can put it right: $0. We tell you within 30 days that we "
    "have "
    "your complaint, and we answer without undue delay.";
inline constexpr char kComplainIco[] =
    "You can complain to the Information Commissioner's Office at any time: Wycliffe House, Water "
    "Lane, Wilmslow, Cheshire SK9 5AF; telephone 0303 123 1113; ico.org.uk/make-a-complaint. You "
    "can "
    "also go to court.";

// Of whoever asks, challenges or complains (UK GDPR Art 13).
inline constexpr char kAsk[] = "What happens to what you write to us";
inline constexpr char kAskReads[] =
    "The scheme's coordinator and its data protection officer read it, to find out whether you are "
    "right and to answer you. Member businesses, the police and the council do not see it here.";
// $0: by the policy.
inline constexpr char kAskLong[] =
    "How long we keep it, with your name and how to reach you: $0 Until it is answered, that "
    "counts from the month in which it came.";
inline constexpr char kAskLaw[] =
    "The law makes us answer you: our lawful basis is a legal obligation, UK GDPR Article 6(1)(c). "
    "Where you appeal against a decision of our own, it is our legitimate interest in deciding "
    "fairly: Article 6(1)(f), to which you can object. You can ask for a copy of what you wrote, "
    "and for it to be corrected or restricted, and you can complain about how we deal with it.";
inline constexpr char kAskNeed[] =
    "No law makes you write to us. If you do, we need a name and a way to reach you, or we cannot "
    "answer.";

// What is held beside what has a rule of its own.
inline constexpr char kHeldChallenges[] =
    "Questions, challenges and complaints, with who sent them";
inline constexpr char kHeldLinks[] =
    "Notices that were given, and that reports seem to be about one person";
inline constexpr char kHeldAnswers[] =
    "Answers of members to a bulletin: who somebody is, where they were seen again";
inline constexpr char kAsItsReport[] = "As long as the report that it belongs to.";
inline constexpr char kAsItsBulletin[] = "As long as the bulletin that it answers.";
inline constexpr char kFromAnswer[] = "after the end of the month in which it was answered";

}  // namespace smarthub::subject::letter

#endif  // SERVICES_SUBJECT_LETTER_TEXTS_H_
