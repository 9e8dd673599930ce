// Photos in plain English.
import type { Upload } from "../lib/uploads";

export function uploadWords({ number, of, state, problem }: Upload): string {
  const name = of === 1 ? "Your photo" : `Photo ${number} of ${of}`;
  switch (state) {
    case "held": return `${name}: waits for the report`;
    case "sending": return `${name}: sending`;
    case "again": return `${name}: will be sent again`;
    case "sent": return `${name}: sent`;
    case "failed": return `${name}: not sent. ${problem?.text ?? "Something went wrong"}.`;
  }
}
