// The Go project's golang.org/x/mod/sumdb packages read what we write. Needs Go and its module
// proxy; says loudly when they are not there.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "absl/strings/escaping.h"
#include "platform/base/clock.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"
#include "platform/merkle/checkpoint.h"
#include "platform/merkle/edge.h"
#include "platform/merkle/note.h"
#include "platform/merkle/reference.h"

namespace smarthub::merkle {
namespace {

namespace fs = std::filesystem;

void Write(const fs::path& path, std::string_view bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string Base64(const Hash& hash) { return absl::Base64Escape(ToAbsl(Bytes(hash))); }

// Exit code and output.
std::pair<int, std::string> Shell(const std::string& command) {
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  std::string out;
  char buffer[4096];
  while (size_t n = fread(buffer, 1, sizeof(buffer), pipe)) out.append(buffer, n);
  return {pclose(pipe), out};
}

class OracleTest : public testing::TestWithParam<uint64_t> {
 protected:
  static void SetUpTestSuite() {
    char name[] = "/tmp/shoracleXXXXXX";
    work_ = new std::string(mkdtemp(name));
    // Built beside, so that the source tree stays as it is.
    const auto [code, out] =
        Shell("cp -r " SMARTHUB_SOURCE_DIR "/platform/merkle/testdata/oracle/. " + *work_ +
              " && cd " + *work_ + " && PATH=$PATH:/usr/local/go/bin go build -o oracle .");
    built_ = code == 0;
    if (!built_) {
      std::fprintf(stderr,
                   "**** SKIPPED LOUDLY: no Go toolchain or module proxy here, the Merkle code was "
                   "NOT checked against golang.org/x/mod/sumdb ****\n%s\n",
                   out.c_str());
    }
  }
  static void TearDownTestSuite() {
    fs::remove_all(*work_);
    delete work_;
  }
  static inline std::string* work_ = nullptr;
  static inline bool built_ = false;
};

TEST_P(OracleTest, GoAgrees) {
  if (!built_) GTEST_SKIP() << "needs Go and its module proxy";
  const uint64_t size = GetParam();
  const fs::path dir = fs::path(*work_) / std::to_string(size);
  const Reference log(size);
  Edge edge;
  std::vector<TileContent> tiles;
  for (const Hash& leaf : log.leaves()) edge.Append(leaf, tiles);
  for (TileContent& partial : edge.Partials()) tiles.push_back(std::move(partial));
  std::map<Tile, std::string> files;
  for (TileContent& tile : tiles) {
    Write(dir / TilePath(tile.tile), tile.bytes);
    files[tile.tile] = std::move(tile.bytes);
  }
  SeededRandom random(size);
  const crypto::Key seed = crypto::Key::Make(random);
  Write(dir / "vkey",
        NoteVerifier::Make("smarthub/town", crypto::Ed25519PublicKey(seed))->ToString());
  Write(dir / "checkpoint",
        *SignNote(FormatCheckpoint({"smarthub/town", size, edge.Root()}), "smarthub/town", seed));

  TileReader reader(size, [&](const Tile& tile) -> absl::StatusOr<std::string> {
    return files.count(tile) ? absl::StatusOr<std::string>(files[tile])
                             : absl::DataLossError("missing");
  });
  std::mt19937_64 choose(size);
  std::string proofs;
  for (int i = 0; i < 200; ++i) {
    const uint64_t index = choose() % size;
    const uint64_t tree = index + 1 + choose() % (size - index);
    proofs += "inclusion " + std::to_string(index) + " " + std::to_string(tree) + " " +
              Base64(*Root(tree, reader.AsFunction())) + " " + Base64(log.leaves()[index]);
    const auto inclusion = InclusionProof(index, tree, reader.AsFunction());
    for (const Hash& hash : *inclusion) proofs += " " + Base64(hash);
    proofs += "\nconsistency " + std::to_string(index + 1) + " " + std::to_string(tree) + " " +
              Base64(*Root(index + 1, reader.AsFunction())) + " " +
              Base64(*Root(tree, reader.AsFunction()));
    const auto consistency = ConsistencyProof(index + 1, tree, reader.AsFunction());
    for (const Hash& hash : *consistency) proofs += " " + Base64(hash);
    proofs += "\n";
  }
  Write(dir / "proofs", proofs);
  const auto [code, out] = Shell(*work_ + "/oracle " + dir.string());
  EXPECT_EQ(code, 0) << out;
  EXPECT_NE(out.find("OK size=" + std::to_string(size) + " proofs=400"), std::string::npos) << out;
}

INSTANTIATE_TEST_SUITE_P(Sizes, OracleTest,
                         testing::Values(1, 2, 3, 255, 256, 257, 1000, 65536, 70000));

}  // namespace
}  // namespace smarthub::merkle
