#include "services/audit/commands.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <ostream>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/crypto/crypto.h"
#include "platform/merkle/note.h"
#include "services/audit/files.h"
#include "services/audit/index.h"
#include "services/audit/index_rows.h"
#include "services/audit/reconcile.h"
#include "services/audit/tile_log.h"
#include "services/audit/verify.h"

namespace smarthub::audit {
namespace {

constexpr int kWell = 0;
constexpr int kWrong = 1;
constexpr int kFailed = 2;

struct Arguments {
  std::vector<std::string> slots;
  std::string verifier;
  std::string seen;
};

absl::StatusOr<Arguments> Parse(const Tools& tools, const std::vector<std::string>& args,
                                bool verify) {
  Arguments out;
  for (size_t i = 0; i < args.size(); i += 2) {
    if (i + 1 == args.size()) return absl::InvalidArgumentError(args[i] + " needs a value");
    if (args[i] == "--slot") {
      out.slots.push_back(args[i + 1]);
    } else if (verify && args[i] == "--verifier") {
      out.verifier = args[i + 1];
    } else if (verify && args[i] == "--seen") {
      ASSIGN_OR_RETURN(out.seen, DiskFiles()->Read(args[i + 1]));
    } else {
      return absl::InvalidArgumentError(args[i] + " is not known here");
    }
  }
  if (out.slots.empty()) {
    ASSIGN_OR_RETURN(out.slots, SlotFolders(*DiskFiles(), tools.directory));
  }
  if ((!out.verifier.empty() || !out.seen.empty()) && out.slots.size() != 1) {
    return absl::InvalidArgumentError("--verifier and --seen are for one --slot");
  }
  return out;
}

int Fail(std::ostream& out, const absl::Status& why) {
  out << "could not: " << why.message() << "\n";
  return kFailed;
}

Task<absl::StatusOr<StoreView>> LookAtStore(store::Store* store, std::string slot) {
  StoreView view;
  for (uint64_t from = 0;;) {
    auto some = co_await store->ReadTail(slot, from, 2048);
    CO_RETURN_IF_ERROR(some.status());
    if (some->empty()) break;
    from = some->back().leaf_index + 1;
    view.tail.insert(view.tail.end(), some->begin(), some->end());
  }
  const absl::StatusOr<uint64_t> next = co_await store->NextLeaf(slot);
  CO_RETURN_IF_ERROR(next.status());
  view.next_leaf = *next;
  co_return view;
}

int VerifySlot(const Tools& tools, const Arguments& arguments, const std::string& slot,
               std::ostream& out) {
  VerifyInput input;
  input.slot = slot;
  input.directory = absl::StrCat(tools.directory, "/", slot);
  input.seen_checkpoint = arguments.seen;
  input.verifier_key = arguments.verifier;
  std::optional<rpc::LeafSeal> seal;
  if (tools.keys != nullptr) {
    seal.emplace(tools.keys, tools.random);
    input.seal = &*seal;
    if (input.verifier_key.empty()) {
      const auto key = tools.keys->Get(absl::StrCat("log/", slot));
      if (!key.ok()) return Fail(out, key.status());
      const auto verifier =
          merkle::NoteVerifier::Make(OriginOf(slot), crypto::Ed25519PublicKey(*key));
      if (!verifier.ok()) return Fail(out, verifier.status());
      input.verifier_key = verifier->ToString();
    }
  }
  if (tools.store != nullptr) {
    auto view = tools.loop->RunUntilDone(LookAtStore(tools.store, slot));
    if (!view.ok()) return Fail(out, view.status());
    input.store = *std::move(view);
  }
  const VerifyReport report = Verify(input);
  out << slot << ": " << report.entries << " entries under a checkpoint of " << report.size << ", "
      << report.opened << " opened, " << report.key_gone << " beyond their key, " << report.waiting
      << " not signed yet; verified with " << input.verifier_key << "\n";
  for (const std::string& remark : report.remarks) out << "  note: " << remark << "\n";
  for (const std::string& finding : report.findings) out << "  WRONG: " << finding << "\n";
  out << slot << (report.ok() ? ": all is as it should be\n" : ": THIS LOG IS NOT AS IT WAS\n");
  return report.ok() ? kWell : kWrong;
}

absl::Status ReindexSlot(const Tools& tools, const std::string& slot, std::ostream& out) {
  const std::string directory = absl::StrCat(tools.directory, "/", slot);
  const std::unique_ptr<Files> files = DiskFiles();
  ASSIGN_OR_RETURN(const auto lock, DirectoryLock::Take(directory));
  ASSIGN_OR_RETURN(const crypto::Key key, LogKey(*tools.keys, *files, slot, directory));
  ASSIGN_OR_RETURN(const auto log, TileLog::Open(*files, directory, slot, key));
  ASSIGN_OR_RETURN(const auto index, Index::Open(directory + "/index"));
  RETURN_IF_ERROR(index->Clear());
  rpc::LeafSeal seal(tools.keys, tools.random);
  RETURN_IF_ERROR(IndexUpTo(*log, *index, seal, slot));
  out << slot << ": " << index->covered() << " entries in the index\n";
  return absl::OkStatus();
}

}  // namespace

int AuditVerifyMain(const Tools& tools, const std::vector<std::string>& args, std::ostream& out) {
  const absl::StatusOr<Arguments> arguments = Parse(tools, args, /*verify=*/true);
  if (!arguments.ok()) return Fail(out, arguments.status());
  int worst = kWell;
  for (const std::string& slot : arguments->slots) {
    worst = std::max(worst, VerifySlot(tools, *arguments, slot, out));
  }
  return worst;
}

int AuditReconcileMain(const Tools& tools, const std::vector<std::string>& args,
                       std::ostream& out) {
  const absl::StatusOr<Arguments> arguments = Parse(tools, args, /*verify=*/false);
  if (!arguments.ok()) return Fail(out, arguments.status());
  const std::unique_ptr<Files> files = DiskFiles();
  rpc::LeafSeal seal(tools.keys, tools.random);
  for (const std::string& slot : arguments->slots) {
    Sequencer::Shared shared;
    shared.loop = tools.loop;
    shared.store = tools.store;
    shared.files = files.get();
    shared.seal = &seal;
    shared.keys = tools.keys;
    const auto done = tools.loop->RunUntilDone(Reconcile(shared, tools.clock, tools.random, slot,
                                                         absl::StrCat(tools.directory, "/", slot)));
    if (!done.ok()) return Fail(out, done.status());
    if (done->cause() == v1::RECONCILIATION_CAUSE_UNSPECIFIED) {
      out << slot << ": nothing to reconcile\n";
      continue;
    }
    out << slot << ": reconciled; " << done->signed_size() << " were signed, the store was at "
        << done->store_next_leaf() << "; lost " << done->lost() << ", moved " << done->moved()
        << ". The log says so for ever.\n";
  }
  return kWell;
}

int AuditReindexMain(const Tools& tools, const std::vector<std::string>& args, std::ostream& out) {
  const absl::StatusOr<Arguments> arguments = Parse(tools, args, /*verify=*/false);
  if (!arguments.ok()) return Fail(out, arguments.status());
  for (const std::string& slot : arguments->slots) {
    if (const absl::Status done = ReindexSlot(tools, slot, out); !done.ok()) {
      return Fail(out, done);
    }
  }
  return kWell;
}

}  // namespace smarthub::audit
