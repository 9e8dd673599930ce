// The stand-in over HTTPS with the built pages and the edge's content security policy, to develop
// the pages and the browser journey. Run: npm run stand-in -- PORT FILE-FOR-SIGN-INS
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createSecureServer } from "node:http2";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { Role } from "@gen/policy/v1/policy_pb";
import { FakeHub, makeTown, routesOf } from "./router";
import { PASSWORD } from "./town";

const [port = "8447", signIns = "/tmp/smarthub-stand-in.json"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "sh"));
execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
  "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", join(folder, "key"), "-out", join(folder, "cert")], { stdio: "ignore" });

const hub = makeTown(new FakeHub());
hub.invitations.push({ token: "first-coordinator", membershipId: hub.people[2].membership.membershipId!.value, asksLogin: true, used: false });
writeFileSync(signIns, JSON.stringify(hub.people.map((one) => ({
  role: Role[one.membership.role].toLowerCase(), login: one.membership.login, password: PASSWORD,
  totp_secret: Array.from({ length: 32 }, () => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Math.floor(Math.random() * 32)]).join(""), scheme: "melton",
}))));

const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const dist = join(process.cwd(), "dist");
const rpc = connectNodeAdapter({ routes: routesOf(hub) });
createSecureServer({ key: readFileSync(join(folder, "key")), cert: readFileSync(join(folder, "cert")), allowHTTP1: true }, (request, response) => {
  const url = new URL(request.url, "https://localhost");
  if (url.pathname.startsWith("/smarthub.")) return void rpc(request, response);
  const name = url.pathname === "/" ? "/index.html" : url.pathname === "/invitation" ? "/invitation.html" : url.pathname;
  const file = join(dist, name);
  if (!file.startsWith(dist) || !existsSync(file)) return void response.writeHead(404).end();
  response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain", "content-security-policy": POLICY });
  response.end(readFileSync(file));
}).listen(Number(port), () => console.log(`stand-in on https://localhost:${port}, sign-ins in ${signIns}`));
