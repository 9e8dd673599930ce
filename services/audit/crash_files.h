// For tests: a file system in memory that can stop the world at any step and then show what a
// killed process or a power cut would have left. What was not fsynced may be there, or not, or in
// part.
#ifndef SERVICES_AUDIT_CRASH_FILES_H_
#define SERVICES_AUDIT_CRASH_FILES_H_

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "services/audit/files.h"

namespace smarthub::audit {

class CrashFiles final : public Files {
 public:
  enum class Crash { kKill, kPowerCut, kTornPowerCut };

  // The `step`th call from now fails (having done all, half or nothing) and so does every later
  // one.
  void StopAt(int step, uint64_t seed) {
    steps_left_ = step;
    random_.seed(seed);
    dead_ = false;
  }
  void DoNotStop() {
    steps_left_ = -1;
    dead_ = false;
  }
  bool stopped() const { return dead_; }

  // The world after the crash.
  void Recover(Crash crash) {
    dead_ = false;
    steps_left_ = -1;
    if (crash == Crash::kKill) return;
    const bool torn = crash == Crash::kTornPowerCut;
    std::map<std::string, std::shared_ptr<Inode>> names = durable_;
    if (torn) {
      for (const auto& [path, inode] : current_) {
        if (Toss()) names[path] = inode;
      }
      for (const auto& [path, inode] : durable_) {
        if (current_.count(path) == 0 && Toss()) names.erase(path);
      }
    }
    for (auto& [path, inode] : names) {
      if (torn && Toss()) {
        // Written back in time, wholly or not.
        if (Toss()) inode->content.resize(random_() % (inode->content.size() + 1));
        if (inode->content.size() < inode->durable.size()) inode->content = inode->durable;
      } else {
        inode->content = inode->durable;
      }
      inode->durable = inode->content;
    }
    current_ = durable_ = std::move(names);
  }

  void WriteTo(const std::filesystem::path& real, const std::string& below) const {
    for (const auto& [path, inode] : current_) {
      if (path.rfind(below + "/", 0) != 0) continue;
      const std::filesystem::path to = real / path.substr(below.size() + 1);
      std::filesystem::create_directories(to.parent_path());
      std::ofstream(to, std::ios::binary) << inode->content;
    }
  }
  std::vector<std::string> Paths() const {
    std::vector<std::string> paths;
    for (const auto& [path, inode] : current_) paths.push_back(path);
    return paths;
  }

  absl::StatusOr<std::string> Read(const std::string& path) override {
    if (dead_) return Dead();
    const auto file = current_.find(path);
    if (file == current_.end()) return absl::NotFoundError("none");
    return file->second->content;
  }
  absl::StatusOr<std::vector<std::string>> List(const std::string& directory) override {
    if (dead_) return Dead();
    std::set<std::string> names;
    for (const auto& [path, inode] : current_) {
      if (path.rfind(directory + "/", 0) != 0) continue;
      const std::string rest = path.substr(directory.size() + 1);
      names.insert(rest.substr(0, rest.find('/')));
    }
    return std::vector<std::string>(names.begin(), names.end());
  }
  absl::Status MakeDirectories(const std::string&) override {
    return Step([] {});
  }
  absl::Status Write(const std::string& path, std::string_view bytes) override {
    return Step([&] { File(path).content = bytes; },
                [&] { File(path).content = bytes.substr(0, bytes.size() / 2); });
  }
  absl::Status Sync(const std::string& path) override {
    return Step([&] { File(path).durable = File(path).content; });
  }
  absl::Status Rename(const std::string& from, const std::string& to) override {
    return Step([&] {
      current_[to] = current_.at(from);
      current_.erase(from);
    });
  }
  absl::Status SyncDirectory(const std::string& directory) override {
    return Step([&] {
      for (auto at = durable_.begin(); at != durable_.end();) {
        at = DirectoryOf(at->first) == directory ? durable_.erase(at) : std::next(at);
      }
      for (const auto& [path, inode] : current_) {
        if (DirectoryOf(path) == directory) durable_[path] = inode;
      }
    });
  }
  absl::Status Remove(const std::string& path) override {
    return Step([&] { current_.erase(path); });
  }

 private:
  struct Inode {
    std::string content;
    std::string durable;
  };
  static absl::Status Dead() { return absl::UnavailableError("the world stopped"); }
  bool Toss() { return random_() % 2 == 0; }
  Inode& File(const std::string& path) {
    auto& inode = current_[path];
    if (inode == nullptr) inode = std::make_shared<Inode>();
    return *inode;
  }
  template <typename All>
  absl::Status Step(All all) {
    return Step(all, [] {});
  }
  template <typename All, typename Half>
  absl::Status Step(All all, Half half) {
    if (dead_) return Dead();
    if (steps_left_ > 0) --steps_left_;
    if (steps_left_ != 0) {
      all();
      return absl::OkStatus();
    }
    dead_ = true;
    const int how = static_cast<int>(random_() % 3);
    if (how == 0) all();
    if (how == 1) half();
    return Dead();
  }

  std::map<std::string, std::shared_ptr<Inode>> current_;
  std::map<std::string, std::shared_ptr<Inode>> durable_;
  int steps_left_ = -1;
  bool dead_ = false;
  std::mt19937_64 random_{1};
};

}  // namespace smarthub::audit

#endif  // SERVICES_AUDIT_CRASH_FILES_H_
