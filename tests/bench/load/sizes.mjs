// What a report and a read cost in Redis's memory and on disk: 1,000 of each, one after the other,
// with the log's files settled before every look. usage: sizes.mjs BASE DATA TOKENS
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { connect } from "node:http2";
import { join } from "node:path";

const [base, data, tokenFile] = process.argv.slice(2);
const [, token, scheme] = readFileSync(tokenFile, "utf8").split("\n").find((line) => line.startsWith("reporter ")).split(" ");
const session = connect(base, { ca: readFileSync(`${data}/tls/authority.pem`) });
const socket = readFileSync(`${data}/redis.socket`, "utf8").trim();

function call(path, message) {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ":method": "POST", ":path": `/smarthub.${path}`, "content-type": "application/json", authorization: `Bearer ${token}`, "smarthub-scheme": scheme });
    let status = 0, text = "";
    stream.on("response", (answer) => { status = answer[":status"]; });
    stream.on("data", (bytes) => { text += bytes; });
    stream.on("error", reject);
    stream.on("end", () => (status === 200 ? resolve(JSON.parse(text)) : reject(new Error(`${path} ${status} ${text}`))));
    stream.end(JSON.stringify(message));
  });
}
const bytesUnder = (path) => readdirSync(path, { withFileTypes: true }).reduce((sum, entry) =>
  sum + (entry.isDirectory() ? bytesUnder(join(path, entry.name)) : statSync(join(path, entry.name)).size), 0);
const redis = (...words) => execFileSync("redis-cli", ["-s", socket, ...words]).toString();
async function look() {
  await new Promise((resolve) => setTimeout(resolve, 5000));
  return { memory: Number(/used_memory:(\d+)/.exec(redis("INFO", "memory"))[1]), log: bytesUnder(`${data}/redis`), audit: bytesUnder(`${data}/audit`) };
}
async function measure(what, one, count = 1000) {
  const before = await look();
  // Paced under what one peer may write in a second.
  for (let i = 0; i < count; i += 20) {
    await Promise.all(Array.from({ length: 20 }, one));
    await new Promise((resolve) => setTimeout(resolve, what === "report" ? 450 : 0));
  }
  const after = await look();
  const each = (name) => Math.round((after[name] - before[name]) / count);
  console.log(`each ${what} (of ${count}): Redis memory ${each("memory")}, append-only file ${each("log")}, audit files ${each("audit")} bytes`);
}

const site = (await call("identity.v1.IdentityService/WhoAmI", {})).memberships[0].sites[0].siteId.value;
const at = (seconds) => new Date(Math.floor(Date.now() / 1000 - seconds) * 1000).toISOString();
let last = "";
await measure("report", async () => {
  const incidentId = { value: randomUUID() };
  await call("incident.v1.IncidentService/ReportIncident", { incidentId, report: {
    siteId: { value: site }, type: "INCIDENT_TYPE_THEFT_FROM_SHOP", happenedFrom: at(3600), happenedTo: at(3000), place: "aisle four",
    goods: [{ what: "spirits", valuePence: "1600" }, { what: "razor blades", valuePence: "1600" }],
    whatHappened: "{p1} filled a bag and left by the side door without paying. " + "Staff saw it and wrote it down as it was. ".repeat(8),
    suspects: [{ name: "Name Surname", hair: "short", clothing: "grey jacket, white shoes" }],
  } });
  last = incidentId;
});
await measure("read", () => call("incident.v1.IncidentService/GetIncident", { incidentId: last }));
session.close();
