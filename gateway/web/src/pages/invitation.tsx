// Taking up a one-time link: what it is for, a password, the authenticator app, a first code. Also
// the first start of a scheme: `smarthub init` prints such a link for the first coordinator.
// Whether somebody has an account is theirs to say: the link is known to whoever made it, and that
// must not tell them of other towns.
import { useState } from "preact/hooks";
import { Reason } from "@gen/error/v1/error_pb";
import type { AcceptInvitationResponse, GetInvitationResponse } from "@gen/identity/v1/identity_pb";
import { newRequestId } from "../api/clients";
import { worthRetrying } from "../api/errors";
import { useHub } from "../app/hub";
import { useCall, useDoing } from "../lib/use_call";
import { Radios, TextField } from "../ui/fields";
import { Fetched } from "../ui/loading";
import { Button, errorFor, ErrorSummary, type Flaw, flawsOf, Form, Title } from "../ui/page";
import { roleWord } from "../words/people";
import { SetUpPhone } from "./set_up_phone";

export function Invitation({ token }: { token: string }) {
  const { clients } = useHub();
  // Kept from the first moment: the address loses the token at once, so that it stays out of history.
  const [kept] = useState(() => {
    window.history.replaceState(null, "", "/invitation");
    return token;
  });
  const asked = useCall(() => clients.identity.getInvitation({ invitationToken: kept }), []);
  const invitation = asked.problem?.reason === Reason.NOT_FOUND
    ? { ...asked, problem: { ...asked.problem, text: "The hub does not know this link. Check that you copied all of it" } } : asked;
  const [made, setMade] = useState<AcceptInvitationResponse>();
  const [finished, setFinished] = useState(false);
  if (finished) {
    return (
      <>
        <Title>Your account is ready</Title>
        <p class="govuk-body">You can now sign in with your email address, your password and a code from your phone.</p>
        <a class="govuk-button" href="/">Sign in</a>
      </>
    );
  }
  if (made) return <SetUpPhone token={kept} made={made} done={() => setFinished(true)} />;
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      {invitation.problem && !invitation.data && <Title>{worthRetrying(invitation.problem) ? "Your invitation" : "This link does not work"}</Title>}
      <Fetched from={invitation}>{(data) => <Accept token={kept} invitation={data} done={setMade} />}</Fetched>
      {invitation.problem && <p class="govuk-body">A link works once, and only for some days. If yours does not work, ask your scheme’s coordinator for a new one. If you have an account, <a class="govuk-link" href="/">sign in</a>.</p>}
    </div></div>
  );
}

interface AcceptProps {
  token: string;
  invitation: GetInvitationResponse;
  done: (made: AcceptInvitationResponse) => void;
}

function Accept({ token, invitation, done }: AcceptProps) {
  const { clients } = useHub();
  const doing = useDoing();
  const [requestId] = useState(newRequestId);
  const [login, setLogin] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [missing, setMissing] = useState<Flaw[]>([]);
  const flaws = missing.length > 0 ? missing : flawsOf(doing.problem, { login: "login", name: "name", password: "password" });
  const first = invitation.asksLogin;
  const [way, setWay] = useState<"new" | "known">("new");
  const known = way === "known";
  const send = () => {
    const found = [
      first && !name.trim() && { text: "Enter your name", id: "name" },
      first && !/^\S+@\S+$/.test(login.trim()) && { text: "Enter your email address", id: "login" },
      password.length < 12 && { text: known ? "Enter your password" : "Choose a password of 12 characters or more", id: "password" },
      !known && password.length >= 12 && password !== again && { text: "The two passwords are not the same", id: "again" },
    ].filter(Boolean) as Flaw[];
    setMissing(found);
    if (found.length > 0) return;
    void doing.run(async () => done(await clients.identity.acceptInvitation({
      requestId, invitationToken: token, password, hasAccount: known, login: first ? login.trim() : "", name: first ? name.trim() : "",
    })));
  };
  return (
    <>
      <ErrorSummary flaws={flaws} />
      <Title caption={invitation.schemeName}>{first ? "Start your scheme" : "Take up your invitation"}</Title>
      <p class="govuk-body">You are invited to <strong>{invitation.schemeName}</strong> as <strong>{roleWord(invitation.role).toLowerCase()}</strong>.</p>
      <p class="govuk-body">{known
        ? "Enter your account’s password, then a code from your phone. Nothing else about your account changes."
        : "First choose a password. Then you will set up an authenticator app on your phone."}</p>
      <Form onSend={send}>
        <Radios id="way" label="Do you have a SMART Hub account?" value={way} onValue={setWay} options={[
          ["new", "No, I am new"], ["known", "Yes, I have one", "It joins this scheme and stays as it is."],
        ]} />
        {first && <TextField id="name" label="Your name" hint="As members of this scheme will see it." autocomplete="name" value={name} onValue={setName} error={errorFor(flaws, "name")} />}
        {first && <TextField id="login" label="Email address" hint="You will sign in with it." type="email" autocomplete="username"
          spellcheck={false} value={login} onValue={setLogin} error={errorFor(flaws, "login")} />}
        <TextField id="password" label={known ? "Password" : "Choose a password"} type="password"
          hint={known ? undefined : "12 characters or more. Three unrelated words work well."}
          autocomplete={known ? "current-password" : "new-password"}
          value={password} onValue={setPassword} error={errorFor(flaws, "password")} />
        {!known && <TextField id="again" label="The same password again" type="password" autocomplete="new-password"
          value={again} onValue={setAgain} error={errorFor(flaws, "again")} />}
        <Button submit busy={doing.busy} name="continue">Continue</Button>
      </Form>
    </>
  );
}
