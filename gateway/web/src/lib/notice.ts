// The line under the name of the service. A signed-in person has their scheme's; before that the hub
// says it in /about.json, which holds nothing about anybody.

// The hub's notice; empty where it has none, does not say, or cannot be reached. Nothing else is made
// up: a real town is no demonstration, and a demonstration says that it is one.
export async function askNotice(): Promise<string> {
  try {
    const answer = await fetch("/about.json", { cache: "no-cache", credentials: "omit" });
    const about: unknown = answer.ok ? await answer.json() : undefined;
    const notice = (about as { notice?: unknown } | undefined)?.notice;
    return typeof notice === "string" ? notice : "";
  } catch {
    return "";
  }
}

export const isDemonstration = (notice: string | undefined) => /^demonstration\b/i.test(notice ?? "");
