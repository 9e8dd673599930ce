#include "gateway/edge/h2_session.h"

#include <algorithm>
#include <utility>

#include "gateway/edge/h2_callbacks.h"

namespace smarthub::edge {
namespace {

// What one connection's half-sent requests may hold of our memory.
constexpr int32_t kConnectionWindow = 4 << 20;
constexpr size_t kEnvelope = 5;

}  // namespace

H2Session::H2Session(SessionContext context)
    : context_(std::move(context)),
      idle_frames_(context_.limits->idle_frames, context_.limits->idle_frames_a_second,
                   context_.clock->Now()),
      since_(context_.clock->Now()) {
  const Limits& limits = *context_.limits;
  session_ = H2Callbacks::NewServer(this, limits);
  if (session_ == nullptr) {
    broken_ = true;
    return;
  }
  const nghttp2_settings_entry settings[] = {
      {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits.h2_streams},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<uint32_t>(limits.header_bytes)},
      {NGHTTP2_SETTINGS_HEADER_TABLE_SIZE, limits.hpack_table_bytes},
      // A whole message fits, so that one that is too large is seen to be, not stuck.
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE,
       static_cast<uint32_t>(limits.message_bytes + (64 << 10))},
  };
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings, std::size(settings));
  const auto window = std::max<int32_t>(kConnectionWindow,
                                        static_cast<int32_t>(2 * limits.message_bytes + (1 << 17)));
  nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, window);
}

H2Session::~H2Session() {
  for (auto& [id, stream] : streams_) stream->exchange->Leave();
  streams_.clear();
  nghttp2_session_del(session_);
}

H2Session::Stream* H2Session::Find(int32_t id) {
  const auto found = streams_.find(id);
  return found == streams_.end() ? nullptr : found->second.get();
}

void H2Session::Receive(std::string_view bytes) {
  if (broken_) return;
  const ssize_t taken = nghttp2_session_mem_recv(
      session_, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  if (taken < 0) {
    ++context_.counters->malformed;
    broken_ = true;
    return;
  }
  context_.wake();
}

bool H2Session::done() const {
  return broken_ ||
         (nghttp2_session_want_read(session_) == 0 && nghttp2_session_want_write(session_) == 0);
}

absl::Time H2Session::deadline() const {
  if (broken_) return absl::InfiniteFuture();
  if (streams_.empty()) return since_ + context_.limits->idle;
  absl::Time oldest = absl::InfiniteFuture();
  for (const auto& [id, stream] : streams_) {
    if (!stream->request_done) oldest = std::min(oldest, stream->exchange->request.arrived);
  }
  return oldest + context_.limits->request;
}

void H2Session::Drain() {
  if (broken_) return;
  // First word: new requests may still be on their way (RFC 9113, section 6.8). Second: these were
  // the last.
  if (drains_++ == 0) {
    nghttp2_submit_shutdown_notice(session_);
  } else if (drains_ == 2) {
    nghttp2_submit_goaway(session_, NGHTTP2_FLAG_NONE,
                          nghttp2_session_get_last_proc_stream_id(session_), NGHTTP2_NO_ERROR,
                          nullptr, 0);
  }
  context_.wake();
}

int H2Session::SpendIdle() {
  if (idle_frames_.Take(context_.clock->Now())) return 0;
  ++context_.counters->abuse;
  nghttp2_session_terminate_session(session_, NGHTTP2_ENHANCE_YOUR_CALM);
  return 0;
}

int H2Session::OnBeginFrame(const nghttp2_frame_hd& head) {
  switch (head.type) {
    case NGHTTP2_PING:
    case NGHTTP2_SETTINGS:
    case NGHTTP2_PRIORITY:
      return SpendIdle();
    case NGHTTP2_RST_STREAM:
      return Find(head.stream_id) != nullptr ? SpendIdle() : 0;
    case NGHTTP2_DATA:
      return head.length == 0 && (head.flags & NGHTTP2_FLAG_END_STREAM) == 0 ? SpendIdle() : 0;
    default:
      return 0;
  }
}

int H2Session::OnInvalidFrame(const nghttp2_frame&) {
  ++context_.counters->malformed;
  return SpendIdle();
}

int H2Session::OnBeginHeaders(const nghttp2_frame& frame) {
  if (frame.hd.type != NGHTTP2_HEADERS || frame.headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
  auto stream = std::make_unique<Stream>();
  stream->exchange =
      std::make_shared<Exchange>(static_cast<ExchangeOwner*>(this), frame.hd.stream_id);
  stream->exchange->request.http2 = true;
  stream->exchange->request.arrived = context_.clock->Now();
  streams_[frame.hd.stream_id] = std::move(stream);
  return 0;
}

int H2Session::OnHeader(const nghttp2_frame& frame, std::string_view name, std::string_view value) {
  Stream* const stream = Find(frame.hd.stream_id);
  if (stream == nullptr || stream->head_done) return 0;  // trailers of a request: not used
  Request& request = stream->exchange->request;
  // As RFC 9113 counts, section 6.5.2.
  stream->header_bytes += name.size() + value.size() + 32;
  const Limits& limits = *context_.limits;
  if (stream->header_bytes > limits.header_bytes + limits.path_bytes ||
      request.headers.size() >= limits.header_count) {
    stream->fault = 431;
  } else if (name == ":method") {
    request.method = value;
  } else if (name == ":path") {
    request.target = value;
    if (value.size() > limits.path_bytes) stream->fault = 414;
    if (value.empty() || value[0] != '/') stream->fault = 400;
  } else if (name == ":authority") {
    request.authority = value;
  } else if (name == "host") {
    if (request.authority.empty()) request.authority = value;
    if (request.authority != value) stream->fault = 400;
  } else if (name[0] == ':') {
    return 0;
  } else {
    request.headers.Add(name, value);
  }
  return 0;
}

void H2Session::HeadDone(Stream& stream) {
  stream.head_done = true;
  ++context_.counters->requests_h2;
  if (stream.fault == 0 && stream.exchange->request.authority.empty()) stream.fault = 400;
  if (stream.fault != 0) {
    ++context_.counters->malformed;
    stream.answered = true;
    stream.exchange->Respond(stream.fault, {}, "");
  } else {
    stream.answered = !context_.handler->OnHead(stream.exchange);
  }
}

int H2Session::OnFrame(const nghttp2_frame& frame) {
  Stream* const stream = Find(frame.hd.stream_id);
  if (stream == nullptr) return 0;
  if (frame.hd.type == NGHTTP2_HEADERS && !stream->head_done) {
    HeadDone(*stream);
  }
  if ((frame.hd.type == NGHTTP2_HEADERS || frame.hd.type == NGHTTP2_DATA) &&
      (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) {
    GiveBack(*stream);
    RequestDone(*stream);
  }
  return 0;
}

void H2Session::RequestDone(Stream& stream) {
  if (std::exchange(stream.request_done, true)) return;
  if (!stream.answered) context_.handler->OnRequest(stream.exchange);
}

// The window of the connection; that of the stream is large enough from the start.
void H2Session::GiveBack(Stream& stream) {
  nghttp2_session_consume_connection(session_, std::exchange(stream.owed, 0));
}

int H2Session::OnData(int32_t id, std::string_view bytes) {
  Stream* const stream = Find(id);
  if (stream == nullptr) {
    nghttp2_session_consume_connection(session_, bytes.size());
    return 0;
  }
  Request& request = stream->exchange->request;
  stream->body_bytes += bytes.size();
  const size_t most = context_.limits->message_bytes + kEnvelope;
  if (stream->answered || stream->body_bytes > most) {
    request.too_large = !stream->answered;
    request.body.clear();
    nghttp2_session_consume_stream(session_, id, stream->owed);
    GiveBack(*stream);
    nghttp2_session_consume(session_, id, bytes.size());
    if (stream->body_bytes > 8 * most) {
      nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
    }
    return 0;
  }
  request.body += bytes;
  stream->owed += bytes.size();
  return 0;
}

int H2Session::OnStreamClose(int32_t id) {
  const auto found = streams_.find(id);
  if (found == streams_.end()) return 0;
  const std::unique_ptr<Stream> stream = std::move(found->second);
  streams_.erase(found);
  GiveBack(*stream);
  stream->exchange->Leave();
  if (streams_.empty()) since_ = context_.clock->Now();
  return 0;
}

std::unique_ptr<HttpSession> NewH2Session(SessionContext context) {
  return std::make_unique<H2Session>(std::move(context));
}

}  // namespace smarthub::edge
