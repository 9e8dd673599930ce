// What the tests say, and how they end.
export class Failed extends Error {}

export function check(condition: unknown, text: string): asserts condition {
  if (!condition) throw new Failed(text);
}

export function equal<T>(found: T, wanted: T, text: string): void {
  if (found !== wanted) throw new Failed(`${text}: found ${String(found)}, wanted ${String(wanted)}`);
}

export interface Suite {
  name: string;
  run: () => Promise<unknown>;
}

// Who can say more about a failure (the open pages) adds themselves here.
export const witnesses: (() => Promise<string>)[] = [];

async function explain(): Promise<string[]> {
  return Promise.all(witnesses.map((one) => one().catch(() => "a page is gone")));
}

// All suites, each told with its time; false where one failed.
export async function runAll(suites: Suite[]): Promise<boolean> {
  let good = true;
  for (const suite of suites) {
    const start = Date.now();
    try {
      await suite.run();
      console.log(`ok    ${suite.name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
    } catch (error) {
      good = false;
      console.error(`FAIL  ${suite.name}\n${error instanceof Failed ? `      ${error.message}` : (error as Error).stack}`);
      for (const line of await explain()) console.error(`      ${line}`);
    }
  }
  return good;
}
