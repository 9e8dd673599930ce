// The way out: from exchanges to frames.
#include <algorithm>
#include <cstring>

#include "gateway/edge/h2_callbacks.h"
#include "gateway/edge/h2_session.h"

namespace smarthub::edge {
namespace {

uint8_t* Bytes(std::string_view text) {
  return const_cast<uint8_t*>(reinterpret_cast<const uint8_t*>(text.data()));  // NOLINT: C
}

}  // namespace

// nghttp2 does not copy: an exchange's headers stay until its stream is closed.
void AppendFields(const Headers& headers, std::vector<nghttp2_nv>& out) {
  for (size_t i = 0; i < headers.size(); ++i) {
    const Headers::Field field = headers[i];
    out.push_back({Bytes(field.name), Bytes(field.value), field.name.size(), field.value.size(),
                   NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE});
  }
}

void H2Session::Changed(Exchange& exchange) {
  Stream* const stream = Find(exchange.id());
  if (stream == nullptr || stream->dirty) return;
  stream->dirty = true;
  dirty_.push_back(exchange.id());
  context_.wake();
}

void H2Session::Submit(int32_t id, Stream& stream) {
  Exchange& exchange = *stream.exchange;
  if (exchange.aborted()) {
    nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id, NGHTTP2_INTERNAL_ERROR);
    return;
  }
  if (!exchange.started()) return;
  if (stream.submitted) {
    nghttp2_session_resume_data(session_, id);
    return;
  }
  stream.submitted = true;
  // Texts that nghttp2 copies.
  const std::string status = std::to_string(exchange.status());
  const std::string length = std::to_string(exchange.announced_bytes());
  fields_.clear();
  fields_.push_back({Bytes(":status"), Bytes(status), 7, status.size(), NGHTTP2_NV_FLAG_NONE});
  AppendFields(exchange.headers(), fields_);
  if (exchange.finished() && exchange.trailers().empty() && exchange.announced_bytes() > 0 &&
      exchange.status() != 304) {
    fields_.push_back(
        {Bytes("content-length"), Bytes(length), 14, length.size(), NGHTTP2_NV_FLAG_NONE});
  }
  const bool head_only =
      exchange.finished() && exchange.unsent_bytes() == 0 && exchange.trailers().empty();
  nghttp2_data_provider body{};
  body.read_callback = H2Callbacks::Body;
  nghttp2_submit_response(session_, id, fields_.data(), fields_.size(),
                          head_only ? nullptr : &body);
}

ssize_t H2Session::ReadBody(int32_t id, uint8_t* into, size_t most, uint32_t* flags) {
  Stream* const stream = Find(id);
  if (stream == nullptr) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  Exchange& exchange = *stream->exchange;
  const std::string_view unsent = exchange.unsent();
  const size_t size = std::min(unsent.size(), most);
  if (size > 0) {
    std::memcpy(into, unsent.data(), size);
    exchange.Sent(size);
  }
  if (exchange.unsent_bytes() > 0) return static_cast<ssize_t>(size);
  if (exchange.finished()) {
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    if (!exchange.trailers().empty()) {
      *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
      std::vector<nghttp2_nv> fields;
      AppendFields(exchange.trailers(), fields);
      nghttp2_submit_trailer(session_, id, fields.data(), fields.size());
    }
    return static_cast<ssize_t>(size);
  }
  return size == 0 ? NGHTTP2_ERR_DEFERRED : static_cast<ssize_t>(size);
}

// A request that was answered before its end is told that the rest is not wanted
// (RFC 9113, section 8.1).
int H2Session::OnFrameSent(const nghttp2_frame& frame) {
  if ((frame.hd.type != NGHTTP2_HEADERS && frame.hd.type != NGHTTP2_DATA) ||
      (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) {
    return 0;
  }
  const Stream* const stream = Find(frame.hd.stream_id);
  if (stream != nullptr && !stream->request_done) {
    nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, frame.hd.stream_id, NGHTTP2_NO_ERROR);
  }
  return 0;
}

void H2Session::Produce(std::string& out, size_t most) {
  if (session_ == nullptr) return;
  while (true) {
    for (size_t i = 0; i < dirty_.size(); ++i) {
      const int32_t id = dirty_[i];
      if (Stream* const stream = Find(id); stream != nullptr) {
        stream->dirty = false;
        Submit(id, *stream);
      }
    }
    dirty_.clear();
    const size_t before = out.size();
    while (out.size() < most) {
      const uint8_t* data = nullptr;
      const ssize_t size = nghttp2_session_mem_send(session_, &data);
      if (size < 0) broken_ = true;
      if (size <= 0) break;
      out.append(reinterpret_cast<const char*>(data), static_cast<size_t>(size));
    }
    // A stream that closed may have made room for work that answered at once.
    if (dirty_.empty() || out.size() == before || out.size() >= most || broken_) return;
  }
}

}  // namespace smarthub::edge
