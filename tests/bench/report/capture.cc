#include "tests/bench/report/capture.h"

#include <hiredis/hiredis.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/strings.h"
#include "platform/base/uuid.h"
#include "platform/store/resp.h"

namespace smarthub {
namespace {

[[noreturn]] void Fail(const char* what) {
  std::fprintf(stderr, "capture: %s\n", what);
  std::exit(1);
}

std::string ContentsOf(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

size_t NumberAt(const Arguments& arguments, size_t at) {
  size_t number = 0;
  if (at >= arguments.size() || !absl::SimpleAtoi(arguments[at], &number)) Fail("not a commit");
  return number;
}

// MONITOR's quoting: \" \\ \n \r \t \a \b \xHH.
Arguments ParseMonitored(std::string_view line) {
  Arguments out;
  for (size_t at = line.find('"'); at != line.npos && at < line.size();) {
    std::string word;
    for (++at; at < line.size() && line[at] != '"'; ++at) {
      if (line[at] != '\\') {
        word.push_back(line[at]);
        continue;
      }
      const char letter = line[++at];
      if (letter == 'x') {
        word.append(absl::HexStringToBytes(ToAbsl(line.substr(at + 1, 2))));
        at += 2;
      } else {
        constexpr std::string_view kLetters = "nrtab";
        constexpr std::string_view kMeant = "\n\r\t\a\b";
        const size_t found = kLetters.find(letter);
        word.push_back(found == kLetters.npos ? letter : kMeant[found]);
      }
    }
    out.push_back(std::move(word));
    at = line.find('"', at + 1);
  }
  return out;
}

void ReplaceAll(std::string& text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::string SlotOf(const Arguments& commit) {
  const std::string& key = commit.at(3);
  return key.substr(1, key.find('}') - 1);
}

// Name of the record: "{slot}:r:<kind>:<id>".
const std::string& RecordName(const Arguments& commit) { return commit.at(3 + 5); }

}  // namespace

std::string SocketOf(const std::string& data) {
  std::string path = ContentsOf(data + "/redis.socket");
  while (!path.empty() && path.back() == '\n') path.pop_back();
  if (path.empty()) Fail("the directory has no Redis");
  return path;
}

struct Ear::Impl {
  redisContext* context = nullptr;
};

Ear::Ear(const std::string& socket_path) : impl_(std::make_unique<Impl>()) {
  impl_->context = redisConnectUnix(socket_path.c_str());
  if (impl_->context == nullptr || impl_->context->err != 0) Fail("connect");
  freeReplyObject(redisCommand(impl_->context, "MONITOR"));
}
Ear::~Ear() { redisFree(impl_->context); }

Arguments Ear::Hear() {
  for (void* reply = nullptr; redisGetReply(impl_->context, &reply) == REDIS_OK;) {
    const auto* heard = static_cast<redisReply*>(reply);
    Arguments arguments = ParseMonitored({heard->str, heard->len});
    freeReplyObject(reply);
    if (arguments.size() > 8 && arguments[0] == "EVALSHA" &&
        absl::StrContains(RecordName(arguments), ":r:")) {
      return arguments;
    }
  }
  Fail("MONITOR ended");
}

CommitSizes SizesOf(const Arguments& commit) {
  CommitSizes sizes;
  store::Command command(commit[0]);
  for (size_t i = 1; i < commit.size(); ++i) command.Add(commit[i]);
  sizes.command = command.size();
  const size_t keys = NumberAt(commit, 2);
  for (size_t i = 3; i < 3 + keys; ++i) sizes.keys += commit[i].size();
  const size_t first = 3 + keys;
  if (NumberAt(commit, first + 6) != 1) Fail("a report is one record");
  sizes.audit = commit[first + 2].size();
  sizes.answer = commit[first + 3].size();
  // The tenth says how many records it rests on: a report rests on none.
  if (NumberAt(commit, first + 9) != 0) Fail("a report rests on nothing");
  size_t at = first + 10;
  const size_t fields = NumberAt(commit, at + 2);
  at += 3;
  for (size_t i = 0; i < fields; ++i, at += 2) {
    const char name = commit[at][0];
    const size_t size = commit[at + 1].size();
    if (name == 'a')
      sizes.people.push_back(size);
    else if (name == 'k')
      sizes.person_keys.push_back(size);
    else if (name != 'v')
      sizes.fields.push_back(size);
  }
  for (size_t i = 0; i < NumberAt(commit, first + 7); ++i, at += 3) {
    sizes.index_members.push_back(commit[at + 2].size());
    // "{slot}:i:<index>:<partition in hex>"
    const std::string& name = commit[2 + NumberAt(commit, at)];
    sizes.partitions.push_back((name.size() - name.rfind(':') - 1) / 2);
  }
  for (; at < commit.size(); ++at) sizes.event += commit[at].size();
  return sizes;
}

void OpenSlotLike(const std::string& socket_path, const Arguments& commit,
                  const std::string& slot) {
  if (slot.size() != SlotOf(commit).size()) Fail("slots of different length");
  redisContext* context = redisConnectUnix(socket_path.c_str());
  if (context == nullptr || context->err != 0) Fail("connect");
  const std::string epoch = "{" + slot + "}:epoch";
  freeReplyObject(redisCommand(context, "HSET %s active %s", epoch.c_str(),
                               commit[3 + NumberAt(commit, 2)].c_str()));
  redisFree(context);
}

std::vector<std::string> CopiesOf(const Arguments& commit, const std::string& slot, int count,
                                  Random& random) {
  const std::string from_slot = "{" + SlotOf(commit) + "}";
  const std::string hex = RecordName(commit).substr(RecordName(commit).rfind(':') + 1);
  const std::string raw = absl::HexStringToBytes(hex);
  const std::string& answer = commit.at(3 + 4);
  const std::string answer_hex = answer.substr(answer.rfind(':') + 1);
  std::vector<std::string> copies(static_cast<size_t>(count));
  for (std::string& copy : copies) {
    const Uuid fresh = Uuid::Make(random);
    const std::string id(fresh.bytes());
    const std::string id_hex = absl::BytesToHexString(id);
    const Uuid second = Uuid::Make(random);
    const std::string more = absl::BytesToHexString(ToAbsl(second.bytes()));
    const std::string kept = (id_hex + more).substr(0, answer_hex.size());
    store::Command command(commit[0]);
    for (size_t i = 1; i < commit.size(); ++i) {
      std::string argument = commit[i];
      ReplaceAll(argument, from_slot, "{" + slot + "}");
      ReplaceAll(argument, hex, id_hex);
      ReplaceAll(argument, answer_hex, kept);
      ReplaceAll(argument, raw, id);
      command.Add(argument);
    }
    command.AppendTo(copy);
  }
  return copies;
}

}  // namespace smarthub
