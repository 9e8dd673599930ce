// A call that a page could make, made in it: with its session, as JSON. For what a test needs to be so
// before it looks at a page.
import { check } from "./check";
import type { Person } from "./person";

export type Json = { [name: string]: unknown };

// `method`: "bulletin.v1.BulletinService/PublishBulletin".
export async function rpc<T extends Json>(person: Person, purpose: string, method: string, request: Json): Promise<T> {
  const answer = await person.page.evaluate(async ([path, body, why]) => {
    const response = await fetch(`/smarthub.${path}`, {
      method: "POST", body, headers: { "content-type": "application/json", "smarthub-scheme": "melton", "smarthub-purpose": why },
    });
    return { ok: response.ok, text: await response.text() };
  }, [method, JSON.stringify(request), `PURPOSE_${purpose}`] as const);
  check(answer.ok, `${method}: ${answer.text}`);
  return JSON.parse(answer.text) as T;
}

export const newId = () => ({ value: crypto.randomUUID() });
