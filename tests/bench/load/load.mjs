// The load the product is for, through TLS and HTTP/2: reports and audited reads at a fixed rate, and
// open queue streams, each told what changes. A call's time runs from when it was due, not from when
// it was sent, so that a hub that stalls cannot hide it.
//
// usage: load.mjs BASE DATA TOKENS [--seconds=60] [--reports=13] [--reads=650] [--streams=1000] [--pid=HUB]
import { randomUUID } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { connect } from "node:http2";

const [base, data, tokenFile, ...rest] = process.argv.slice(2);
const options = { seconds: 60, reports: 13, reads: 650, streams: 1000, pid: 0 };
for (const word of rest) {
  const [, name, value] = /^--(\w+)=(\d+)$/.exec(word) ?? [];
  if (!(name in options)) throw new Error(`unknown ${word}`);
  options[name] = Number(value);
}
const tokens = Object.fromEntries(readFileSync(tokenFile, "utf8").trim().split("\n").map((line) => {
  const [role, token, scheme] = line.split(" ");
  return [role, { authorization: `Bearer ${token}`, "smarthub-scheme": scheme }];
}));
const ca = readFileSync(`${data}/tls/authority.pem`);
const open = () => connect(base, { ca });
const failures = new Map();
const fail = (what) => failures.set(what, (failures.get(what) ?? 0) + 1);

function call(session, who, path, message) {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ":method": "POST", ":path": `/smarthub.${path}`, "content-type": "application/json", ...tokens[who] });
    let status = 0, text = "";
    stream.on("response", (answer) => { status = answer[":status"]; });
    stream.on("data", (bytes) => { text += bytes; });
    stream.on("error", reject);
    stream.on("end", () => (status === 200 ? resolve(JSON.parse(text)) : reject(new Error(`${path} ${status} ${text.slice(0, 120)}`))));
    stream.end(JSON.stringify(message));
  });
}

let told = 0, standing = 0, ended = 0;
function watch(session, who) {
  const stream = session.request({ ":method": "POST", ":path": "/smarthub.incident.v1.IncidentService/WatchQueue", "content-type": "application/connect+json", "connect-protocol-version": "1", ...tokens[who] });
  let first = true, rest = Buffer.alloc(0);
  stream.on("data", (bytes) => {
    rest = rest.length ? Buffer.concat([rest, bytes]) : bytes;
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
      if (rest[0] & 2) fail(`stream ended: ${rest.subarray(5, 5 + rest.readUInt32BE(1))}`.slice(0, 140));
      else if (first) { first = false; standing++; }
      else told++;
      rest = rest.subarray(5 + rest.readUInt32BE(1));
    }
  });
  stream.on("error", (error) => fail(`stream: ${error.code}`));
  stream.on("close", () => { ended++; });
  const frame = Buffer.from("\0\0\0\0\x02{}");
  stream.end(frame);
}

function report(site) {
  const at = (seconds) => new Date(Math.floor(Date.now() / 1000 - seconds) * 1000).toISOString();
  return {
    incidentId: { value: randomUUID() },
    report: {
      siteId: { value: site }, type: "INCIDENT_TYPE_THEFT_FROM_SHOP", happenedFrom: at(3600), happenedTo: at(3000), place: "aisle four",
      goods: [{ what: "spirits", valuePence: "1600" }, { what: "razor blades", valuePence: "1600" }],
      whatHappened: "{p1} filled a bag and left by the side door without paying. " + "Staff saw it and wrote it down as it was. ".repeat(8),
      suspects: [{ name: "Name Surname", hair: "short", clothing: "grey jacket, white shoes" }],
    },
  };
}

// CPU seconds of a process and of the Redis it started.
function cpuOf(pid) {
  if (!pid) return 0;
  let ticks = 0;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  for (const each of [pid, ...children]) {
    const fields = readFileSync(`/proc/${each}/stat`, "utf8").split(") ")[1].split(" ");
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / 100;
}

const at = (times, share) => times[Math.min(times.length - 1, Math.floor(times.length * share))]?.toFixed(1) ?? "-";
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const watchers = [];
for (let i = 0; i < options.streams; i++) {
  if (i % 100 === 0) watchers.push(open());
  watch(watchers.at(-1), i % 2 ? "police" : "coordinator");
  if (i % 50 === 49) await pause(60);
}
const sessions = Array.from({ length: 8 }, open);
const me = await call(sessions[0], "reporter", "identity.v1.IdentityService/WhoAmI", {});
const site = me.memberships[0].sites[0].siteId.value;
const mine = await call(sessions[0], "reporter", "incident.v1.IncidentService/ListMyIncidents", { pageSize: 50 });
const ids = (mine.incidents ?? []).map((one) => one.incidentId.value);
if (!ids.length) throw new Error("the town has no reports");
for (let waited = 0; standing < options.streams && waited < 30_000; waited += 100) await pause(100);
console.log(`${standing} of ${options.streams} streams stand`);

const times = { report: [], read: [] };
let flying = 0, most = 0;
async function one(kind, due, turn) {
  flying++;
  most = Math.max(most, flying);
  const session = sessions[turn % sessions.length];
  try {
    if (kind === "report") await call(session, "reporter", "incident.v1.IncidentService/ReportIncident", report(site));
    else await call(session, "reporter", "incident.v1.IncidentService/GetIncident", { incidentId: { value: ids[turn % ids.length] } });
    times[kind].push(performance.now() - due);
  } catch (error) {
    fail(error.message);
  }
  flying--;
}

const cpuBefore = cpuOf(options.pid), ownBefore = process.cpuUsage();
const begin = performance.now();
const sent = { report: 0, read: 0 };
let late = 0;
while (performance.now() - begin < options.seconds * 1000) {
  const now = performance.now() - begin;
  for (const [kind, rate] of [["report", options.reports], ["read", options.reads]]) {
    while (rate > 0 && (sent[kind] * 1000) / rate <= now) {
      const due = begin + (sent[kind] * 1000) / rate;
      late = Math.max(late, performance.now() - due);
      void one(kind, due, sent[kind]++);
    }
  }
  await pause(1);
}
for (let waited = 0; flying > 0 && waited < 10_000; waited += 20) await pause(20);
const took = (performance.now() - begin) / 1000;
const own = process.cpuUsage(ownBefore);
for (const [kind, list] of Object.entries(times)) {
  list.sort((a, b) => a - b);
  console.log(`${kind}: ${list.length} of ${sent[kind]} answered, ${(list.length / took).toFixed(0)}/s; ms p50 ${at(list, 0.5)}, p90 ${at(list, 0.9)}, p99 ${at(list, 0.99)}, p99.9 ${at(list, 0.999)}, most ${at(list, 1)}`);
}
const both = [...times.report, ...times.read].sort((a, b) => a - b);
console.log(`all: ${both.length}; ms p50 ${at(both, 0.5)}, p99 ${at(both, 0.99)}, most ${at(both, 1)}; most at once ${most}; sender at most ${late.toFixed(1)} ms late`);
console.log(`streams: ${told} messages, ${(told / took).toFixed(0)}/s; ${ended} ended`);
console.log(`CPU: hub and its Redis ${(((cpuOf(options.pid) - cpuBefore) / took) * 100).toFixed(0)} % of one core, this sender ${(((own.user + own.system) / 1e6 / took) * 100).toFixed(0)} %`);
for (const [what, count] of failures) console.log(`FAILED ${count} times: ${what}`);
process.exit(failures.size ? 1 : 0);
