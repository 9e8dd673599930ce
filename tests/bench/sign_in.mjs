// Signs the demonstration town's people in, as a client that is no browser, and writes one line a
// role: ROLE TOKEN SCHEME. usage: sign_in.mjs BASE DATA OUT ROLE...
import { createHmac, randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:http2";

const [base, data, out, ...roles] = process.argv.slice(2);
const session = connect(base, { ca: readFileSync(`${data}/tls/authority.pem`) });

function call(method, message, headers = {}) {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ":method": "POST", ":path": `/smarthub.identity.v1.IdentityService/${method}`, "content-type": "application/json", ...headers });
    let status = 0, text = "";
    stream.on("response", (answer) => { status = answer[":status"]; });
    stream.on("data", (bytes) => { text += bytes; });
    stream.on("error", reject);
    stream.on("end", () => (status === 200 ? resolve(JSON.parse(text)) : reject(new Error(`${method}: ${status} ${text}`))));
    stream.end(JSON.stringify(message));
  });
}

// RFC 6238 (SHA-1, 30 s, 6 digits).
function code(secret, step) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function signIn(who) {
  const { continuation } = await call("SignIn", { password: { login: who.login, password: who.password } });
  // A code signs in once; the neighbouring steps are taken too.
  for (const drift of [0, 1, -1]) {
    try {
      const done = await call("SignIn", { totp: { continuation, code: code(who.totp_secret, Math.floor(Date.now() / 30_000) + drift) } });
      return done.sessionToken;
    } catch (error) {
      if (drift === -1) throw error;
    }
  }
}

const people = JSON.parse(readFileSync(`${data}/demo-sign-in.json`, "utf8"));
let lines = "";
for (const role of roles) {
  const who = people.find((one) => one.role === role);
  const token = await signIn(who);
  const headers = { authorization: `Bearer ${token}`, "smarthub-scheme": who.scheme };
  const me = await call("WhoAmI", {}, headers);
  if (me.memberships[0].termsNeeded) {
    const { version } = await call("GetTerms", {}, headers);
    await call("AcceptTerms", { requestId: { value: randomUUID() }, version }, headers);
  }
  lines += `${role} ${token} ${who.scheme}\n`;
}
writeFileSync(out, lines, { mode: 0o600 });
session.close();
