// The hub looks at free text before others read it. Where it found something, sending the same words
// again says that the writer has seen the warning; other words are looked at anew.
import { useEffect, useState } from "preact/hooks";
import { Reason } from "@gen/error/v1/error_pb";
import type { Problem } from "../api/errors";

export function useScanSeen(problem: Problem | undefined, words: string): boolean {
  const [warned, setWarned] = useState<string>();
  useEffect(() => {
    if (problem?.reason === Reason.SCAN_FOUND_SOMETHING) setWarned(words);
  }, [problem]);
  return warned === words;
}
