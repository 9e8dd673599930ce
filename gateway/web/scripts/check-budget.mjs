// The first load stays within 150 kB gzip, and nothing of the built pages needs an inline exception
// of the content security policy. Fails the build otherwise.
import { readdir, readFile, stat } from "node:fs/promises";

const BUDGET = 150 * 1024;
const page = await readFile("dist/index.html", "utf8");
if (/<style|<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=/i.test(page)) {
  throw new Error("dist/index.html has inline script or style: the edge's policy forbids it");
}
const linked = [...page.matchAll(/(?:src|href)="\/([^"]+)"/g)].map((match) => match[1]);
let total = (await stat("dist/index.html.gz")).size;
for (const path of linked) total += (await stat(`dist/${path}.gz`)).size;
console.log(`first load: ${(total / 1024).toFixed(1)} kB gzip of ${BUDGET / 1024} kB`);
if (total > BUDGET) throw new Error("the first load is over its budget");

const assets = await readdir("dist/assets");
if (assets.some((name) => /\.(woff2?|ttf)$/.test(name))) throw new Error("no font belongs in dist");
