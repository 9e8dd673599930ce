// Comma-separated values as RFC 4180 has them: quoted fields, doubled quotes, line ends inside
// quotes; lines end with LF or CRLF. Reads text in memory, one record at a time, and goes on after
// a bad line. Belongs to one thread; `text` outlives it.
#ifndef SERVICES_INSIGHT_CSV_H_
#define SERVICES_INSIGHT_CSV_H_

#include <string>
#include <string_view>
#include <vector>

namespace smarthub::insight {

struct CsvRecord {
  // Of its first line, from 1.
  int line = 0;
  std::vector<std::string> fields;
  // Empty: it is good. Otherwise what is wrong, and `fields` must not be used.
  std::string_view wrong;
};

class CsvReader {
 public:
  // A byte order mark at the beginning is passed over.
  explicit CsvReader(std::string_view text);
  // False: that was all. Empty lines are passed over.
  bool Next(CsvRecord& record);

 private:
  void ReadField(std::string& field, CsvRecord& record);
  void SkipLine();

  std::string_view rest_;
  int line_ = 1;
};

}  // namespace smarthub::insight

#endif  // SERVICES_INSIGHT_CSV_H_
