#include "platform/store/testing/test_redis.h"

#include <hiredis/hiredis.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "platform/store/redis_process.h"

namespace smarthub::store {
namespace {

constexpr int kPollMicros = 2000;
constexpr int kPolls = 10000;

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "TestRedis: %s\n", what.c_str());
  std::abort();
}

std::string MakeDirectory() {
  char pattern[] = "/tmp/shXXXXXX";
  if (mkdtemp(pattern) == nullptr) Fail("no temporary directory");
  return pattern;
}

void AppendText(const redisReply& reply, std::string& out) {
  switch (reply.type) {
    case REDIS_REPLY_INTEGER:
      out += std::to_string(reply.integer);
      break;
    case REDIS_REPLY_ARRAY:
      for (size_t i = 0; i < reply.elements; ++i) {
        if (i > 0) out += '\n';
        AppendText(*reply.element[i], out);
      }
      break;
    case REDIS_REPLY_NIL:
      break;
    default:
      out.append(reply.str, reply.len);
  }
}

// For tests that compare: what a key holds, whatever its type.
constexpr char kDumpScript[] = R"(
local out, cursor = {}, '0'
local keys = redis.call('KEYS', '*')
table.sort(keys)
local function text(value)
  if type(value) ~= 'table' then return tostring(value) end
  local parts = {}
  for i = 1, #value do parts[i] = text(value[i]) end
  return '[' .. table.concat(parts, ',') .. ']'
end
for _, key in ipairs(keys) do
  local type = redis.call('TYPE', key)['ok']
  local value
  if type == 'hash' then
    local flat, fields = redis.call('HGETALL', key), {}
    for i = 1, #flat, 2 do fields[#fields + 1] = flat[i] .. '=' .. flat[i + 1] end
    table.sort(fields)
    value = fields
  elseif type == 'zset' then value = redis.call('ZRANGE', key, 0, -1)
  elseif type == 'stream' then value = redis.call('XRANGE', key, '-', '+')
  elseif type == 'set' then value = redis.call('SMEMBERS', key) table.sort(value)
  elseif type == 'list' then value = redis.call('LRANGE', key, 0, -1)
  else value = redis.call('GET', key) end
  out[#out + 1] = key .. ' ' .. type .. ' ' .. text(value)
end
return table.concat(out, '\n'))";

}  // namespace

TestRedis::TestRedis(Options options)
    : options_(std::move(options)),
      directory_(MakeDirectory()),
      socket_path_(directory_ + "/redis.sock") {
  Start();
}

TestRedis::~TestRedis() {
  if (pid_ > 0) Kill();
  std::filesystem::remove_all(directory_);
}

void TestRedis::Kill() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void TestRedis::Start() {
  RedisProcess process;
  process.directory = directory_;
  process.socket_path = socket_path_;
  process.settings = options_.settings;
  process.environment = options_.environment;
  const auto pid = Spawn(process);
  if (!pid.ok()) Fail(std::string(pid.status().message()));
  pid_ = *pid;
  for (int i = 0; i < kPolls; ++i) {
    if (Answers(socket_path_)) return;
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) break;
    usleep(kPollMicros);
  }
  Fail("redis-server did not start; see " + directory_ + "/redis.log");
}

void TestRedis::Pause() { kill(pid_, SIGSTOP); }
void TestRedis::Resume() { kill(pid_, SIGCONT); }

std::string TestRedis::Call(const std::vector<std::string>& command) {
  std::vector<const char*> arguments;
  std::vector<size_t> sizes;
  for (const std::string& argument : command) {
    arguments.push_back(argument.data());
    sizes.push_back(argument.size());
  }
  redisContext* context = redisConnectUnix(socket_path_.c_str());
  if (context == nullptr || context->err != 0) Fail("cannot connect");
  auto* reply = static_cast<redisReply*>(redisCommandArgv(
      context, static_cast<int>(arguments.size()), arguments.data(), sizes.data()));
  if (reply == nullptr) Fail("no reply");
  std::string out;
  AppendText(*reply, out);
  freeReplyObject(reply);
  redisFree(context);
  return out;
}

std::string TestRedis::Dump() { return Call({"EVAL", kDumpScript, "0"}); }

}  // namespace smarthub::store
