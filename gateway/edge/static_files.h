// The built web app, read into memory once. Thread-safe to read after Load.
#ifndef GATEWAY_EDGE_STATIC_FILES_H_
#define GATEWAY_EDGE_STATIC_FILES_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "gateway/edge/exchange.h"

namespace smarthub::edge {

class StaticFiles {
 public:
  // Every file below `directory`, with what is beside it as NAME.br and NAME.gz. NOT_FOUND where
  // there is no index.html; RESOURCE_EXHAUSTED past 64 MiB. Blocking.
  absl::Status Load(const std::string& directory);

  // One more file, made by the hub itself; replaces one of that path ("/about.json").
  void Add(const std::string& path, std::string body);

  // Answers a GET or HEAD; others 405. A path that names no file and has no dot is a page of the
  // app: index.html. Names with a hash in them (NAME-0a1B2c3d.EXT in assets/) are kept for ever by
  // browsers, all others are asked for again by ETag.
  void Answer(Exchange& exchange) const;

 private:
  struct Form {
    std::string body;
    Headers headers;
    std::string etag;
  };
  struct File {
    Form plain;
    Form gzip;
    Form brotli;
  };
  static void Describe(const std::string& path, std::string_view encoding, std::string body,
                       Form& form);

  absl::flat_hash_map<std::string, std::unique_ptr<File>> files_;
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_STATIC_FILES_H_
