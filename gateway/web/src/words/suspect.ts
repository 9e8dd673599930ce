// Descriptions of people in plain English. On screen a person is "named by members" until proven.
import { AgeBand, Build, Height, ProofStanding, Source } from "@gen/incident/v1/people_pb";

export const AGES: [AgeBand, string][] = [
  [AgeBand.AGE_BAND_UNDER_10, "Under 10"],
  [AgeBand.AGE_BAND_10_TO_17, "10 to 17"],
  [AgeBand.AGE_BAND_18_TO_29, "18 to 29"],
  [AgeBand.AGE_BAND_30_TO_49, "30 to 49"],
  [AgeBand.AGE_BAND_50_OR_OVER, "50 or over"],
];
// In a line of looks: a bare "18 to 29" says nothing.
const AGED: [AgeBand, string][] = [
  [AgeBand.AGE_BAND_UNDER_10, "Aged under 10"],
  [AgeBand.AGE_BAND_10_TO_17, "Aged about 10 to 17"],
  [AgeBand.AGE_BAND_18_TO_29, "Aged about 18 to 29"],
  [AgeBand.AGE_BAND_30_TO_49, "Aged about 30 to 49"],
  [AgeBand.AGE_BAND_50_OR_OVER, "Aged 50 or over"],
];
export const HEIGHTS: [Height, string][] = [
  [Height.SHORT, "Short"],
  [Height.MEDIUM, "Medium height"],
  [Height.TALL, "Tall"],
];
export const BUILDS: [Build, string][] = [
  [Build.SLIM, "Slim"],
  [Build.MEDIUM, "Medium build"],
  [Build.HEAVY, "Heavy"],
];
export const SOURCES: [Source, string][] = [
  [Source.SAW_IT, "I saw it"],
  [Source.CCTV_CHECKED, "CCTV checked"],
  [Source.TOLD_BY, "Somebody told me"],
];

const wordIn = <T>(table: [T, string][], value: T) => table.find(([key]) => key === value)?.[1] ?? "";
export const ageWord = (age: AgeBand) => wordIn(AGES, age);
export const heightWord = (height: Height) => wordIn(HEIGHTS, height);
export const buildWord = (build: Build) => wordIn(BUILDS, build);

// "Aged about 18 to 29, medium height, slim, short dark hair": one line of looks.
export function looksWords(who: { aboutHowOld: AgeBand; height: Height; build: Build; hair?: string; clothing?: string; marks?: string }): string {
  const bands = [wordIn(AGED, who.aboutHowOld), heightWord(who.height).toLowerCase(), buildWord(who.build).toLowerCase()];
  const words = [...bands, who.hair, who.clothing, who.marks].filter(Boolean).join(", ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function sourceWord(source: Source): string {
  if (source === Source.SAW_IT) return "seen by the person who reported it";
  if (source === Source.CCTV_CHECKED) return "CCTV checked";
  return source === Source.TOLD_BY ? "told by somebody else" : "not said";
}

// How far it is proven. Nobody named somebody whose name nobody knows: they are suspected.
export function standingWord(standing: ProofStanding, named: boolean): string {
  switch (standing) {
    case ProofStanding.CHARGED: return "Charged";
    case ProofStanding.CONVICTED: return "Convicted";
    case ProofStanding.EXCLUDED: return "Excluded by the scheme";
    default: return named ? "Named by members, not proven" : "Suspected, not proven";
  }
}
