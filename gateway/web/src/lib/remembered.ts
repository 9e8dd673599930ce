// What a phone remembers between reports, per scheme: site, goods with their usual value, names of
// staff. Never anything about the people reported.
import { recall, remember } from "../app/hub";

export interface UsualGoods {
  what: string;
  // As typed, in pounds.
  value: string;
}

interface Kept {
  siteId: string;
  goods: (UsualGoods & { times: number })[];
  staff: string[];
}

// A start for a shop that has reported nothing yet; the person corrects the value on the page.
const TYPICAL: UsualGoods[] = [
  { what: "Alcohol", value: "20" }, { what: "Meat", value: "25" }, { what: "Cheese", value: "15" },
  { what: "Sweets", value: "10" }, { what: "Coffee", value: "16" }, { what: "Cosmetics", value: "30" },
  { what: "Laundry", value: "18" }, { what: "Baby milk", value: "14" }, { what: "Clothing", value: "35" },
  { what: "Electrical", value: "60" },
];

const key = (scheme: string) => `smarthub.usual.${scheme}`;

function read(scheme: string): Kept {
  try {
    const found = JSON.parse(recall(window.localStorage, key(scheme)) ?? "null") as Partial<Kept> | null;
    return { siteId: found?.siteId ?? "", goods: found?.goods ?? [], staff: found?.staff ?? [] };
  } catch {
    return { siteId: "", goods: [], staff: [] };
  }
}

export const usualSite = (scheme: string) => read(scheme).siteId;
export const usualStaff = (scheme: string) => read(scheme).staff;

// At most `count` chips: what this phone reports most often first, then the typical ones.
export function usualGoods(scheme: string, count = 8): UsualGoods[] {
  const own = [...read(scheme).goods].sort((a, b) => b.times - a.times).slice(0, 5);
  const rest = TYPICAL.filter((one) => !own.some((mine) => mine.what.toLowerCase() === one.what.toLowerCase()));
  return [...own, ...rest].slice(0, count).map(({ what, value }) => ({ what, value }));
}

export function rememberUsual(scheme: string, siteId: string, goods: UsualGoods[], staff: string[]): void {
  const kept = read(scheme);
  for (const one of goods) {
    const known = kept.goods.find((mine) => mine.what.toLowerCase() === one.what.toLowerCase());
    if (known) Object.assign(known, { value: one.value || known.value, times: known.times + 1 });
    else kept.goods.push({ ...one, times: 1 });
  }
  kept.goods = kept.goods.sort((a, b) => b.times - a.times).slice(0, 30);
  kept.staff = [...staff, ...kept.staff.filter((name) => !staff.includes(name))].slice(0, 8);
  kept.siteId = siteId;
  remember(window.localStorage, key(scheme), JSON.stringify(kept));
}
