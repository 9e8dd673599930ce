// Typed clients of the hub's services, made once from a transport.
import { type Client, createClient, type Transport } from "@connectrpc/connect";
import { AuditService } from "@gen/audit/v1/audit_pb";
import { BulletinService } from "@gen/bulletin/v1/bulletin_pb";
import { EvidenceService } from "@gen/evidence/v1/evidence_pb";
import { IdentityService } from "@gen/identity/v1/identity_pb";
import { IncidentService } from "@gen/incident/v1/incident_pb";
import { InsightService } from "@gen/insight/v1/insight_pb";
import { SubjectService } from "@gen/subject/v1/subject_pb";

export interface Clients {
  identity: Client<typeof IdentityService>;
  incident: Client<typeof IncidentService>;
  audit: Client<typeof AuditService>;
  insight: Client<typeof InsightService>;
  evidence: Client<typeof EvidenceService>;
  subject: Client<typeof SubjectService>;
  bulletin: Client<typeof BulletinService>;
}

export function clientsOver(transport: Transport): Clients {
  return {
    identity: createClient(IdentityService, transport),
    incident: createClient(IncidentService, transport),
    audit: createClient(AuditService, transport),
    insight: createClient(InsightService, transport),
    evidence: createClient(EvidenceService, transport),
    subject: createClient(SubjectService, transport),
    bulletin: createClient(BulletinService, transport),
  };
}

// A change names itself: repeating it with the same id returns the first answer.
export const newRequestId = () => ({ value: crypto.randomUUID() });
