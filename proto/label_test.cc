// Walks every descriptor of the contract. There is no allow-list: whoever adds a field, a record or
// a method says what it is, or this goes red with its full name.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "smarthub/label/v1/label.pb.h"

namespace smarthub {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorSet;
using google::protobuf::MethodDescriptor;
using label::v1::MethodLabel;
using testing::IsEmpty;

// Reads the build's descriptor set of every .proto file, so a file that nobody links is walked too.
class LabelTest : public testing::Test {
 protected:
  LabelTest() {
    std::ifstream in(SMARTHUB_DESCRIPTOR_SET, std::ios::binary);
    FileDescriptorSet set;
    EXPECT_TRUE(set.ParseFromIstream(&in));
    for (const auto& proto : set.file()) {
      const FileDescriptor* file = pool_.BuildFile(proto);
      if (file == nullptr) {
        ADD_FAILURE() << proto.name();
      } else if (file->package().rfind("smarthub.", 0) == 0) {
        files_.push_back(file);
      }
    }
    for (const FileDescriptor* file : files_) {
      for (int i = 0; i < file->message_type_count(); ++i) Walk(file->message_type(i));
      for (int s = 0; s < file->service_count(); ++s) {
        for (int m = 0; m < file->service(s)->method_count(); ++m) {
          methods_.push_back(file->service(s)->method(m));
        }
      }
    }
  }

  void Walk(const Descriptor* message) {
    messages_.push_back(message);
    for (int i = 0; i < message->nested_type_count(); ++i) {
      if (!message->nested_type(i)->options().map_entry()) Walk(message->nested_type(i));
    }
  }

  // These options are of a pool of their own; a round trip through bytes reads the extensions.
  template <typename Options>
  static Options Known(const google::protobuf::Message& options) {
    Options known;
    known.ParseFromString(options.SerializeAsString());
    return known;
  }

  static label::v1::Label LabelOf(const FieldDescriptor* field) {
    return Known<google::protobuf::FieldOptions>(field->options()).GetExtension(label::v1::is);
  }
  static MethodLabel LabelOf(const MethodDescriptor* method) {
    return Known<google::protobuf::MethodOptions>(method->options())
        .GetExtension(label::v1::method);
  }
  static label::v1::RecordKind KindOf(const Descriptor* message) {
    return Known<google::protobuf::MessageOptions>(message->options())
        .GetExtension(label::v1::record);
  }

  // A field holds data itself unless it is one of our own messages, whose fields are labelled.
  // Typed ids are labelled where they are used: what they name depends on the place.
  static bool HoldsData(const FieldDescriptor* field) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return true;
    const std::string& package = field->message_type()->file()->package();
    return package == "smarthub.id.v1" || package.rfind("smarthub.", 0) != 0;
  }

  DescriptorPool pool_;
  std::vector<const FileDescriptor*> files_;
  std::vector<const Descriptor*> messages_;
  std::vector<const MethodDescriptor*> methods_;
};

TEST_F(LabelTest, EveryFieldSaysWhatItHolds) {
  ASSERT_GT(messages_.size(), 50u);
  std::vector<std::string> unlabelled;
  for (const Descriptor* message : messages_) {
    for (int i = 0; i < message->field_count(); ++i) {
      const FieldDescriptor* field = message->field(i);
      if (HoldsData(field) && LabelOf(field) == label::v1::LABEL_UNSPECIFIED) {
        unlabelled.push_back(field->full_name());
      }
    }
  }
  EXPECT_THAT(unlabelled, IsEmpty());
}

TEST_F(LabelTest, EveryLabelHasItsRowInTheTable) {
  const auto* labels = label::v1::Label_descriptor();
  for (int i = 0; i < labels->value_count(); ++i) {
    const EnumValueDescriptor* value = labels->value(i);
    if (value->number() == 0) continue;
    const auto& info = value->options().GetExtension(label::v1::info);
    EXPECT_NE(info.category(), label::v1::CATEGORY_UNSPECIFIED) << value->name();
    EXPECT_NE(info.subject(), label::v1::SUBJECT_UNSPECIFIED) << value->name();
    EXPECT_NE(info.treatment(), label::v1::TREATMENT_UNSPECIFIED) << value->name();
    EXPECT_LT(value->number(), 64) << "a set of labels is one machine word";
  }
}

TEST_F(LabelTest, EveryMethodSaysWhatItDoes) {
  ASSERT_GT(methods_.size(), 30u);
  std::set<std::string> actions;
  for (const MethodDescriptor* method : methods_) {
    const MethodLabel says = LabelOf(method);
    const std::string& name = method->full_name();
    EXPECT_FALSE(says.action().empty()) << name;
    EXPECT_TRUE(actions.insert(says.action()).second) << name << ": action used twice";
    EXPECT_NE(says.operation(), label::v1::OPERATION_UNSPECIFIED) << name;
    EXPECT_NE(says.admission(), label::v1::ADMISSION_UNSPECIFIED) << name;
    EXPECT_NE(says.slot(), label::v1::SLOT_UNSPECIFIED) << name;
  }
}

// A changing call can be repeated: its request says which intended change it is.
TEST_F(LabelTest, EveryMutatingMethodHasARequestId) {
  for (const MethodDescriptor* method : methods_) {
    const MethodLabel says = LabelOf(method);
    if (!says.mutates() || says.admission() == label::v1::SYSTEM) continue;
    const Descriptor* request = method->input_type();
    const bool report = method->name() == "ReportIncident";  // its id is its request id
    const FieldDescriptor* id = request->FindFieldByName(report ? "incident_id" : "request_id");
    EXPECT_NE(id, nullptr) << method->full_name();
  }
}

TEST_F(LabelTest, EveryRecordBeginsWithItsIdAndCanSayWhatWasWithheld) {
  int records = 0;
  for (const Descriptor* message : messages_) {
    if (KindOf(message) == label::v1::RECORD_KIND_UNSPECIFIED) continue;
    ++records;
    const FieldDescriptor* id = message->FindFieldByNumber(1);
    ASSERT_NE(id, nullptr) << message->full_name();
    ASSERT_EQ(id->cpp_type(), FieldDescriptor::CPPTYPE_MESSAGE) << id->full_name();
    EXPECT_EQ(id->message_type()->file()->package(), "smarthub.id.v1") << id->full_name();
    const FieldDescriptor* withheld = message->FindFieldByNumber(100);
    ASSERT_NE(withheld, nullptr) << message->full_name();
    EXPECT_EQ(withheld->message_type()->full_name(), "smarthub.label.v1.Withheld");
  }
  EXPECT_GT(records, 5);
}

// DOMAIN.md: there is no field for these, and there will be none.
TEST_F(LabelTest, NoFieldForSpecialCategories) {
  for (const Descriptor* message : messages_) {
    for (int i = 0; i < message->field_count(); ++i) {
      const std::string& name = message->field(i)->name();
      for (const char* word : {"ethnic", "race", "religion", "faith", "health", "disab", "sexual",
                               "orientation", "nationality", "face_template", "biometric"}) {
        EXPECT_EQ(name.find(word), std::string::npos) << message->field(i)->full_name();
      }
    }
  }
}

}  // namespace
}  // namespace smarthub
