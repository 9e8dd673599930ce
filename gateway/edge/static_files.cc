#include "gateway/edge/static_files.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/edge/rpc_protocol.h"
#include "gateway/edge/security_headers.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"

namespace smarthub::edge {
namespace {

constexpr uintmax_t kMostBytes = 64 << 20;

std::string_view TypeOf(std::string_view path) {
  struct Type {
    std::string_view ending;
    std::string_view type;
  };
  static constexpr Type kTypes[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".woff", "font/woff"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".txt", "text/plain; charset=utf-8"},
      {".map", "application/json"},
  };
  for (const Type& type : kTypes) {
    if (path.ends_with(type.ending)) return type.type;
  }
  return "application/octet-stream";
}

// Vite's names: "/assets/NAME-HASH.EXT" with eight characters of hash.
bool IsHashed(std::string_view path) {
  if (!path.starts_with("/assets/")) return false;
  const size_t dot = path.find('.', path.rfind('/'));
  if (dot == std::string_view::npos || dot < 9 || path[dot - 9] != '-') return false;
  for (const char c : path.substr(dot - 8, 8)) {
    if (!absl::ascii_isalnum(c) && c != '_' && c != '-') return false;
  }
  return true;
}

bool Matches(std::string_view if_none_match, std::string_view etag) {
  for (absl::string_view tag : absl::StrSplit(ToAbsl(if_none_match), ',')) {
    tag = absl::StripAsciiWhitespace(tag);
    if (absl::StartsWith(tag, "W/")) tag.remove_prefix(2);
    if (ToStd(tag) == etag || tag == "*") return true;
  }
  return false;
}

void Plain(Exchange& exchange, int status, std::string_view text) {
  Headers headers;
  headers.Append(CallHeaders());
  headers.Add("content-type", "text/plain; charset=utf-8");
  if (status == 405) headers.Add("allow", "GET, HEAD");
  exchange.RespondBorrowed(status, std::move(headers), text, exchange.request.method != "HEAD");
}

}  // namespace

void StaticFiles::Describe(const std::string& path, std::string_view encoding, std::string body,
                           Form& form) {
  form.etag = absl::StrCat("\"", absl::BytesToHexString(crypto::Sha256(body).substr(0, 12)), "\"");
  form.body = std::move(body);
  form.headers = PageHeaders();
  form.headers.Add("content-type", TypeOf(path));
  form.headers.Add("etag", form.etag);
  form.headers.Add("vary", "accept-encoding");
  form.headers.Add("cache-control",
                   IsHashed(path) ? "public, max-age=31536000, immutable" : "no-cache");
  if (!encoding.empty()) form.headers.Add("content-encoding", encoding);
}

absl::Status StaticFiles::Load(const std::string& directory) {
  namespace fs = std::filesystem;
  std::error_code code;
  uintmax_t total = 0;
  absl::flat_hash_map<std::string, std::string> bodies;
  for (fs::recursive_directory_iterator at(directory, code), end; !code && at != end;
       at.increment(code)) {
    if (!at->is_regular_file(code)) continue;
    total += at->file_size(code);
    if (total > kMostBytes) {
      return absl::ResourceExhaustedError(absl::StrCat(directory, ": more than 64 MiB of pages"));
    }
    std::ifstream file(at->path(), std::ios::binary);
    std::string body((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (file.bad())
      return absl::UnavailableError(absl::StrCat(at->path().string(), ": unreadable"));
    bodies["/" + at->path().lexically_relative(directory).generic_string()] = std::move(body);
  }
  if (code || !bodies.contains("/index.html")) {
    return absl::NotFoundError(
        absl::StrCat(directory, ": there is no index.html (run ./dev build)"));
  }
  for (auto& [path, body] : bodies) {
    const bool packed = absl::EndsWith(path, ".gz") || absl::EndsWith(path, ".br");
    if (packed && bodies.contains(path.substr(0, path.size() - 3))) continue;
    auto file = std::make_unique<File>();
    if (const auto gz = bodies.find(path + ".gz"); gz != bodies.end()) {
      Describe(path, "gzip", gz->second, file->gzip);
    }
    if (const auto br = bodies.find(path + ".br"); br != bodies.end()) {
      Describe(path, "br", br->second, file->brotli);
    }
    Describe(path, "", body, file->plain);
    files_[path] = std::move(file);
  }
  return absl::OkStatus();
}

void StaticFiles::Add(const std::string& path, std::string body) {
  auto file = std::make_unique<File>();
  Describe(path, "", std::move(body), file->plain);
  files_[path] = std::move(file);
}

void StaticFiles::Answer(Exchange& exchange) const {
  const Request& request = exchange.request;
  const bool head = request.method == "HEAD";
  if (!head && request.method != "GET") return Plain(exchange, 405, "Method not allowed.\n");
  const std::string_view path = request.path();
  auto found = files_.find(ToAbsl(path));
  if (found == files_.end() && path.find('.') == std::string_view::npos) {
    found = files_.find("/index.html");
  }
  if (found == files_.end()) return Plain(exchange, 404, "Not found.\n");
  const std::string_view codings = request.headers.Find("accept-encoding");
  const Form* form = &found->second->plain;
  if (!found->second->brotli.etag.empty() && Accepts(codings, "br")) {
    form = &found->second->brotli;
  } else if (!found->second->gzip.etag.empty() && Accepts(codings, "gzip")) {
    form = &found->second->gzip;
  }
  const bool same = Matches(request.headers.Find("if-none-match"), form->etag);
  exchange.RespondBorrowed(same ? 304 : 200, form->headers, form->body, !head && !same);
}

}  // namespace smarthub::edge
