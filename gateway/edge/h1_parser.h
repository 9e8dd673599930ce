// Boost.Beast's parser, filling a Request within our bounds. For h1_session.cc only: Beast is slow
// to compile.
#ifndef GATEWAY_EDGE_H1_PARSER_H_
#define GATEWAY_EDGE_H1_PARSER_H_

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <string>

#include "absl/strings/ascii.h"
#include "gateway/edge/exchange.h"
#include "gateway/edge/options.h"

namespace smarthub::edge {

class H1Parser final : public boost::beast::http::basic_parser<true> {
 public:
  H1Parser(Request& request, const Limits& limits) : request_(request), limits_(limits) {
    header_limit(static_cast<uint32_t>(limits.header_bytes + limits.path_bytes));
    body_limit(boost::none);  // counted here, so that the answer can say which protocol's error
    eager(false);
  }

  int hosts() const { return hosts_; }
  bool expects_continue() const { return expects_continue_; }
  // Far past the limit: not worth reading to its end.
  bool hopeless() const { return body_bytes_ > 8 * (limits_.message_bytes + kEnvelope); }
  // What must not be answered as it stands: 0 or an HTTP status.
  int fault() const { return fault_; }

  static constexpr size_t kEnvelope = 5;

 private:
  using Code = boost::beast::error_code;
  using View = boost::beast::string_view;
  using Verb = boost::beast::http::verb;
  using Name = boost::beast::http::field;

  void on_request_impl(Verb, View method, View target, int version, Code&) override {
    request_.method.assign(method.data(), method.size());
    request_.target.assign(target.data(), target.size());
    if (version != 11) fault_ = 505;
    if (target.size() > limits_.path_bytes) fault_ = 414;
    if (target.empty() || target[0] != '/') fault_ = 400;
  }
  void on_response_impl(int, View, int, Code&) override {}
  void on_field_impl(Name name, View given, View value, Code& code) override {
    if (++fields_ > limits_.header_count) {
      code = boost::beast::http::error::header_limit;
      return;
    }
    if (body_began_) return;  // trailers of a chunked body: not used
    lower_.assign(given.data(), given.size());
    absl::AsciiStrToLower(&lower_);
    if (name == Name::host) {
      ++hosts_;
      request_.authority.assign(value.data(), value.size());
      return;
    }
    // A message framed in two ways is read in two ways (RFC 9112, section 6.1): refused.
    if (name == Name::content_length) framings_ += 1;
    if (name == Name::transfer_encoding) {
      framings_ += 1;
      if (lower_value(value) != "chunked") fault_ = 501;
    }
    if (framings_ > 1) fault_ = 400;
    if (name == Name::expect) {
      expects_continue_ = lower_value(value) == "100-continue";
      if (!expects_continue_) fault_ = 417;
    }
    request_.headers.Add(lower_, {value.data(), value.size()});
  }
  void on_header_impl(Code&) override {}
  void on_body_init_impl(const boost::optional<uint64_t>&, Code&) override { body_began_ = true; }
  std::size_t on_body_impl(View body, Code&) override {
    Take(body);
    return body.size();
  }
  void on_chunk_header_impl(uint64_t, View, Code&) override { body_began_ = true; }
  std::size_t on_chunk_body_impl(uint64_t, View body, Code&) override {
    Take(body);
    return body.size();
  }
  void on_finish_impl(Code&) override {}

  static std::string lower_value(View value) {
    std::string lower(value.data(), value.size());
    absl::AsciiStrToLower(&lower);
    return lower;
  }
  void Take(View body) {
    body_bytes_ += body.size();
    if (body_bytes_ > limits_.message_bytes + kEnvelope) {
      request_.too_large = true;
      request_.body.clear();
    } else {
      request_.body.append(body.data(), body.size());
    }
  }

  Request& request_;
  const Limits& limits_;
  std::string lower_;
  size_t fields_ = 0;
  uint64_t body_bytes_ = 0;
  int hosts_ = 0;
  int framings_ = 0;
  int fault_ = 0;
  bool body_began_ = false;
  bool expects_continue_ = false;
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_H1_PARSER_H_
