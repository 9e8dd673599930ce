// An HTTP/2 client without sockets, over nghttp2: for tests that look at frames and cut streams.
#ifndef GATEWAY_EDGE_TESTING_H2_CLIENT_H_
#define GATEWAY_EDGE_TESTING_H2_CLIENT_H_

#include <nghttp2/nghttp2.h>

#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace smarthub::edge::testing {

class H2Client {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;
  struct Answer {
    std::map<std::string, std::string> headers;
    std::map<std::string, std::string> trailers;
    std::string body;
    bool ended = false;   // END_STREAM was seen
    bool closed = false;  // the stream is over, in whichever way
    uint32_t error = 0;
    std::string unsent_;  // of the request
  };

  H2Client() {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, OnHeader);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, OnFrame);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, OnData);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, OnClose);
    nghttp2_session_client_new(&session_, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, nullptr, 0);
  }
  ~H2Client() { nghttp2_session_del(session_); }
  H2Client(const H2Client&) = delete;
  H2Client& operator=(const H2Client&) = delete;

  // A POST; its stream id. `whole` false: the body never ends.
  int32_t Post(const std::string& path, const std::string& content_type, std::string body,
               const Fields& more = {}, bool whole = true) {
    Fields fields = {{":method", "POST"}, {":scheme", "https"},
                     {":path", path},     {":authority", "hub.test"},
                     {"te", "trailers"},  {"content-type", content_type}};
    fields.insert(fields.end(), more.begin(), more.end());
    return Send(fields, std::move(body), whole);
  }
  int32_t Send(const Fields& fields, std::string body, bool whole = true) {
    std::vector<nghttp2_nv> list;
    for (const auto& [name, value] : fields) {
      list.push_back({Bytes(name), Bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
    }
    whole_ = whole;
    nghttp2_data_provider provider{};
    provider.read_callback = Read;
    next_body_ = std::move(body);
    const int32_t id =
        nghttp2_submit_request(session_, nullptr, list.data(), list.size(), &provider, nullptr);
    answers[id].unsent_ = std::move(next_body_);
    return id;
  }

  std::string Outgoing() {
    std::string out;
    const uint8_t* data = nullptr;
    for (ssize_t size = 0; (size = nghttp2_session_mem_send(session_, &data)) > 0;) {
      out.append(reinterpret_cast<const char*>(data), static_cast<size_t>(size));
    }
    return out;
  }
  bool Receive(std::string_view bytes) {
    return nghttp2_session_mem_recv(session_, reinterpret_cast<const uint8_t*>(bytes.data()),
                                    bytes.size()) >= 0;
  }
  nghttp2_session* session() { return session_; }

  std::map<int32_t, Answer> answers;
  bool goaway = false;
  uint32_t goaway_error = 0;

 private:
  static H2Client& Of(void* user) { return *static_cast<H2Client*>(user); }
  static uint8_t* Bytes(const std::string& text) {
    return const_cast<uint8_t*>(reinterpret_cast<const uint8_t*>(text.data()));  // NOLINT: C
  }
  static ssize_t Read(nghttp2_session*, int32_t id, uint8_t* into, size_t most, uint32_t* flags,
                      nghttp2_data_source*, void* user) {
    std::string& body = Of(user).answers[id].unsent_;
    const size_t size = std::min(most, body.size());
    std::memcpy(into, body.data(), size);
    body.erase(0, size);
    if (body.empty() && Of(user).whole_) *flags |= NGHTTP2_DATA_FLAG_EOF;
    if (size == 0 && !Of(user).whole_) return NGHTTP2_ERR_DEFERRED;
    return static_cast<ssize_t>(size);
  }
  static int OnHeader(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name,
                      size_t name_size, const uint8_t* value, size_t value_size, uint8_t,
                      void* user) {
    Answer& answer = Of(user).answers[frame->hd.stream_id];
    auto& fields = frame->headers.cat == NGHTTP2_HCAT_RESPONSE ? answer.headers : answer.trailers;
    fields[std::string(reinterpret_cast<const char*>(name), name_size)] =
        std::string(reinterpret_cast<const char*>(value), value_size);
    return 0;
  }
  static int OnFrame(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    if (frame->hd.type == NGHTTP2_GOAWAY) {
      Of(user).goaway = true;
      Of(user).goaway_error = frame->goaway.error_code;
    }
    if ((frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA) &&
        (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) {
      Of(user).answers[frame->hd.stream_id].ended = true;
    }
    return 0;
  }
  static int OnData(nghttp2_session*, uint8_t, int32_t id, const uint8_t* data, size_t size,
                    void* user) {
    Of(user).answers[id].body.append(reinterpret_cast<const char*>(data), size);
    return 0;
  }
  static int OnClose(nghttp2_session*, int32_t id, uint32_t error, void* user) {
    Of(user).answers[id].closed = true;
    Of(user).answers[id].error = error;
    return 0;
  }

  nghttp2_session* session_ = nullptr;
  std::string next_body_;
  bool whole_ = true;
};

}  // namespace smarthub::edge::testing

#endif  // GATEWAY_EDGE_TESTING_H2_CLIENT_H_
