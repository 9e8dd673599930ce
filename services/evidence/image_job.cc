#include "services/evidence/image_job.h"

#include <optional>

#include "platform/base/error.h"
#include "services/evidence/image/io.h"
#include "services/evidence/image/wire.h"

namespace smarthub::evidence {
namespace {

absl::Status Refused(Verdict verdict) {
  switch (verdict) {
    case Verdict::kKind:
      return Error(absl::StatusCode::kInvalidArgument, error::v1::REASON_PICTURE_KIND,
                   "This is not a photo of a kind that is taken. Send a JPEG, PNG, WebP or HEIC.");
    case Verdict::kTooLarge:
      return Error(absl::StatusCode::kInvalidArgument, error::v1::REASON_PICTURE_TOO_LARGE,
                   "This photo has more than 40 million pixels. Send a smaller one.");
    default:
      return Error(absl::StatusCode::kInvalidArgument, error::v1::REASON_PICTURE_UNREADABLE,
                   "This photo cannot be read. Take it again or send another one.");
  }
}

std::string NameOf(MediaType type) {
  switch (type) {
    case MediaType::kJpeg:
      return "image/jpeg";
    case MediaType::kPng:
      return "image/png";
    case MediaType::kWebp:
      return "image/webp";
    case MediaType::kHeic:
      return "image/heic";
    case MediaType::kNone:
      break;
  }
  return "application/octet-stream";
}

// The job ended without a whole answer; `last`: the last byte that came, where any did. A picture
// that breaks its decoder is the picture's fault, but no verdict: the pieces stay. A job that was
// ended, or none at all, is ours.
absl::Status Ended(std::optional<char> last) {
  if (last != static_cast<char>(Ending::kCrashed)) return PicturesAway();
  return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_PICTURE_UNREADABLE,
               "This photo cannot be read. Take it again or send another one.");
}

// nullopt where all of `size` came.
std::optional<absl::Status> ReadPart(int job, void* out, size_t size) {
  const size_t came = ReadUpTo(job, out, size);
  if (came == size) return std::nullopt;
  return Ended(came == 0 ? std::nullopt : std::optional(static_cast<char*>(out)[came - 1]));
}

// Whatever a taken-over decoder may say about its answer.
bool Possible(const Answer& answer) {
  return answer.picture <= kMostPictureBytes && answer.thumbnail <= kMostPictureBytes &&
         answer.width >= 0 && answer.height >= 0 && answer.width <= 65535 && answer.height <= 65535;
}

}  // namespace

absl::StatusOr<Cleaned> CleanIn(int job, const std::string& original) {
  Request request;
  request.bytes = original.size();
  if (!WriteAll(job, BytesOf(request))) return PicturesAway();
  // The cleaner may have ended before it has read all of it: then its ending says why.
  WriteAll(job, original);
  Answer answer;
  if (const auto ended = ReadPart(job, &answer, sizeof answer)) return *ended;
  if (!Possible(answer)) return Ended(static_cast<char>(Ending::kCrashed));
  if (answer.verdict != Verdict::kDone) return Refused(answer.verdict);
  Cleaned cleaned;
  cleaned.media_type = NameOf(answer.media_type);
  cleaned.width = answer.width;
  cleaned.height = answer.height;
  cleaned.picture.resize(answer.picture);
  cleaned.thumbnail.resize(answer.thumbnail);
  for (std::string* const part : {&cleaned.picture, &cleaned.thumbnail}) {
    if (const auto ended = ReadPart(job, part->data(), part->size())) return *ended;
  }
  return cleaned;
}

absl::StatusOr<std::string> MarkIn(int job, const std::string& jpeg, const std::string& text) {
  Request request;
  request.bytes = jpeg.size();
  request.text = text.size();
  Answer answer;
  if (!WriteAll(job, BytesOf(request)) || !WriteAll(job, jpeg) || !WriteAll(job, text) ||
      !ReadAll(job, &answer, sizeof answer) || !Possible(answer) ||
      answer.verdict != Verdict::kDone) {
    return PicturesAway();
  }
  std::string marked(answer.picture, '\0');
  if (!ReadAll(job, marked.data(), marked.size())) return PicturesAway();
  return marked;
}

}  // namespace smarthub::evidence
