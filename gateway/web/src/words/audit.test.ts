// The DPO reads words, never the name of a method: whatever the hub can record has some.
import { getOption, hasOption } from "@bufbuild/protobuf";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AuditService } from "@gen/audit/v1/audit_pb";
import { BulletinService } from "@gen/bulletin/v1/bulletin_pb";
import { EvidenceService } from "@gen/evidence/v1/evidence_pb";
import { IdentityService } from "@gen/identity/v1/identity_pb";
import { IncidentService } from "@gen/incident/v1/incident_pb";
import { InsightService } from "@gen/insight/v1/insight_pb";
import { method, RecordKind } from "@gen/label/v1/label_pb";
import { SubjectService } from "@gen/subject/v1/subject_pb";
import { describe, expect, it } from "vitest";
import { actionWord, hasWords, recordsWord, ruleWord } from "./audit";

const SERVICES = [AuditService, BulletinService, EvidenceService, IdentityService, IncidentService, InsightService, SubjectService];
const MELTON = join("..", "..", "policies", "melton");

describe("the words of the audit", () => {
  it.each(SERVICES.flatMap((service) => service.methods.filter((one) => hasOption(one, method)).map((one) => [`${service.name}.${one.name}`, getOption(one, method).action])))("say what %s is (%s)", (_, action) => {
    expect(hasWords(action), `words/audit.ts has no words for ${action}`).toBe(true);
  });

  it("are of every service there is", () => {
    const gen = join("src", "gen", "smarthub");
    const services = readdirSync(gen, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith("_pb.ts") && readFileSync(join(gen, path), "utf8").includes(": GenService<"));
    expect(services).toHaveLength(SERVICES.length);
  });

  it("say every action that a policy names", () => {
    const rules = readdirSync(MELTON).filter((name) => name.endsWith(".textproto")).map((name) => readFileSync(join(MELTON, name), "utf8")).join("\n");
    const actions = [...rules.matchAll(/^\s*actions:\s*(\[[^\]]*\]|"[^"]*")/gm)].flatMap(([, list]) => [...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name));
    expect(actions.length).toBeGreaterThan(80);
    expect([...new Set(actions)].filter((action) => !hasWords(action))).toEqual([]);
  });

  it("name what nobody knows for what it is", () => {
    expect(hasWords("photo.juggle")).toBe(false);
    expect(actionWord("photo.juggle")).toBe("Something this page has no words for: photo.juggle");
  });

  it("say to what it was done, and by which rule", () => {
    const report = { kind: RecordKind.INCIDENT, id: "a" };
    expect(recordsWord([])).toBe("");
    expect(recordsWord([report, report])).toBe("1 report");
    expect(recordsWord([report, { ...report, id: "b" }])).toBe("2 records");
    expect(ruleWord("members-see-their-reports")).toBe("Members see their reports");
  });
});
