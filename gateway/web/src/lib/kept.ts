// Reports that could not be sent: kept on this phone until they are, under the id they were made
// with. They hold data about people, so they are sealed with a key that script can use but nobody
// can read out (a non-extractable WebCrypto key), and deleted the moment the hub has them.
const NAME = "smarthub";
const KEYS = "keys";
const REPORTS = "reports";

export interface KeptReport {
  id: string;
  // Whose it is: only that account sees and sends it.
  owner: string;
  keptAt: Date;
  // ReportIncidentRequest, as bytes: a retry sends exactly what was tried first.
  request: Uint8Array;
}

interface Sealed {
  id: string;
  owner: string;
  keptAt: number;
  nonce: Uint8Array;
  sealed: ArrayBuffer;
}

const asked = <T>(request: IDBRequest<T>) => new Promise<T>((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error ?? new Error("storage refused"));
});

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(KEYS);
    request.result.createObjectStore(REPORTS, { keyPath: "id" });
  };
  return asked(request);
}

const store = (database: IDBDatabase, name: string, mode: IDBTransactionMode) =>
  database.transaction(name, mode).objectStore(name);

async function sealingKey(database: IDBDatabase): Promise<CryptoKey> {
  const found = await asked(store(database, KEYS, "readonly").get("seal")) as CryptoKey | undefined;
  if (found) return found;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await asked(store(database, KEYS, "readwrite").put(made, "seal"));
  return made;
}

export async function keep(report: KeptReport): Promise<void> {
  const database = await open();
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const name = new TextEncoder().encode(`${report.owner}/${report.id}`);
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: nonce, additionalData: name }, await sealingKey(database), report.request);
  const entry: Sealed = { id: report.id, owner: report.owner, keptAt: report.keptAt.getTime(), nonce, sealed };
  await asked(store(database, REPORTS, "readwrite").put(entry));
  database.close();
}

const isDraft = (one: { id: string }) => one.id.startsWith("draft/");

// Reports to be sent; a draft (kept_draft.ts) is none yet.
export const keptOf = async (owner: string) => (await allOf(owner)).filter((one) => !isDraft(one));
export const keptDrafts = async (owner: string) => (await allOf(owner)).filter(isDraft);

async function allOf(owner: string): Promise<KeptReport[]> {
  if (typeof indexedDB === "undefined") return [];
  const database = await open();
  const key = await sealingKey(database);
  const all = await asked(store(database, REPORTS, "readonly").getAll()) as Sealed[];
  const mine = all.filter((one) => one.owner === owner).map(async (one) => ({
    id: one.id, owner, keptAt: new Date(one.keptAt),
    request: new Uint8Array(await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: one.nonce, additionalData: new TextEncoder().encode(`${owner}/${one.id}`) }, key, one.sealed)),
  }));
  const found = await Promise.all(mine);
  database.close();
  return found.sort((a, b) => a.keptAt.getTime() - b.keptAt.getTime());
}

export async function drop(id: string): Promise<void> {
  if (typeof indexedDB === "undefined") return;
  const database = await open();
  await asked(store(database, REPORTS, "readwrite").delete(id));
  database.close();
}
