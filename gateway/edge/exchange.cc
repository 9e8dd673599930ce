#include "gateway/edge/exchange.h"

#include <utility>

namespace smarthub::edge {

void Exchange::Tell() {
  if (owner_ != nullptr) owner_->Changed(*this);
}

void Exchange::Respond(int status, Headers headers, std::string body) {
  if (owner_ == nullptr || started() || aborted_) return;
  status_ = status;
  headers_ = std::move(headers);
  buffer_ = std::move(body);
  given_ = announced_ = buffer_.size();
  finished_ = true;
  Tell();
}

void Exchange::RespondBorrowed(int status, Headers headers, std::string_view body, bool with_body) {
  if (owner_ == nullptr || started() || aborted_) return;
  status_ = status;
  headers_ = std::move(headers);
  announced_ = body.size();
  without_body_ = !with_body;
  if (with_body) borrowed_ = body;
  finished_ = true;
  Tell();
}

void Exchange::Start(int status, Headers headers) {
  if (owner_ == nullptr || started() || aborted_) return;
  status_ = status;
  headers_ = std::move(headers);
  Tell();
}

void Exchange::Send(std::string bytes) {
  if (owner_ == nullptr || finished_ || aborted_ || bytes.empty()) return;
  given_ += bytes.size();
  ends_.push_back(given_);
  if (buffer_.size() == at_) {
    buffer_ = std::move(bytes);
    at_ = 0;
  } else {
    buffer_.erase(0, std::exchange(at_, 0));
    buffer_ += bytes;
  }
  Tell();
}

void Exchange::Finish(Headers trailers) {
  if (owner_ == nullptr || finished_ || aborted_) return;
  trailers_ = std::move(trailers);
  announced_ = given_;
  finished_ = true;
  Tell();
}

void Exchange::Abort() {
  if (owner_ == nullptr || aborted_) return;
  aborted_ = true;
  Tell();
}

void Exchange::Sent(size_t bytes) {
  sent_ += bytes;
  if (!borrowed_.empty()) {
    borrowed_.remove_prefix(bytes);
    return;
  }
  at_ += bytes;
  if (at_ == buffer_.size()) {
    buffer_.clear();
    at_ = 0;
  }
  size_t whole = 0;
  while (whole < ends_.size() && ends_[whole] <= sent_) ++whole;
  ends_.erase(ends_.begin(), ends_.begin() + static_cast<ptrdiff_t>(whole));
  if (waiting_ != nullptr && unsent_bytes() <= wanted_bytes_ && ends_.size() <= wanted_messages_) {
    std::exchange(waiting_, nullptr)->Cancel(absl::CancelledError("there is room"));
  }
}

Task<absl::Status> Exchange::WaitForRoom(Loop& loop, size_t bytes, size_t messages,
                                         absl::Duration patience) {
  if (cancellation.cancelled()) co_return cancellation.why();
  if (unsent_bytes() <= bytes && ends_.size() <= messages) co_return absl::OkStatus();
  wanted_bytes_ = bytes / 2;
  wanted_messages_ = messages / 2;
  Cancellation wake;
  waiting_ = &wake;
  const Cancellation::Listener listener(&cancellation, [this, &wake] {
    waiting_ = nullptr;
    wake.Cancel(cancellation.why());
  });
  const absl::Status slept = co_await loop.Sleep(patience, &wake);
  waiting_ = nullptr;
  if (cancellation.cancelled()) co_return cancellation.why();
  if (slept.ok()) co_return absl::DeadlineExceededError("the client does not read");
  co_return absl::OkStatus();
}

void Exchange::Leave() {
  owner_ = nullptr;
  if (!finished_ || unsent_bytes() > 0) {
    cancellation.Cancel(absl::CancelledError("the client has gone"));
  }
}

}  // namespace smarthub::edge
