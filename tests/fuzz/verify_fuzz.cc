// One file of a good log replaced by any bytes: `audit verify` does not crash, and is content with
// nothing but what was there.
#include <stdlib.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/crypto/crypto.h"
#include "services/audit/files.h"
#include "services/audit/tile_log.h"
#include "services/audit/verify.h"

namespace {

namespace audit = smarthub::audit;
namespace crypto = smarthub::crypto;

// 300 entries: a full bundle and tile, and narrower ones beside them.
class GoodLog {
 public:
  GoodLog() : files_(audit::DiskFiles()) {
    // In memory where there is such a place: each input is written to a file.
    char name[] = "/dev/shm/shfuzzXXXXXX";
    char other[] = "/tmp/shfuzzXXXXXX";
    const char* made = ::mkdtemp(name);
    directory = made != nullptr ? made : ::mkdtemp(other);
    const crypto::Key seed = *crypto::Key::FromBytes(std::string(32, 's'));
    auto log = audit::TileLog::Open(*files_, directory, "town", seed);
    if (!log.ok()) std::abort();
    std::vector<std::string> entries;
    for (int i = 0; i < 300; ++i) entries.push_back(std::string(1, '\1') + "2026-11" + char(i));
    if (!(*log)->Append(entries).ok() || !(*log)->CleanUp().ok()) std::abort();
    verifier_key = (*log)->verifier().ToString();
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
      if (entry.is_regular_file()) paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    if (paths.size() < 5 || !Verified()) std::abort();
  }
  ~GoodLog() { std::filesystem::remove_all(directory); }

  bool Verified() const {
    audit::VerifyInput input;
    input.directory = directory;
    input.slot = "town";
    input.verifier_key = verifier_key;
    return audit::Verify(input).ok();
  }

  std::string directory;
  std::string verifier_key;
  std::vector<std::string> paths;

 private:
  std::unique_ptr<audit::Files> files_;
};

std::string ReadWhole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

void Write(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static GoodLog log;
  if (size == 0) return 0;
  const std::string& path = log.paths[data[0] % log.paths.size()];
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string good = ReadWhole(path);
  Write(path, bytes);
  const bool content = log.Verified();
  Write(path, good);
  // The lock holds nothing.
  if (content && bytes != good && !path.ends_with("/lock")) std::abort();
  return 0;
}
