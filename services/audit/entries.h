// From log entries to what a caller is shown of them. Used by the handlers only.
#ifndef SERVICES_AUDIT_ENTRIES_H_
#define SERVICES_AUDIT_ENTRIES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/uuid.h"
#include "platform/rpc/context.h"
#include "platform/task/task.h"
#include "services/audit/audit_logs.h"
#include "services/audit/index.h"
#include "smarthub/audit/v1/audit.pb.h"
#include "smarthub/audit/v1/stored.pb.h"

namespace smarthub::audit {

// One call's view of one slot's log. Lives in the handler's frame.
class EntryReader {
 public:
  EntryReader(rpc::Context& context, AuditLogs& logs, Sequencer& sequencer)
      : context_(context), logs_(logs), sequencer_(sequencer), state_(sequencer.log().state()) {}

  const LogState& state() const { return *state_; }

  struct Page {
    std::vector<v1::Entry> entries;
    // Continues below this leaf; nullopt: that was all.
    std::optional<uint64_t> next;
  };
  // At most `query.limit` entries that the caller may see, or four times as many examined.
  Task<absl::StatusOr<Page>> List(IndexQuery query);

  struct Found {
    v1::Entry entry;
    std::string sealed;
    uint64_t index = 0;
  };
  // NOT_FOUND where there is none or it is not for this caller.
  Task<absl::StatusOr<Found>> Get(Uuid entry_id);

 private:
  // nullopt: its month's key is gone, or policy denies it.
  Task<absl::StatusOr<std::optional<v1::Entry>>> Show(uint64_t index, v1::Leaf leaf);
  // The line of a person or an organisation; an empty one where there is none.
  Task<absl::StatusOr<v1::DirectoryLine>> Directory(std::string whose);

  rpc::Context& context_;
  AuditLogs& logs_;
  Sequencer& sequencer_;
  const std::shared_ptr<const LogState> state_;
  std::map<std::string, v1::DirectoryLine> directory_;
};

}  // namespace smarthub::audit

#endif  // SERVICES_AUDIT_ENTRIES_H_
