#include "gateway/edge/gzip.h"

#include <zlib.h>

#include <algorithm>

#include "platform/base/error.h"

namespace smarthub::edge {
namespace {

constexpr int kWindow = 15 + 16;  // 32 KiB, gzip framing
// A reply is small and waited for: speed before size.
constexpr int kLevel = 1;

Bytef* Bytes(std::string_view text) {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));  // NOLINT: zlib's C
}

absl::Status NotGzip() {
  return InvalidField("", error::v1::REASON_BAD_FORMAT, "The body is not valid gzip.");
}

}  // namespace

struct Gzip::Streams {
  z_stream in{};
  z_stream out{};
  bool in_ready = false;
  bool out_ready = false;
};

Gzip::Gzip() : streams_(std::make_unique<Streams>()) {}

Gzip::~Gzip() {
  if (streams_->in_ready) inflateEnd(&streams_->in);
  if (streams_->out_ready) deflateEnd(&streams_->out);
}

absl::StatusOr<std::string> Gzip::Expand(std::string_view packed, size_t most) {
  z_stream& stream = streams_->in;
  const int ready = streams_->in_ready ? inflateReset(&stream) : inflateInit2(&stream, kWindow);
  if (ready != Z_OK) return absl::ResourceExhaustedError("no memory to expand gzip");
  streams_->in_ready = true;
  stream.next_in = Bytes(packed);
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string plain;
  while (true) {
    const size_t before = plain.size();
    // One byte more than allowed tells a body that fits from one that does not.
    const size_t step = std::min(most + 1 - before, std::max<size_t>(packed.size() * 4, 1024));
    plain.resize(before + step);
    stream.next_out = reinterpret_cast<Bytef*>(plain.data() + before);
    stream.avail_out = static_cast<uInt>(step);
    const int result = inflate(&stream, Z_NO_FLUSH);
    plain.resize(plain.size() - stream.avail_out);
    if (plain.size() > most) {
      return Error(absl::StatusCode::kResourceExhausted, error::v1::REASON_TOO_LARGE,
                   "The message is too large.");
    }
    if (result == Z_STREAM_END) break;
    if (result != Z_OK || plain.size() == before) return NotGzip();
  }
  if (stream.avail_in != 0) return NotGzip();
  return plain;
}

void Gzip::Compress(std::string_view plain, std::string& out) {
  z_stream& stream = streams_->out;
  const int ready = streams_->out_ready
                        ? deflateReset(&stream)
                        : deflateInit2(&stream, kLevel, Z_DEFLATED, kWindow, 8, Z_DEFAULT_STRATEGY);
  streams_->out_ready = ready == Z_OK;
  const size_t before = out.size();
  out.resize(before + deflateBound(&stream, static_cast<uLong>(plain.size())));
  stream.next_in = Bytes(plain);
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
  stream.avail_out = static_cast<uInt>(out.size() - before);
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
}

}  // namespace smarthub::edge
