// The first load of the app stays within 150 kB gzip, that of the public page within 45 kB, and nothing of
// the built pages needs an inline exception of the content security policy. Fails the build otherwise.
import { readdir, readFile, stat } from "node:fs/promises";

for (const [name, budget] of [["index", 150], ["invitation", 150], ["privacy", 45]]) {
  const page = await readFile(`dist/${name}.html`, "utf8");
  if (/<style|<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=/i.test(page)) {
    throw new Error(`dist/${name}.html has inline script or style: the edge's policy forbids it`);
  }
  const linked = [...page.matchAll(/(?:src|href)="\/(?!#)([^"?]+\.[a-z]+)"/g)].map((match) => match[1]);
  let total = (await stat(`dist/${name}.html.gz`)).size;
  for (const path of linked) total += (await stat(`dist/${path}.gz`)).size;
  console.log(`first load of ${name}: ${(total / 1024).toFixed(1)} kB gzip of ${budget} kB`);
  if (total > budget * 1024) throw new Error(`the first load of ${name} is over its budget`);
}

const assets = await readdir("dist/assets");
if (assets.some((name) => /\.(woff2?|ttf)$/.test(name))) throw new Error("no font belongs in dist");
