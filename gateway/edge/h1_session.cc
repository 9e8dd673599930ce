// HTTP/1.1 (RFC 9112). One request at a time; pipelined ones wait in the input, within a bound.
#include <boost/asio/buffer.hpp>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/edge/h1_parser.h"
#include "gateway/edge/http_session.h"
#include "gateway/edge/status_text.h"

namespace smarthub::edge {
namespace {

constexpr size_t kMostInput = 64 << 10;

class H1Session final : public HttpSession, private ExchangeOwner {
 public:
  explicit H1Session(SessionContext context)
      : context_(std::move(context)), since_(context_.clock->Now()) {}
  ~H1Session() override {
    if (exchange_ != nullptr) exchange_->Leave();
  }

  void Receive(std::string_view bytes) override {
    if (closing_) return;
    if (input_.empty() && !reading_) since_ = context_.clock->Now();
    input_.append(bytes);
    Read();
  }
  void Produce(std::string& out, size_t most) override;
  bool wants_input() const override { return !closing_ && input_.size() < kMostInput; }
  bool done() const override { return closing_ && exchange_ == nullptr && early_.empty(); }
  size_t open() const override { return answering_ ? 1 : 0; }
  absl::Time deadline() const override {
    if (answering_ || closing_) return absl::InfiniteFuture();
    return since_ +
           (reading_ || !input_.empty() ? context_.limits->request : context_.limits->idle);
  }
  void Drain() override {
    draining_ = true;
    if (exchange_ == nullptr && input_.empty()) closing_ = true;
  }

 private:
  void Changed(Exchange&) override { context_.wake(); }
  void Read();
  // One step; false: no more can be done with what is there.
  bool ReadOnce();
  bool OnHeadRead();
  void Refuse(int status);
  void WriteHead(std::string& out, bool whole);
  void Ended();

  SessionContext context_;
  std::string input_;
  std::string early_;  // "100 Continue", or a refusal that no exchange stands for
  std::shared_ptr<Exchange> exchange_;
  std::optional<H1Parser> parser_;
  absl::Time since_;
  bool reading_ = false;     // a request has begun and is not whole
  bool answering_ = false;   // the request is with the handler
  bool discarding_ = false;  // the handler has answered; the body is read away
  bool head_written_ = false;
  bool chunked_ = false;
  bool keep_alive_ = true;
  bool draining_ = false;
  bool closing_ = false;
};

void H1Session::Read() {
  while (!answering_ && !closing_ && !input_.empty() && ReadOnce()) {
  }
}

bool H1Session::ReadOnce() {
  if (exchange_ == nullptr) {
    exchange_ = std::make_shared<Exchange>(static_cast<ExchangeOwner*>(this), 1);
    exchange_->request.arrived = context_.clock->Now();
    parser_.emplace(exchange_->request, *context_.limits);
    reading_ = true;
    since_ = context_.clock->Now();
  }
  const bool had_head = parser_->is_header_done();
  boost::beast::error_code code;
  const size_t used = parser_->put(boost::asio::const_buffer(input_.data(), input_.size()), code);
  input_.erase(0, used);
  if (code == boost::beast::http::error::need_more) return false;
  if (code) {
    Refuse(code == boost::beast::http::error::header_limit ? 431 : 400);
    return false;
  }
  if (!had_head && parser_->is_header_done() && !OnHeadRead()) return false;
  if (parser_->hopeless()) {
    Refuse(413);
    return false;
  }
  if (parser_->is_done()) {
    reading_ = false;
    answering_ = true;
    if (!discarding_) context_.handler->OnRequest(exchange_);
    return false;
  }
  return used > 0;
}

bool H1Session::OnHeadRead() {
  keep_alive_ = parser_->keep_alive();
  int fault = parser_->fault();
  if (fault == 0 && parser_->hosts() != 1) fault = 400;
  if (fault != 0) {
    Refuse(fault);
    return false;
  }
  ++context_.counters->requests_h1;
  if (!context_.handler->OnHead(exchange_)) {
    discarding_ = true;
    return true;
  }
  if (parser_->expects_continue() && !parser_->is_done()) {
    early_ += "HTTP/1.1 100 Continue\r\n\r\n";
    context_.wake();
  }
  return true;
}

void H1Session::Refuse(int status) {
  ++context_.counters->malformed;
  // A response that the handler has given already is not whole: the connection is cut instead.
  if (exchange_ == nullptr || !exchange_->started()) {
    absl::StrAppend(&early_, "HTTP/1.1 ", status, " ", std::string(StatusText(status)),
                    "\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  }
  if (exchange_ != nullptr) std::exchange(exchange_, nullptr)->Leave();
  parser_.reset();
  input_.clear();
  reading_ = answering_ = false;
  closing_ = true;
  context_.wake();
}

void H1Session::WriteHead(std::string& out, bool whole) {
  const int status = exchange_->status();
  absl::StrAppend(&out, "HTTP/1.1 ", status, " ", std::string(StatusText(status)), "\r\n");
  const Headers& headers = exchange_->headers();
  for (size_t i = 0; i < headers.size(); ++i) {
    const Headers::Field field = headers[i];
    out.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  chunked_ = !whole;
  if (chunked_) {
    out += "transfer-encoding: chunked\r\n";
  } else if (status != 304 && status != 204) {
    absl::StrAppend(&out, "content-length: ", exchange_->announced_bytes(), "\r\n");
  }
  if (draining_) keep_alive_ = false;
  if (!keep_alive_) out += "connection: close\r\n";
  out += "\r\n";
  head_written_ = true;
}

void H1Session::Produce(std::string& out, size_t most) {
  out += std::exchange(early_, {});
  while (exchange_ != nullptr && out.size() < most) {
    if (exchange_->aborted()) {
      // No last chunk, and no close_notify by the connection: the client sees that it is cut.
      std::exchange(exchange_, nullptr)->Leave();
      closing_ = true;
      return;
    }
    if (!exchange_->started()) return;
    // An early answer waits until its body is read away: else the client may still be writing.
    if (discarding_ && !answering_) return;
    if (!head_written_) WriteHead(out, exchange_->finished() && exchange_->trailers().empty());
    const std::string_view unsent = exchange_->unsent();
    if (!unsent.empty()) {
      const std::string_view piece = unsent.substr(0, most);
      if (chunked_) absl::StrAppend(&out, absl::Hex(piece.size()), "\r\n");
      out += piece;
      if (chunked_) out += "\r\n";
      exchange_->Sent(piece.size());
      continue;
    }
    if (!exchange_->finished()) return;
    if (chunked_) out += "0\r\n\r\n";
    Ended();
  }
}

void H1Session::Ended() {
  exchange_->Leave();
  exchange_ = nullptr;
  parser_.reset();
  answering_ = discarding_ = head_written_ = false;
  since_ = context_.clock->Now();
  if (!keep_alive_ || draining_) {
    closing_ = true;
    return;
  }
  Read();
}

}  // namespace

std::unique_ptr<HttpSession> NewH1Session(SessionContext context) {
  return std::make_unique<H1Session>(std::move(context));
}

}  // namespace smarthub::edge
