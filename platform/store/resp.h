// Commands to Redis and replies of it. Values; not shared between threads.
#ifndef PLATFORM_STORE_RESP_H_
#define PLATFORM_STORE_RESP_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct redisReply;

namespace smarthub::store {

// A command in Redis's wire form, built in one buffer.
class Command {
 public:
  explicit Command(std::string_view name) { Add(name); }
  Command& Add(std::string_view argument);
  Command& AddInteger(int64_t argument);
  size_t size() const { return arguments_.size(); }
  void AppendTo(std::string& out) const;

 private:
  std::string arguments_;
  int count_ = 0;
};

// Looks into a reply, which outlives it. What is asked of the wrong type is empty, zero or absent:
// callers check shapes where it matters.
class ReplyView {
 public:
  ReplyView() = default;
  explicit ReplyView(const redisReply* reply) : reply_(reply) {}

  bool is_nil() const;
  bool is_error() const;
  bool is_array() const;
  // Of a string, a status or an error.
  std::string_view text() const;
  int64_t integer() const;
  // Elements of an array.
  size_t size() const;
  ReplyView operator[](size_t i) const;

 private:
  const redisReply* reply_ = nullptr;
};

// Owns a reply.
class Reply {
 public:
  Reply() = default;
  explicit Reply(redisReply* reply) : reply_(reply) {}
  ReplyView view() const { return ReplyView(reply_.get()); }

 private:
  struct Free {
    void operator()(redisReply* reply) const;
  };
  std::unique_ptr<redisReply, Free> reply_;
};

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_RESP_H_
