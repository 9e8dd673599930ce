// Two processes of a hub, in one: the remote dispatcher on one side, the door and Guard on the
// other, mutual TLS between them.
#include "platform/rpc/grpc_door.h"

#include <grpcpp/generic/generic_stub.h>

#include "platform/rpc/grpc_wire.h"
#include "platform/rpc/remote_dispatcher.h"
#include "platform/rpc/testdata/toy_hub.h"
#include "platform/tls/certificates.h"

namespace smarthub::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class GrpcDoorTest : public ToyTest {
 protected:
  GrpcDoorTest() {
    GrpcDoorOptions options;
    options.listen = "127.0.0.1:0";
    options.certificate_pem = server_.certificate_pem;
    options.private_key_pem = server_.private_key_pem;
    options.authority_pem = authority_.certificate_pem;
    options.dispatcher = &hub.guard();
    options.loop = &hub.loop();
    auto opened = GrpcDoor::Open(std::move(options));
    if (!opened.ok()) std::abort();
    door_ = *std::move(opened);
    remote_ = Connect(authority_);
  }
  ~GrpcDoorTest() override {
    if (door_ != nullptr) EXPECT_THAT(hub.Run(door_->Close(absl::Seconds(5))), IsOk());
  }

  RemoteOptions Options(const tls::KeyPair& signed_by) {
    RemoteOptions options;
    options.address = absl::StrCat("127.0.0.1:", door_->port());
    options.server_name = "core";
    const auto client = tls::IssueClientCertificate(signed_by, "edge", now_, not_after_);
    options.certificate_pem = client->pair.certificate_pem;
    options.private_key_pem = client->pair.private_key_pem;
    options.authority_pem = authority_.certificate_pem;
    options.methods = &hub.methods();
    options.loop = &hub.loop();
    return options;
  }
  std::unique_ptr<RemoteDispatcher> Connect(const tls::KeyPair& signed_by) {
    return std::make_unique<RemoteDispatcher>(Options(signed_by));
  }

  static rpc::Call CallOf(const TestCaller& caller, Cancellation* cancellation = nullptr) {
    rpc::Call call;
    call.credentials = caller.credentials();
    call.cancellation = cancellation;
    return call;
  }
  const Method& Of(const char* name) { return *remote_->Find(TestHub::PathOf(Name(name))); }
  Answer Send(const char* name, const TestCaller& caller, const ToyRequest& request) {
    hub.authenticator().Know(caller);
    return hub.Run(remote_->Unary(Of(name), CallOf(caller), request));
  }
  absl::Status Watch(Stream& stream, Cancellation* cancellation = nullptr) {
    hub.authenticator().Know(police);
    const ToyRequest request = Request({});
    return hub.Run(
        remote_->ServerStream(Of("Watch"), CallOf(police, cancellation), request, stream));
  }

  // gRPC checks certificates by the machine's clock.
  absl::Time now_ = SystemClock().Now();
  absl::Time not_after_ = now_ + absl::Hours(24);
  tls::KeyPair authority_ = *tls::MakeAuthority("processes", now_, not_after_);
  tls::KeyPair other_ = *tls::MakeAuthority("others", now_, not_after_);
  tls::KeyPair server_ = *tls::IssueServerCertificate(authority_, {"core"}, now_, not_after_);
  std::unique_ptr<GrpcDoor> door_;
  std::unique_ptr<RemoteDispatcher> remote_;
};

TEST_F(GrpcDoorTest, AnswerAndReceiptComeAcross) {
  Grow("red", ann);
  const Answer answer = Send("Read", ann, Request({"red"}));
  ASSERT_THAT(answer.status, IsOk());
  EXPECT_EQ(static_cast<const ToyResponse&>(*answer.reply).apples(0).who(), "body of red");
  EXPECT_EQ(hub.LeafOf(answer.receipt).person_id(), ann.person_id().bytes());
}

TEST_F(GrpcDoorTest, ErrorsKeepTheirReasonAndField) {
  EXPECT_THAT(Send("Read", ann.WithoutTerms(), Request({})).status,
              HasReason(error::v1::REASON_TERMS_NOT_ACCEPTED));
  ToyRequest request = Request({});
  request.clear_request_id();
  EXPECT_THAT(Send("Change", ann, request).status,
              smarthub::testing::IsInvalid("request_id", error::v1::REASON_REQUIRED));
  handler = [](Context&, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    co_return absl::InternalError("the wiring of the cellar");
  };
  const absl::Status status = Send("Read", ann, Request({})).status;
  EXPECT_THAT(status, HasReason(error::v1::REASON_INTERNAL));
  EXPECT_EQ(status.message().find("cellar"), absl::string_view::npos);
}

TEST_F(GrpcDoorTest, EverythingTheEdgeSawComesAcross) {
  Credentials seen;
  handler = [&](Context& context, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    seen = context.credentials();
    co_return ToyResponse();
  };
  hub.authenticator().Know(ann);
  rpc::Call call = CallOf(ann);
  call.credentials.certificate_sha256 = std::string(32, '\xfe');
  // Whatever a header may hold that HTTP/2 metadata may not.
  call.credentials.on_behalf_of = std::string("PC \xc3\xa9\n\0 7", 9);
  call.credentials.peer = "192.0.2.7";
  call.credentials.unattended = true;
  const Credentials sent = call.credentials;
  const ToyRequest request = Request({});
  ASSERT_THAT(hub.Run(remote_->Unary(Of("Read"), std::move(call), request)).status, IsOk());
  EXPECT_EQ(seen.session_token, sent.session_token);
  EXPECT_EQ(seen.certificate_sha256, sent.certificate_sha256);
  EXPECT_EQ(seen.on_behalf_of, sent.on_behalf_of);
  EXPECT_TRUE(seen.unattended);
  EXPECT_EQ(seen.scheme, sent.scheme);
  EXPECT_EQ(seen.purpose, sent.purpose);
  EXPECT_EQ(seen.peer, sent.peer);
}

TEST_F(GrpcDoorTest, SystemMethodsDoNotExistHereEither) {
  EXPECT_THAT(Send("Seed", ann, Request({})).status, HasReason(error::v1::REASON_NO_SUCH_METHOD));
}

TEST_F(GrpcDoorTest, OnlyProcessesOfThisHubComeIn) {
  hub.authenticator().Know(ann);
  const auto stranger = Connect(other_);
  const ToyRequest request = Request({});
  EXPECT_THAT(hub.Run(stranger->Unary(Of("Read"), CallOf(ann), request)).status,
              HasReason(error::v1::REASON_STORE_AWAY));
  EXPECT_EQ(runs, 0);
}

TEST_F(GrpcDoorTest, WhatIsNoMessageIsRefused) {
  RemoteOptions options = Options(authority_);
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = options.authority_pem;
  tls.pem_cert_chain = options.certificate_pem;
  tls.pem_private_key = options.private_key_pem;
  grpc::ChannelArguments arguments;
  arguments.SetSslTargetNameOverride("core");
  grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer> stub(
      grpc::CreateCustomChannel(options.address, grpc::SslCredentials(tls), arguments));
  for (const char* path : {"/smarthub.toy.v1.ToyService/Read", "/no/such", "/"}) {
    grpc::ClientContext context;
    const grpc::Slice slice(std::string("\xff\xff\xff\xff"));
    const grpc::ByteBuffer sent(&slice, 1);
    grpc::ByteBuffer received;
    Event done(hub.loop());
    grpc::Status status;
    stub.UnaryCall(&context, path, {}, &sent, &received, [&](grpc::Status given) {
      hub.loop().Post([&, given] {
        status = given;
        done.Set();
      });
    });
    ASSERT_THAT(hub.Run(done.Wait()), IsOk());
    EXPECT_FALSE(status.ok()) << path;
    EXPECT_NE(status.error_code(), grpc::StatusCode::INTERNAL) << path;
  }
  EXPECT_EQ(runs, 0);
}

TEST_F(GrpcDoorTest, StreamComesAcrossToItsEnd) {
  watcher = [](Context&, const ToyRequest&, Stream& stream) -> Task<absl::Status> {
    ToyResponse response;
    for (const char* state : {"one", "two", "three"}) {
      response.set_state(state);
      absl::Status written = co_await stream.Write(response);
      if (!written.ok()) co_return written;
    }
    co_return Error(absl::StatusCode::kAborted, error::v1::REASON_CONFLICT, "Connect again.");
  };
  ToyStream states;
  EXPECT_THAT(Watch(states), HasReason(error::v1::REASON_CONFLICT));
  EXPECT_THAT(states.states, ElementsAre("one", "two", "three"));
}

TEST_F(GrpcDoorTest, ClientThatGoesEndsTheHandlerOverThere) {
  absl::Status ended;
  Event over(hub.loop());
  Cancellation gone;
  watcher = [&](Context& context, const ToyRequest&, Stream& stream) -> Task<absl::Status> {
    ToyResponse response;
    response.set_state("stands");
    absl::Status written = co_await stream.Write(response);
    EXPECT_THAT(written, IsOk());
    gone.Cancel(absl::CancelledError("gone"));
    ended = co_await context.loop().Sleep(absl::Seconds(60), context.cancellation());
    over.Set();
    co_return ended;
  };
  ToyStream states;
  EXPECT_THAT(Watch(states, &gone), StatusIs(absl::StatusCode::kCancelled));
  ASSERT_THAT(hub.Run(over.Wait()), IsOk());
  EXPECT_THAT(ended, StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(GrpcDoorTest, ReaderThatIsFullEndsTheStream) {
  watcher = [](Context&, const ToyRequest&, Stream& stream) -> Task<absl::Status> {
    ToyResponse response;
    response.set_state("again");
    while (true) {
      absl::Status written = co_await stream.Write(response);
      if (!written.ok()) co_return written;
    }
  };
  // A handler that never waits fills the queue before the connection takes anything.
  ToyStream states;
  EXPECT_THAT(Watch(states), HasReason(error::v1::REASON_STREAM_FELL_BEHIND));
  EXPECT_THAT(states.states, SizeIs(::testing::Le(17u)));
}

TEST_F(GrpcDoorTest, ClosedDoorIsAwayAtOnce) {
  EXPECT_THAT(hub.Run(door_->Close(absl::Seconds(1))), IsOk());
  door_ = nullptr;
  EXPECT_THAT(Send("Read", ann, Request({})).status, HasReason(error::v1::REASON_STORE_AWAY));
  EXPECT_THAT(Send("Change", ann, Request({})).status,
              HasReason(error::v1::REASON_OUTCOME_UNKNOWN));
}

TEST_F(GrpcDoorTest, CloseEndsWhatIsOpen) {
  watcher = [](Context& context, const ToyRequest&, Stream&) -> Task<absl::Status> {
    co_return co_await context.loop().Sleep(absl::Seconds(60), context.cancellation());
  };
  hub.authenticator().Know(police);
  ToyStream states;
  const ToyRequest request = Request({});
  Event over(hub.loop());
  auto run = [](Task<absl::Status> task, Event& flag) -> Task<void> {
    const absl::Status status = co_await std::move(task);
    EXPECT_FALSE(status.ok());
    flag.Set();
  };
  hub.loop().Spawn(run(remote_->ServerStream(Of("Watch"), CallOf(police), request, states), over));
  EXPECT_THAT(hub.Run(door_->Close(absl::Milliseconds(50))), IsOk());
  door_ = nullptr;
  EXPECT_THAT(hub.Run(over.Wait()), IsOk());
}

}  // namespace
}  // namespace smarthub::rpc
