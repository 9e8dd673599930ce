// One HTTP request and its response, between a session (which speaks HTTP) and whoever answers. It
// is shared by the two; either may go first. One Loop's thread.
#ifndef GATEWAY_EDGE_EXCHANGE_H_
#define GATEWAY_EDGE_EXCHANGE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gateway/edge/headers.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"

namespace smarthub::edge {

class Exchange;

// What a session is to its exchanges.
class ExchangeOwner {
 public:
  virtual ~ExchangeOwner() = default;
  // There is something to send, or to abort.
  virtual void Changed(Exchange& exchange) = 0;
};

struct Request {
  std::string method;
  // Path and query, origin form.
  std::string target;
  std::string authority;
  // Without pseudo-headers and without Host.
  Headers headers;
  std::string body;
  // The body was larger than a message may be; it is empty here.
  bool too_large = false;
  bool http2 = false;
  absl::Time arrived;

  std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
};

class Exchange {
 public:
  Exchange(ExchangeOwner* owner, int32_t id) : owner_(owner), id_(id) {}
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  Request request;
  // Cancelled when the client has gone.
  Cancellation cancellation;

  // ---- for the one who answers; each is ignored once the client has gone ----

  // The whole response in one.
  void Respond(int status, Headers headers, std::string body);
  // The same; `body` outlives the exchange. `with_body` false: the answer to HEAD.
  void RespondBorrowed(int status, Headers headers, std::string_view body, bool with_body);
  void Start(int status, Headers headers);
  void Send(std::string bytes);
  void Finish(Headers trailers = {});
  // The client must not take what it has for whole.
  void Abort();

  size_t unsent_bytes() const { return borrowed_.size() + buffer_.size() - at_; }
  size_t unsent_messages() const { return ends_.size(); }
  // Resumes when no more than half of what is given is unsent (OK), after `patience`
  // (DEADLINE_EXCEEDED), or when cancelled.
  Task<absl::Status> WaitForRoom(Loop& loop, size_t bytes, size_t messages,
                                 absl::Duration patience);

  // ---- for the session ----

  int32_t id() const { return id_; }
  bool started() const { return status_ != 0; }
  bool finished() const { return finished_; }
  bool aborted() const { return aborted_; }
  int status() const { return status_; }
  const Headers& headers() const { return headers_; }
  const Headers& trailers() const { return trailers_; }
  // The body's whole size, once finished; also where HEAD leaves it out.
  size_t announced_bytes() const { return announced_; }
  bool without_body() const { return without_body_; }
  std::string_view unsent() const {
    return borrowed_.empty() ? std::string_view(buffer_).substr(at_) : borrowed_;
  }
  void Sent(size_t bytes);
  // The session forgets the exchange: cancels it, unless the response was complete.
  void Leave();

 private:
  void Tell();

  ExchangeOwner* owner_;
  const int32_t id_;
  int status_ = 0;
  Headers headers_;
  Headers trailers_;
  std::string buffer_;
  size_t at_ = 0;
  std::string_view borrowed_;
  size_t announced_ = 0;
  // Where each message that is not wholly sent ends, counted from the first byte of all.
  std::vector<uint64_t> ends_;
  uint64_t given_ = 0;
  uint64_t sent_ = 0;
  bool finished_ = false;
  bool aborted_ = false;
  bool without_body_ = false;
  // Wakes WaitForRoom.
  Cancellation* waiting_ = nullptr;
  size_t wanted_bytes_ = 0;
  size_t wanted_messages_ = 0;
};

// Who answers requests.
class Handler {
 public:
  virtual ~Handler() = default;
  // The head is there. False: it is answered already, the body is not wanted.
  virtual bool OnHead(const std::shared_ptr<Exchange>& exchange) = 0;
  // The whole body is there.
  virtual void OnRequest(const std::shared_ptr<Exchange>& exchange) = 0;
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_EXCHANGE_H_
