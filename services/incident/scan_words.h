// The words of special categories, as data: whole words or phrases, lower case. They are here to be
// argued about in review, one line each; the scanner only looks them up.
#ifndef SERVICES_INCIDENT_SCAN_WORDS_H_
#define SERVICES_INCIDENT_SCAN_WORDS_H_

#include <string_view>

namespace smarthub::incident {

// UK GDPR Art 9(1), in its order. A word that is mostly something else in a shop ("black jacket",
// "polish", "drugs") is listed only in the phrase that makes it special.
inline constexpr std::string_view kSpecialCategoryWords[] = {
    // Racial or ethnic origin.
    "black male", "black man", "black woman", "black female", "black lad", "black girl",
    "black boy", "black person", "white male", "white man", "white woman", "white female",
    "white lad", "white girl", "white boy", "white person", "asian", "african", "afro caribbean",
    "caribbean male", "caribbean man", "mixed race", "ethnic", "ethnicity", "gypsy", "gypsies",
    "gipsy", "irish traveller", "traveller", "travellers", "roma", "romanian", "romanians",
    "polish man", "polish woman", "polish male", "polish female", "eastern european", "arab",
    "chinese man", "chinese woman", "indian man", "indian woman", "pakistani", "bangladeshi",
    "immigrant", "immigrants", "asylum seeker", "asylum seekers", "ic1", "ic2", "ic3", "ic4",
    "ic5", "ic6",
    // Political opinions, trade union membership.
    "trade union", "union member", "communist", "fascist",
    // Religious or philosophical beliefs.
    "muslim", "muslims", "islamic", "christian man", "christian woman", "jewish", "jew", "jews",
    "hindu", "sikh", "buddhist", "catholic", "protestant", "hijab", "niqab", "burka", "burqa",
    "kippah", "turban",
    // Health.
    "hiv", "aids", "hepatitis", "autism", "autistic", "adhd", "bipolar", "schizophrenia",
    "schizophrenic", "psychosis", "psychotic", "depression", "dementia", "diabetic", "epilepsy",
    "epileptic", "cancer", "pregnant", "pregnancy", "disabled", "disability", "wheelchair",
    "mental health", "mentally ill", "sectioned", "learning difficulties", "addict", "addicts",
    "addicted", "drug user", "drug users", "heroin user", "alcoholic", "alcoholics", "methadone",
    "rehab", "suicidal", "self harm",
    // Sex life or sexual orientation.
    "gay", "lesbian", "homosexual", "bisexual", "transgender", "transsexual", "trans man",
    "trans woman", "sex worker", "prostitute",
};

// Names that are also plain English: one of these is taken for a name only with a capital inside a
// sentence.
inline constexpr std::string_view kPlainWords[] = {
    "all",   "art",   "baker", "best",  "bill",  "black", "brown", "bush",  "butcher", "cash",
    "chase", "cook",  "cross", "day",   "dean",  "drew",  "field", "fox",   "frank",   "gale",
    "grace", "grant", "gray",  "green", "guy",   "hall",  "hope",  "hill",  "house",   "jack",
    "joy",   "king",  "lane",  "law",   "long",  "major", "mark",  "marsh", "may",     "miles",
    "mason", "nick",  "north", "page",  "park",  "pat",   "post",  "price", "rich",    "rob",
    "rose",  "short", "small", "stone", "street","sue",   "taylor","the",   "van",     "walker",
    "ward",  "way",   "west",  "white", "will",  "wood",  "woods", "young",
};

}  // namespace smarthub::incident

#endif  // SERVICES_INCIDENT_SCAN_WORDS_H_
