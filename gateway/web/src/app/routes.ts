// Every address of the app and whose it is. pages.tsx must have a page for each (the type check says
// so), and tests/e2e must have looked at each, with axe: both read this table. `:id` is any one part.
export type RoleName = "REPORTER" | "SITE_MANAGER" | "COORDINATOR" | "BOARD_MEMBER" | "POLICE" | "COUNCIL" | "DPO";

const SHOP: RoleName[] = ["REPORTER", "SITE_MANAGER"];
const AGENCY: RoleName[] = ["POLICE", "COUNCIL"];
const COORDINATOR: RoleName[] = ["COORDINATOR"];
const DPO: RoleName[] = ["DPO"];
const BULLETINS: RoleName[] = [...SHOP, ...COORDINATOR, ...AGENCY, ...DPO];
const EVERYBODY: RoleName[] = [...SHOP, ...COORDINATOR, "BOARD_MEMBER", ...AGENCY, ...DPO];

export const ROUTES = {
  "/report": SHOP,
  "/reports": SHOP,
  "/reports/:id": [...SHOP, ...COORDINATOR, ...AGENCY, ...DPO],
  "/queue": [...COORDINATOR, ...AGENCY],
  "/requests": [...COORDINATOR, ...AGENCY],
  "/bulletins": BULLETINS,
  "/bulletins/new": [...COORDINATOR, "SITE_MANAGER"],
  "/bulletins/:id": BULLETINS,
  "/bulletins/amend/:id": COORDINATOR,
  "/subjects/:id": [...COORDINATOR, ...AGENCY, ...DPO],
  "/search": [...COORDINATOR, ...AGENCY],
  "/challenges": [...COORDINATOR, ...DPO],
  "/notices": [...COORDINATOR, ...DPO],
  "/notices/record": COORDINATOR,
  "/notices/exempt": COORDINATOR,
  "/notices/letter/:id": COORDINATOR,
  "/public-page": COORDINATOR,
  "/people": COORDINATOR,
  "/people/invite": COORDINATOR,
  "/people/:id": COORDINATOR,
  "/places": COORDINATOR,
  "/organisations": COORDINATOR,
  "/certificates": COORDINATOR,
  "/audit": DPO,
  "/audit/who": DPO,
  "/audit/log": DPO,
  "/audit/entry/:id": DPO,
  "/figures": EVERYBODY,
  "/account": EVERYBODY,
} satisfies Record<string, RoleName[]>;

export type Pattern = keyof typeof ROUTES;
const PATTERNS = Object.keys(ROUTES) as Pattern[];

// The pattern that the parts of an address fit; a fixed word goes before `:id`. `id`: what stood there.
export function matchRoute(parts: string[]): { pattern: Pattern; id: string } | undefined {
  const fitting = PATTERNS.filter((pattern) => {
    const words = pattern.split("/").slice(1);
    return words.length === parts.length && words.every((word, index) => word === ":id" || word === parts[index]);
  });
  const pattern = fitting.find((one) => !one.includes(":id")) ?? fitting[0];
  return pattern && { pattern, id: pattern.includes(":id") ? parts[parts.length - 1] : "" };
}
