// smarthub.audit.v1.AuditService: the DPO's window into the log.
#ifndef SERVICES_AUDIT_SERVICE_H_
#define SERVICES_AUDIT_SERVICE_H_

#include "platform/rpc/method_table.h"
#include "services/audit/audit_logs.h"

namespace smarthub::audit {

// `logs` outlives the table and lives on the Guard's loop; null only where no handler is ever run.
void RegisterAudit(rpc::MethodTable& table, AuditLogs* logs);

}  // namespace smarthub::audit

#endif  // SERVICES_AUDIT_SERVICE_H_
