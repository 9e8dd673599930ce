// protobuf's own json_util is the oracle: on random messages of every kind of field, what we print
// it reads, what it prints we read, and both come out equal to the message.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "gateway/edge/json.h"
#include "gateway/edge/testing/everything.pb.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"

namespace smarthub::edge {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using testing::Everything;
using testing::Inner;

class Generator {
 public:
  explicit Generator(uint64_t seed) : engine_(seed) {}

  void Fill(Message& message, int depth) {
    const auto* descriptor = message.GetDescriptor();
    if (FillKnown(message, depth)) return;
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const FieldDescriptor& field = *descriptor->field(i);
      if (Below(3) != 0) continue;
      const int count = field.is_repeated() ? 1 + static_cast<int>(Below(3)) : 1;
      for (int k = 0; k < count; ++k) FillField(message, field, depth);
    }
  }

 private:
  uint64_t Below(uint64_t n) { return engine_() % n; }
  // Numbers near the edges of their range as often as in the middle.
  uint64_t Bits() {
    switch (Below(4)) {
      case 0:
        return Below(10);
      case 1:
        return ~Below(10);
      case 2:
        return (uint64_t{1} << Below(64)) - Below(2);
      default:
        return engine_();
    }
  }
  double Real() {
    switch (Below(4)) {
      case 0:
        return static_cast<double>(static_cast<int64_t>(Bits()));
      case 1:
        return 0.1 * static_cast<double>(Below(1000));
      default:
        return std::ldexp(static_cast<double>(engine_()) / 1e19,
                          static_cast<int>(Below(200)) - 100);
    }
  }
  std::string Text() {
    static const char* const kPieces[] = {"a",  "Zoë", "\"", "\\", "/",    "\n",   "\t", "\x01",
                                          "😀", "€",   "",   " ",  "\x7f", "</a>", "é",  "\u2028"};
    std::string text;
    for (uint64_t i = Below(6); i > 0; --i) text += kPieces[Below(std::size(kPieces))];
    return text;
  }
  std::string Bytes() {
    std::string bytes(Below(9), '\0');
    for (char& c : bytes) c = static_cast<char>(engine_());
    return bytes;
  }

  bool FillKnown(Message& message, int depth) {
    if (auto* time = dynamic_cast<google::protobuf::Timestamp*>(&message)) {
      time->set_seconds(-62135596800 + static_cast<int64_t>(Below(315537897600)));
      time->set_nanos(Nanos());
    } else if (auto* duration = dynamic_cast<google::protobuf::Duration*>(&message)) {
      const bool minus = Below(2) == 0;
      duration->set_seconds((minus ? -1 : 1) * static_cast<int64_t>(Below(315576000000)));
      duration->set_nanos((minus ? -1 : 1) * Nanos());
    } else if (auto* mask = dynamic_cast<google::protobuf::FieldMask*>(&message)) {
      for (uint64_t i = Below(4); i > 0; --i) mask->add_paths(Below(2) ? "a_field.inner" : "b");
    } else if (auto* value = dynamic_cast<google::protobuf::Value*>(&message)) {
      FillValue(*value, depth);
    } else if (auto* structure = dynamic_cast<google::protobuf::Struct*>(&message)) {
      for (uint64_t i = Below(3); i > 0; --i) {
        FillValue((*structure->mutable_fields())[Text()], depth + 1);
      }
    } else if (auto* any = dynamic_cast<google::protobuf::Any*>(&message)) {
      FillAny(*any, depth);
    } else {
      return false;
    }
    return true;
  }
  int32_t Nanos() {
    static const int32_t kUnits[] = {1, 1000, 1000000};
    const int32_t unit = kUnits[Below(3)];
    return static_cast<int32_t>(Below(1000000000 / unit)) * unit;
  }
  void FillValue(google::protobuf::Value& value, int depth) {
    switch (Below(depth < 3 ? 6 : 4)) {
      case 0:
        value.set_null_value(google::protobuf::NULL_VALUE);
        break;
      case 1:
        value.set_bool_value(Below(2) == 0);
        break;
      case 2:
        value.set_number_value(Real());
        break;
      case 3:
        value.set_string_value(Text());
        break;
      case 4:
        for (uint64_t i = Below(3); i > 0; --i) {
          FillValue(*value.mutable_list_value()->add_values(), depth + 1);
        }
        value.mutable_list_value();
        break;
      default:
        for (uint64_t i = Below(3); i > 0; --i) {
          FillValue((*value.mutable_struct_value()->mutable_fields())[Text()], depth + 1);
        }
        value.mutable_struct_value();
    }
  }
  void FillAny(google::protobuf::Any& any, int depth) {
    Inner inner;
    google::protobuf::Timestamp time;
    Message& message = Below(2) == 0 ? static_cast<Message&>(inner) : time;
    Fill(message, depth + 1);
    any.PackFrom(message);
  }

  void FillField(Message& message, const FieldDescriptor& field, int depth) {
    const Reflection& reflection = *message.GetReflection();
    const bool add = field.is_repeated();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32: {
        const auto value = static_cast<int32_t>(Bits());
        add ? reflection.AddInt32(&message, &field, value)
            : reflection.SetInt32(&message, &field, value);
        break;
      }
      case FieldDescriptor::CPPTYPE_INT64: {
        const auto value = static_cast<int64_t>(Bits());
        add ? reflection.AddInt64(&message, &field, value)
            : reflection.SetInt64(&message, &field, value);
        break;
      }
      case FieldDescriptor::CPPTYPE_UINT32: {
        const auto value = static_cast<uint32_t>(Bits());
        add ? reflection.AddUInt32(&message, &field, value)
            : reflection.SetUInt32(&message, &field, value);
        break;
      }
      case FieldDescriptor::CPPTYPE_UINT64: {
        const uint64_t value = Bits();
        add ? reflection.AddUInt64(&message, &field, value)
            : reflection.SetUInt64(&message, &field, value);
        break;
      }
      case FieldDescriptor::CPPTYPE_FLOAT: {
        const auto value = Below(20) == 0 ? INFINITY : static_cast<float>(Real());
        add ? reflection.AddFloat(&message, &field, value)
            : reflection.SetFloat(&message, &field, value);
        break;
      }
      case FieldDescriptor::CPPTYPE_DOUBLE: {
        const double value = Below(20) == 0 ? -INFINITY : Real();
        add ? reflection.AddDouble(&message, &field, value)
            : reflection.SetDouble(&message, &field, value);
        break;
      }
      case FieldDescriptor::CPPTYPE_BOOL:
        add ? reflection.AddBool(&message, &field, Below(2) == 0)
            : reflection.SetBool(&message, &field, Below(2) == 0);
        break;
      case FieldDescriptor::CPPTYPE_ENUM: {
        const auto* type = field.enum_type();
        const int value = type->value(static_cast<int>(Below(type->value_count())))->number();
        add ? reflection.AddEnumValue(&message, &field, value)
            : reflection.SetEnumValue(&message, &field, value);
        break;
      }
      case FieldDescriptor::CPPTYPE_STRING: {
        const std::string value = field.type() == FieldDescriptor::TYPE_BYTES ? Bytes() : Text();
        add ? reflection.AddString(&message, &field, value)
            : reflection.SetString(&message, &field, value);
        break;
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (depth > 3) break;
        Fill(add ? *reflection.AddMessage(&message, &field)
                 : *reflection.MutableMessage(&message, &field),
             depth + 1);
        break;
    }
  }

  std::mt19937_64 engine_;
};

// Maps are repeated entries by reflection, and may then hold a key twice: as on the wire, the last
// one counts. This puts a message in the form it has after a trip over the wire.
Everything Settled(const Everything& message) {
  Everything settled;
  EXPECT_TRUE(settled.ParseFromString(message.SerializeAsString()));
  return settled;
}

TEST(JsonProperty, AgreesWithProtobufOnRandomMessages) {
  JsonCodec codec;
  for (uint64_t seed = 1; seed <= 3000; ++seed) {
    SCOPED_TRACE(seed);
    Everything raw;
    Generator(seed).Fill(raw, 0);
    const Everything message = Settled(raw);

    std::string ours;
    ASSERT_TRUE(codec.Print(message, ours).ok()) << message.DebugString();
    Everything read_by_them;
    const auto read = google::protobuf::util::JsonStringToMessage(ours, &read_by_them);
    ASSERT_TRUE(read.ok()) << read << "\n" << ours;
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(message, read_by_them)) << ours;

    Everything read_by_us;
    const absl::Status parsed = codec.Parse(ours, read_by_us);
    ASSERT_TRUE(parsed.ok()) << parsed << "\n" << ours;
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(message, read_by_us)) << ours;

    std::string theirs;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(message, &theirs).ok());
    Everything again;
    const absl::Status parsed_theirs = codec.Parse(theirs, again);
    ASSERT_TRUE(parsed_theirs.ok()) << parsed_theirs << "\n" << theirs;
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(message, again)) << theirs;
    if (HasFailure()) return;
  }
}

// Whatever single byte of a good text is changed, cut or doubled: no crash, and where we accept,
// protobuf accepts and reads the same.
TEST(JsonProperty, AcceptsNothingThatProtobufReadsOtherwise) {
  constexpr std::string_view kTelling = "{}[]\",:0123456789eE+-.truefalsn\\u\x80 ";
  JsonCodec codec;
  std::mt19937_64 engine(7);
  int accepted = 0;
  for (uint64_t seed = 1; seed <= 400; ++seed) {
    Everything raw;
    Generator(seed).Fill(raw, 2);
    std::string text;
    ASSERT_TRUE(codec.Print(Settled(raw), text).ok());
    for (int change = 0; change < 20; ++change) {
      std::string changed = text;
      const size_t at = engine() % changed.size();
      switch (engine() % 3) {
        case 0:
          changed[at] = kTelling[engine() % kTelling.size()];
          break;
        case 1:
          changed.erase(at, 1);
          break;
        default:
          changed.insert(at, 1, changed[at]);
      }
      Everything ours;
      if (!codec.Parse(changed, ours).ok()) continue;
      ++accepted;
      Everything theirs;
      const auto read = google::protobuf::util::JsonStringToMessage(changed, &theirs);
      ASSERT_TRUE(read.ok()) << read << "\n" << changed;
      EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(ours, theirs)) << changed;
      if (HasFailure()) return;
    }
  }
  EXPECT_GT(accepted, 100);
}

}  // namespace
}  // namespace smarthub::edge
