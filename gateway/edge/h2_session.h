// HTTP/2 (RFC 9113) over nghttp2. For h2_session*.cc only.
#ifndef GATEWAY_EDGE_H2_SESSION_H_
#define GATEWAY_EDGE_H2_SESSION_H_

#include <nghttp2/nghttp2.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "gateway/edge/http_session.h"
#include "gateway/edge/token_bucket.h"

namespace smarthub::edge {

class H2Session final : public HttpSession, private ExchangeOwner {
 public:
  explicit H2Session(SessionContext context);
  ~H2Session() override;

  void Receive(std::string_view bytes) override;
  void Produce(std::string& out, size_t most) override;
  bool wants_input() const override { return true; }
  bool done() const override;
  size_t open() const override { return streams_.size(); }
  absl::Time deadline() const override;
  void Drain() override;

 private:
  struct Stream {
    std::shared_ptr<Exchange> exchange;
    size_t header_bytes = 0;
    size_t body_bytes = 0;
    // Bytes of the body that the connection's window has not been given back for.
    size_t owed = 0;
    int fault = 0;  // an HTTP status to refuse with
    bool head_done = false;
    bool answered = false;  // by OnHead: the body is not wanted
    bool request_done = false;
    bool submitted = false;
    bool dirty = false;
  };

  void Changed(Exchange& exchange) override;
  Stream* Find(int32_t id);

  // What nghttp2 calls; not 0 ends the connection.
  int OnBeginFrame(const nghttp2_frame_hd& head);
  int OnBeginHeaders(const nghttp2_frame& frame);
  int OnHeader(const nghttp2_frame& frame, std::string_view name, std::string_view value);
  int OnFrame(const nghttp2_frame& frame);
  int OnData(int32_t id, std::string_view bytes);
  int OnFrameSent(const nghttp2_frame& frame);
  int OnStreamClose(int32_t id);
  int OnInvalidFrame(const nghttp2_frame& frame);
  ssize_t ReadBody(int32_t id, uint8_t* into, size_t most, uint32_t* flags);
  friend struct H2Callbacks;

  void HeadDone(Stream& stream);
  void RequestDone(Stream& stream);
  void GiveBack(Stream& stream);
  void Submit(int32_t id, Stream& stream);
  int SpendIdle();

  SessionContext context_;
  nghttp2_session* session_ = nullptr;
  absl::flat_hash_map<int32_t, std::unique_ptr<Stream>> streams_;
  std::vector<int32_t> dirty_;
  std::vector<nghttp2_nv> fields_;
  TokenBucket idle_frames_;
  // A request that has been sent only in part: the oldest one's time.
  absl::Time since_;
  bool broken_ = false;
  int drains_ = 0;
};

// For ReadBody's end: the fields of a trailer block.
void AppendFields(const Headers& headers, std::vector<nghttp2_nv>& out);

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_H2_SESSION_H_
