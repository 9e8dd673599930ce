// RFC 6962 proofs, checked here in the page: the DPO need not take the server's word for its log.
// Verification follows RFC 9162 sections 2.1.3.2 and 2.1.4.2. Hashes are 32 bytes of SHA-256.

async function sha256(...parts: Uint8Array[]): Promise<Uint8Array> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
}

export const leafHash = (entry: Uint8Array) => sha256(Uint8Array.of(0), entry);
export const nodeHash = (left: Uint8Array, right: Uint8Array) => sha256(Uint8Array.of(1), left, right);
export const emptyRoot = () => sha256();

export const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, index) => byte === b[index]);

// True when `leaf` is at `index` of the tree of `size` leaves with that root.
export async function includes(
  leaf: Uint8Array, index: bigint, size: bigint, proof: Uint8Array[], root: Uint8Array,
): Promise<boolean> {
  if (index < 0n || index >= size || proof.some((hash) => hash.length !== 32)) return false;
  let node = index;
  let last = size - 1n;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0n) return false;
    if (node % 2n === 1n || node === last) {
      hash = await nodeHash(sibling, hash);
      while (node % 2n === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = await nodeHash(hash, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(hash, root);
}

// True when the tree of `second` leaves only adds to the tree of `first` leaves.
export async function consistent(
  first: bigint, firstRoot: Uint8Array, second: bigint, secondRoot: Uint8Array, proof: Uint8Array[],
): Promise<boolean> {
  if (first > second || proof.some((hash) => hash.length !== 32)) return false;
  if (first === second) return proof.length === 0 && same(firstRoot, secondRoot);
  if (first === 0n) return proof.length === 0 && same(firstRoot, await emptyRoot());
  const path = [...proof];
  if ((first & (first - 1n)) === 0n) path.unshift(firstRoot);
  if (path.length === 0) return false;
  let node = first - 1n;
  let last = second - 1n;
  while (node % 2n === 1n) {
    node >>= 1n;
    last >>= 1n;
  }
  let older = path[0];
  let newer = path[0];
  for (const hash of path.slice(1)) {
    if (last === 0n) return false;
    if (node % 2n === 1n || node === last) {
      older = await nodeHash(hash, older);
      newer = await nodeHash(hash, newer);
      while (node % 2n === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      newer = await nodeHash(newer, hash);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(older, firstRoot) && same(newer, secondRoot);
}
