#include "tests/bench/store/raw_client.h"

#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace smarthub::store {
namespace {

[[noreturn]] void Fail(const char* what) {
  std::fprintf(stderr, "raw client: %s\n", what);
  std::exit(1);
}

struct Line {
  int fd = -1;
  redisReader* reader = redisReaderCreate();
  int waiting = 0;
};

int Connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    Fail("connect");
  return fd;
}

void Write(int fd, const std::string& bytes) {
  for (size_t at = 0; at < bytes.size();) {
    const ssize_t size = write(fd, bytes.data() + at, bytes.size() - at);
    if (size <= 0) Fail("write");
    at += static_cast<size_t>(size);
  }
}

// Returns how many replies came.
int Read(Line& line) {
  static char block[65536];
  const ssize_t size = read(line.fd, block, sizeof block);
  if (size <= 0) Fail("read");
  redisReaderFeed(line.reader, block, static_cast<size_t>(size));
  int count = 0;
  for (void* reply = nullptr;; ++count) {
    if (redisReaderGetReply(line.reader, &reply) != REDIS_OK) Fail("protocol");
    if (reply == nullptr) return count;
    const auto* answer = static_cast<redisReply*>(reply);
    if (answer->type != REDIS_REPLY_ARRAY || answer->element[0]->integer != 0) Fail("refused");
    freeReplyObject(reply);
  }
}

}  // namespace

double SendAll(const std::string& socket_path, const std::vector<std::string>& commands,
               int connections, int in_flight) {
  std::vector<Line> lines(static_cast<size_t>(connections));
  std::vector<pollfd> polled;
  for (Line& line : lines) {
    line.fd = Connect(socket_path);
    polled.push_back({line.fd, POLLIN, 0});
  }
  const auto begin = std::chrono::steady_clock::now();
  size_t sent = 0;
  size_t answered = 0;
  std::string batch;
  const auto fill = [&](Line& line) {
    batch.clear();
    for (; line.waiting < in_flight / connections && sent < commands.size(); ++line.waiting) {
      batch += commands[sent++];
    }
    if (!batch.empty()) Write(line.fd, batch);
  };
  for (Line& line : lines) fill(line);
  while (answered < commands.size()) {
    if (poll(polled.data(), polled.size(), -1) <= 0) Fail("poll");
    for (size_t i = 0; i < lines.size(); ++i) {
      if ((polled[i].revents & POLLIN) == 0) continue;
      const int count = Read(lines[i]);
      lines[i].waiting -= count;
      answered += static_cast<size_t>(count);
      fill(lines[i]);
    }
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  for (Line& line : lines) {
    close(line.fd);
    redisReaderFree(line.reader);
  }
  return took.count();
}

}  // namespace smarthub::store
