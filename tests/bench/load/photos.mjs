// Photos through TLS and HTTP/2: how long from the first byte sent to a thumbnail that can be shown; a
// gallery of fifty; and pictures marked and served for each second of CPU, the image processes' included.
//
// usage: photos.mjs BASE DATA TOKENS HUB_PID PICTURE OUT [--photos=50] [--galleries=30] [--seconds=6]
// Leaves OUT/full.jpg and OUT/thumbnail.jpg, as one reader got them, for the peer to serve.
import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { connect } from "node:http2";

const [base, data, tokenFile, hub, picture, out, ...rest] = process.argv.slice(2);
const options = { photos: 50, galleries: 30, seconds: 6 };
for (const word of rest) {
  const [, name, value] = /^--(\w+)=(\d+)$/.exec(word) ?? [];
  if (!(name in options)) throw new Error(`unknown ${word}`);
  options[name] = Number(value);
}
const tokens = Object.fromEntries(readFileSync(tokenFile, "utf8").trim().split("\n").map((line) => {
  const [role, token, scheme] = line.split(" ");
  return [role, { authorization: `Bearer ${token}`, "smarthub-scheme": scheme }];
}));
const session = connect(base, { ca: readFileSync(`${data}/tls/authority.pem`) });

function call(path, message) {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ":method": "POST", ":path": `/smarthub.${path}`, "content-type": "application/json", ...tokens.reporter });
    let status = 0;
    const pieces = [];
    stream.on("response", (answer) => { status = answer[":status"]; });
    stream.on("data", (bytes) => pieces.push(bytes));
    stream.on("error", reject);
    stream.on("end", () => {
      const text = Buffer.concat(pieces).toString();
      if (status === 200) resolve(JSON.parse(text));
      else reject(new Error(`${path} ${status} ${text.slice(0, 200)}`));
    });
    stream.end(JSON.stringify(message));
  });
}

// CPU seconds of the hub and of all that it started.
function cpu() {
  const parents = new Map(), ticks = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
      parents.set(pid, fields[1]);
      // Its own, and of children that have ended: one process cleans one picture.
      ticks.set(pid, fields.slice(11, 15).reduce((sum, each) => sum + Number(each), 0));
    } catch { /* gone meanwhile */ }
  }
  const ours = (pid) => pid === hub || (parents.has(pid) && pid !== "1" && ours(parents.get(pid)));
  return [...ticks].filter(([pid]) => ours(pid)).reduce((sum, [, each]) => sum + each, 0) / 100;
}

const at = (times, share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
const told = (times) => { times.sort((a, b) => a - b); return `p50 ${at(times, 0.5)} ms, p99 ${at(times, 0.99)} ms`; };
const sha256 = (bytes) => createHash("sha256").update(bytes).digest();

const me = await call("identity.v1.IdentityService/WhoAmI", {});
const site = me.memberships[0].sites[0].siteId;
const moment = (seconds) => new Date(Math.floor(Date.now() / 1000 - seconds) * 1000).toISOString();
const original = readFileSync(picture);
const PIECE = 262144;

async function send() {
  const incidentId = { value: randomUUID() }, photoId = { value: randomUUID() };
  await call("incident.v1.IncidentService/ReportIncident", { incidentId, report: { siteId: site, type: "INCIDENT_TYPE_THEFT_FROM_SHOP", happenedFrom: moment(3600), happenedTo: moment(3000), suspects: [{ clothing: "dark coat" }] } });
  const begin = performance.now();
  await call("evidence.v1.EvidenceService/StartPhoto", { requestId: { value: randomUUID() }, photoId, incidentId, suspect: 0, sizeBytes: String(original.length), sha256: sha256(original).toString("base64") });
  for (let offset = 0; offset < original.length; offset += PIECE) {
    const piece = original.subarray(offset, offset + PIECE);
    await call("evidence.v1.EvidenceService/SendPhotoPiece", { photoId, offset: String(offset), piece: piece.toString("base64"), sha256: sha256(piece).toString("base64") });
  }
  await call("evidence.v1.EvidenceService/FinishPhoto", { requestId: { value: randomUUID() }, photoId });
  await get({ incidentId, photoId }, "THUMBNAIL");
  return { incidentId, photoId, took: performance.now() - begin };
}
async function get({ incidentId, photoId }, size) {
  const { photo } = await call("evidence.v1.EvidenceService/GetPhoto", { photoId, incidentId, size: `PHOTO_SIZE_${size}` });
  return Buffer.from(photo.picture, "base64");
}

await send();
const sent = [];
for (let i = 0; i < options.photos; i++) sent.push(await send());
console.log(`a photo of ${(original.length / 1024).toFixed(0)} KiB, from its first byte to its thumbnail, one after another: ${told(sent.map((each) => each.took))}`);

const galleries = [], each = [];
for (let i = 0; i < options.galleries; i++) {
  const begin = performance.now();
  await call("bulletin.v1.BulletinService/ListBulletins", { pageSize: 50 });
  await Promise.all(Array.from({ length: 50 }, async (_, n) => {
    await get(sent[n % sent.length], "THUMBNAIL");
    each.push(performance.now() - begin);
  }));
  galleries.push(performance.now() - begin);
}
console.log(`a gallery's list and 50 thumbnails at once, whole: ${told(galleries)}; until a thumbnail: ${told(each)}`);

mkdirSync(out, { recursive: true });
for (const size of ["FULL", "THUMBNAIL"]) {
  const bytes = await get(sent[0], size);
  writeFileSync(`${out}/${size.toLowerCase()}.jpg`, bytes);
  const before = cpu(), begin = performance.now();
  let count = 0;
  await Promise.all(Array.from({ length: 8 }, async (_, n) => {
    for (let i = n; performance.now() - begin < options.seconds * 1000; i++, count++) await get(sent[i % sent.length], size);
  }));
  const took = (performance.now() - begin) / 1000, used = cpu() - before;
  console.log(`${size.toLowerCase()} (${(bytes.length / 1024).toFixed(0)} KiB), 8 at once: ${(count / took).toFixed(0)}/s, ${(count / used).toFixed(0)} for a second of CPU (hub, Redis, image processes)`);
}
session.close();
