import { agencySuites } from "./agency";
import { apiSuites } from "./api";
import { browserSuites } from "./browser";
import { runAll } from "./check";
import { firstStart } from "./first_start";
import { options } from "./options";

// The hub's certificate on this machine is its own; what is tested here is what is said inside.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
process.removeAllListeners("warning");

const chosen = options();
let good = true;
if (chosen.only.includes("first-start")) good = (await firstStart(chosen, runAll)) && good;
if (chosen.only.includes("browser")) good = (await browserSuites(chosen, runAll)) && good;
if (chosen.only.includes("api")) good = (await runAll([...apiSuites(chosen), ...agencySuites(chosen)])) && good;
process.exit(good ? 0 : 1);
