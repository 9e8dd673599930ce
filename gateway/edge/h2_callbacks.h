// From nghttp2's C callbacks to H2Session's methods. For h2_session.cc only.
#ifndef GATEWAY_EDGE_H2_CALLBACKS_H_
#define GATEWAY_EDGE_H2_CALLBACKS_H_

#include <memory>

#include "gateway/edge/h2_session.h"

namespace smarthub::edge {

struct H2Callbacks {
  static H2Session& Of(void* user) { return *static_cast<H2Session*>(user); }
  static std::string_view Text(const uint8_t* data, size_t size) {
    return {reinterpret_cast<const char*>(data), size};
  }

  static int BeginFrame(nghttp2_session*, const nghttp2_frame_hd* head, void* user) {
    return Of(user).OnBeginFrame(*head);
  }
  static int BeginHeaders(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    return Of(user).OnBeginHeaders(*frame);
  }
  static int Header(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name,
                    size_t name_size, const uint8_t* value, size_t value_size, uint8_t,
                    void* user) {
    return Of(user).OnHeader(*frame, Text(name, name_size), Text(value, value_size));
  }
  static int Frame(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    return Of(user).OnFrame(*frame);
  }
  static int Data(nghttp2_session*, uint8_t, int32_t id, const uint8_t* data, size_t size,
                  void* user) {
    return Of(user).OnData(id, Text(data, size));
  }
  static int FrameSent(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    return Of(user).OnFrameSent(*frame);
  }
  static int StreamClose(nghttp2_session*, int32_t id, uint32_t, void* user) {
    return Of(user).OnStreamClose(id);
  }
  static int InvalidFrame(nghttp2_session*, const nghttp2_frame* frame, int, void* user) {
    return Of(user).OnInvalidFrame(*frame);
  }
  static ssize_t Body(nghttp2_session*, int32_t id, uint8_t* into, size_t most, uint32_t* flags,
                      nghttp2_data_source*, void* user) {
    return Of(user).ReadBody(id, into, most, flags);
  }

  // Null where there is no memory.
  static nghttp2_session* NewServer(H2Session* session, const Limits& limits) {
    nghttp2_session_callbacks* raw = nullptr;
    if (nghttp2_session_callbacks_new(&raw) != 0) return nullptr;
    const std::unique_ptr<nghttp2_session_callbacks, decltype(&nghttp2_session_callbacks_del)>
        callbacks(raw, nghttp2_session_callbacks_del);
    nghttp2_session_callbacks_set_on_begin_frame_callback(raw, BeginFrame);
    nghttp2_session_callbacks_set_on_begin_headers_callback(raw, BeginHeaders);
    nghttp2_session_callbacks_set_on_header_callback(raw, Header);
    nghttp2_session_callbacks_set_on_frame_recv_callback(raw, Frame);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(raw, Data);
    nghttp2_session_callbacks_set_on_frame_send_callback(raw, FrameSent);
    nghttp2_session_callbacks_set_on_stream_close_callback(raw, StreamClose);
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(raw, InvalidFrame);
    nghttp2_option* option = nullptr;
    if (nghttp2_option_new(&option) != 0) return nullptr;
    // The window is given back when a request has been read whole: what a client can make us keep
    // is bounded by it.
    nghttp2_option_set_no_auto_window_update(option, 1);
    nghttp2_option_set_no_closed_streams(option, 1);
    nghttp2_option_set_max_outbound_ack(option, 100);
    nghttp2_option_set_max_settings(option, 16);
    nghttp2_option_set_max_continuations(option, static_cast<size_t>(limits.continuations));
    nghttp2_option_set_max_deflate_dynamic_table_size(option, limits.hpack_table_bytes);
    nghttp2_option_set_stream_reset_rate_limit(option, static_cast<uint64_t>(limits.idle_frames),
                                               static_cast<uint64_t>(limits.idle_frames_a_second));
    nghttp2_session* made = nullptr;
    const int failed = nghttp2_session_server_new2(&made, raw, session, option);
    nghttp2_option_del(option);
    return failed == 0 ? made : nullptr;
  }
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_H2_CALLBACKS_H_
