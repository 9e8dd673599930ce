#include "services/audit/index_rows.h"

#include <string>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace smarthub::audit {
namespace {

absl::StatusOr<std::vector<uint64_t>> Collect(Statement& statement) {
  std::vector<uint64_t> leaves;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, statement.Step());
    if (!row) return leaves;
    leaves.push_back(static_cast<uint64_t>(statement.Integer(0)));
  }
}

absl::Status AddRow(const IndexedLeaf& indexed, Statement& entry, Statement& looked) {
  const v1::Leaf& leaf = indexed.leaf;
  const int64_t at = static_cast<int64_t>(indexed.index);
  RETURN_IF_ERROR(entry.Bind(at)
                      .Bind(std::string_view(leaf.entry_id()))
                      .Bind(absl::ToUnixMicros(TimeOf(leaf)))
                      .Bind(std::string_view(leaf.person_id()))
                      .Bind(leaf.operation())
                      .Bind(leaf.outcome())
                      .Run());
  for (const v1::LeafRecord& record : leaf.records()) {
    RETURN_IF_ERROR(looked.Bind(record.kind()).Bind(std::string_view(record.id())).Bind(at).Run());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Time TimeOf(const v1::Leaf& leaf) {
  return absl::FromUnixSeconds(leaf.at().seconds()) + absl::Nanoseconds(leaf.at().nanos());
}

absl::Status MakeTables(Database& database) {
  return database.Execute(
      "CREATE TABLE IF NOT EXISTS entry(leaf INTEGER PRIMARY KEY, entry_id BLOB NOT NULL,"
      " at INTEGER NOT NULL, person BLOB NOT NULL, operation INTEGER NOT NULL,"
      " outcome INTEGER NOT NULL);"
      "CREATE INDEX IF NOT EXISTS by_entry_id ON entry(entry_id);"
      "CREATE INDEX IF NOT EXISTS by_person ON entry(person, leaf);"
      "CREATE INDEX IF NOT EXISTS denied ON entry(leaf) WHERE outcome = 2;"
      "CREATE TABLE IF NOT EXISTS looked(kind INTEGER, id BLOB, leaf INTEGER,"
      " PRIMARY KEY(kind, id, leaf)) WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS covered(one INTEGER PRIMARY KEY, up_to INTEGER NOT NULL);");
}

absl::StatusOr<uint64_t> CoveredBy(Database& database) {
  ASSIGN_OR_RETURN(Statement statement, database.Prepare("SELECT up_to FROM covered"));
  ASSIGN_OR_RETURN(const bool row, statement.Step());
  return row ? static_cast<uint64_t>(statement.Integer(0)) : 0;
}

absl::Status AddRows(Database& database, absl::Span<const IndexedLeaf* const> leaves,
                     uint64_t up_to) {
  RETURN_IF_ERROR(database.Execute("BEGIN IMMEDIATE"));
  auto undo = absl::MakeCleanup([&database] { database.Execute("ROLLBACK").IgnoreError(); });
  {
    ASSIGN_OR_RETURN(
        Statement entry,
        database.Prepare("INSERT OR REPLACE INTO entry VALUES(?1, ?2, ?3, ?4, ?5, ?6)"));
    ASSIGN_OR_RETURN(Statement looked,
                     database.Prepare("INSERT OR IGNORE INTO looked VALUES(?1, ?2, ?3)"));
    for (const IndexedLeaf* leaf : leaves) RETURN_IF_ERROR(AddRow(*leaf, entry, looked));
    if (up_to > 0) {
      ASSIGN_OR_RETURN(Statement covered,
                       database.Prepare("INSERT OR REPLACE INTO covered VALUES(1, ?1)"));
      RETURN_IF_ERROR(covered.Bind(static_cast<int64_t>(up_to)).Run());
    }
  }
  RETURN_IF_ERROR(database.Execute("COMMIT"));
  std::move(undo).Cancel();
  return absl::OkStatus();
}

absl::StatusOr<std::vector<uint64_t>> FindRows(Database& database, const IndexQuery& query) {
  std::string sql = "SELECT entry.leaf FROM entry";
  if (query.record) {
    sql = "SELECT looked.leaf FROM looked JOIN entry ON entry.leaf = looked.leaf";
  }
  absl::StrAppend(&sql, " WHERE ", query.record ? "looked" : "entry", ".leaf < ?1");
  if (query.record) absl::StrAppend(&sql, " AND looked.kind = ?2 AND looked.id = ?3");
  if (!query.person_id.empty()) absl::StrAppend(&sql, " AND entry.person = ?4");
  if (query.from) absl::StrAppend(&sql, " AND entry.at >= ?5");
  if (query.to) absl::StrAppend(&sql, " AND entry.at < ?6");
  if (query.operation != 0) absl::StrAppend(&sql, " AND entry.operation = ?7");
  if (query.denied_only) absl::StrAppend(&sql, " AND entry.outcome = 2");
  absl::StrAppend(&sql, " ORDER BY ", query.record ? "looked" : "entry", ".leaf DESC LIMIT ?8");
  ASSIGN_OR_RETURN(Statement statement, database.Prepare(sql));
  const v1::LeafRecord& record = query.record ? *query.record : v1::LeafRecord::default_instance();
  statement.Bind(static_cast<int64_t>(query.before))
      .Bind(record.kind())
      .Bind(std::string_view(record.id()))
      .Bind(std::string_view(query.person_id))
      .Bind(absl::ToUnixMicros(query.from.value_or(absl::UnixEpoch())))
      .Bind(absl::ToUnixMicros(query.to.value_or(absl::UnixEpoch())))
      .Bind(query.operation)
      .Bind(query.limit);
  return Collect(statement);
}

absl::StatusOr<std::vector<uint64_t>> FindEntryRow(Database& database, std::string_view entry_id) {
  ASSIGN_OR_RETURN(Statement statement,
                   database.Prepare("SELECT leaf FROM entry WHERE entry_id = ?1 ORDER BY leaf"));
  statement.Bind(entry_id);
  return Collect(statement);
}

}  // namespace smarthub::audit
