// A thin hand on SQLite: statuses instead of codes, statements that reset themselves. Only what the
// index needs. One thread at a time.
#ifndef SERVICES_AUDIT_SQLITE_H_
#define SERVICES_AUDIT_SQLITE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct sqlite3;
struct sqlite3_stmt;

namespace smarthub::audit {

// A prepared statement, bound from the left. Lives no longer than its database.
class Statement {
 public:
  Statement(Statement&& other) noexcept : statement_(other.statement_) {
    other.statement_ = nullptr;
  }
  ~Statement();

  Statement& Bind(int64_t value);
  // As a blob; not copied, so it outlives the last Step.
  Statement& Bind(std::string_view bytes);
  // True: a row is there to read. False: done.
  absl::StatusOr<bool> Step();
  // To its end, without rows.
  absl::Status Run();
  int64_t Integer(int column) const;

 private:
  friend class Database;
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  sqlite3_stmt* statement_;
  int bound_ = 0;
};

class Database {
 public:
  // Made where it is not there. DATA_LOSS where the file is not a database.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  absl::Status Execute(const char* sql);
  absl::StatusOr<Statement> Prepare(std::string_view sql);

 private:
  explicit Database(sqlite3* database) : database_(database) {}
  sqlite3* database_;
};

}  // namespace smarthub::audit

#endif  // SERVICES_AUDIT_SQLITE_H_
