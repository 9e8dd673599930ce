#include "platform/store/resp.h"

#include <hiredis/hiredis.h>

#include <charconv>

namespace smarthub::store {
namespace {

void AppendNumber(std::string& out, char mark, int64_t number) {
  char text[24];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  out.push_back(mark);
  out.append(text, end).append("\r\n");
}

}  // namespace

// Written here and not by redisFormatCommandArgv: that one needs every argument at once and gives a
// fresh allocation a command.
Command& Command::Add(std::string_view argument) {
  AppendNumber(arguments_, '$', static_cast<int64_t>(argument.size()));
  arguments_.append(argument).append("\r\n");
  ++count_;
  return *this;
}

Command& Command::AddInteger(int64_t argument) {
  char text[24];
  const auto end = std::to_chars(text, text + sizeof text, argument).ptr;
  return Add({text, static_cast<size_t>(end - text)});
}

void Command::AppendTo(std::string& out) const {
  AppendNumber(out, '*', count_);
  out.append(arguments_);
}

bool ReplyView::is_nil() const { return reply_ == nullptr || reply_->type == REDIS_REPLY_NIL; }
bool ReplyView::is_error() const { return reply_ != nullptr && reply_->type == REDIS_REPLY_ERROR; }
bool ReplyView::is_array() const { return reply_ != nullptr && reply_->type == REDIS_REPLY_ARRAY; }

std::string_view ReplyView::text() const {
  if (reply_ == nullptr) return {};
  switch (reply_->type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
    case REDIS_REPLY_ERROR:
      return {reply_->str, reply_->len};
    default:
      return {};
  }
}

int64_t ReplyView::integer() const {
  return reply_ != nullptr && reply_->type == REDIS_REPLY_INTEGER ? reply_->integer : 0;
}

size_t ReplyView::size() const { return is_array() ? reply_->elements : 0; }

ReplyView ReplyView::operator[](size_t i) const {
  return i < size() ? ReplyView(reply_->element[i]) : ReplyView();
}

void Reply::Free::operator()(redisReply* reply) const { freeReplyObject(reply); }

}  // namespace smarthub::store
