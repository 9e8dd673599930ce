// One job after another on a socket, inside the sandbox.
#include <unistd.h>

#include <string>

#include "services/evidence/image/clean.h"
#include "services/evidence/image/io.h"
#include "services/evidence/image/mark.h"
#include "services/evidence/image/test_jobs.h"
#include "services/evidence/image/zygote.h"

namespace smarthub::evidence {
namespace {

bool Send(int job, const Answer& answer, std::string_view picture, std::string_view thumbnail) {
  return WriteAll(job, BytesOf(answer)) && WriteAll(job, picture) && WriteAll(job, thumbnail);
}

}  // namespace

int ServeCleaner(int job) {
  Request request;
  if (!ReadAll(job, &request, sizeof request) || request.bytes > kMostOriginalBytes) return 1;
  std::string original(request.bytes, '\0');
  if (!ReadAll(job, original.data(), original.size())) return 1;
  CleanedPicture cleaned;
  if (!RunTestJob(original, cleaned)) cleaned = Clean(original);
  Answer answer;
  answer.verdict = cleaned.verdict;
  answer.media_type = cleaned.media_type;
  if (cleaned.verdict == Verdict::kDone) {
    answer.width = cleaned.width;
    answer.height = cleaned.height;
    answer.picture = cleaned.picture.size();
    answer.thumbnail = cleaned.thumbnail.size();
    return Send(job, answer, cleaned.picture, cleaned.thumbnail) ? 0 : 1;
  }
  return Send(job, answer, {}, {}) ? 0 : 1;
}

int ServeMarker(int job) {
  Marker marker;
  for (;;) {
    Request request;
    // The hub closed it: done.
    if (!ReadAll(job, &request, sizeof request)) return 0;
    if (request.bytes > kMostPictureBytes || request.text > kMostTextBytes) return 1;
    std::string jpeg(request.bytes, '\0');
    std::string text(request.text, '\0');
    if (!ReadAll(job, jpeg.data(), jpeg.size()) || !ReadAll(job, text.data(), text.size())) {
      return 1;
    }
    // The picture is ours, so nothing should take long; what does is ended.
    alarm(JobSeconds());
    std::string marked;
    if (!RunTestMark(text, marked)) marked = marker.Mark(jpeg, text);
    alarm(0);
    Answer answer;
    answer.verdict = marked.empty() ? Verdict::kUnreadable : Verdict::kDone;
    answer.picture = marked.size();
    if (!Send(job, answer, marked, {})) return 1;
  }
}

}  // namespace smarthub::evidence
