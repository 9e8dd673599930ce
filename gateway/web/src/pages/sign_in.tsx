// Signing in: password, then a six-digit code or a recovery code.
import { useState } from "preact/hooks";
import { NextStep } from "@gen/identity/v1/identity_pb";
import { Reason } from "@gen/error/v1/error_pb";
import { useHub } from "../app/hub";
import { useDoing } from "../lib/use_call";
import { TextField } from "../ui/fields";
import { Button, errorFor, ErrorSummary, type Flaw, flawsOf, Form, Title } from "../ui/page";

// `lapsed`: why somebody who was signed in is here again; empty where nobody was.
export function SignIn({ lapsed }: { lapsed: string }) {
  const { refresh } = useHub();
  const [continuation, setContinuation] = useState("");
  return continuation
    ? <SecondStep continuation={continuation} startAgain={() => setContinuation("")} done={() => void refresh()} />
    : <FirstStep lapsed={lapsed} next={setContinuation} done={() => void refresh()} />;
}

function FirstStep({ lapsed, next, done }: { lapsed: string; next: (continuation: string) => void; done: () => void }) {
  const { clients } = useHub();
  const doing = useDoing();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [missing, setMissing] = useState<Flaw[]>([]);
  const wrong = doing.problem?.reason === Reason.WRONG_CREDENTIALS
    ? [{ text: "The email address or password is not right", id: "login" }]
    : flawsOf(doing.problem, { login: "login", password: "password" });
  const flaws = missing.length > 0 ? missing : wrong;
  const send = () => {
    const empty = [
      !login.trim() && { text: "Enter your email address", id: "login" },
      !password && { text: "Enter your password", id: "password" },
    ].filter(Boolean) as Flaw[];
    setMissing(empty);
    if (empty.length > 0) return;
    void doing.run(async () => {
      const reply = await clients.identity.signIn({ step: { case: "password", value: { login: login.trim(), password } } });
      if (reply.next === NextStep.TOTP) next(reply.continuation);
      else done();
    });
  };
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <ErrorSummary flaws={flaws} />
      <Title>Sign in</Title>
      {lapsed && <p class="govuk-inset-text" role="status">{lapsed}.</p>}
      <p class="govuk-body">Report shop theft, violence and anti-social behaviour to your scheme, and see what came of it.</p>
      <Form onSend={send}>
        <TextField id="login" label="Email address" type="email" autocomplete="username" spellcheck={false}
          value={login} onValue={setLogin} error={errorFor(flaws, "login")} />
        <TextField id="password" label="Password" type="password" autocomplete="current-password"
          value={password} onValue={setPassword} error={errorFor(flaws, "password")} />
        <Button submit busy={doing.busy} name="continue">Continue</Button>
      </Form>
    </div></div>
  );
}

function SecondStep({ continuation, startAgain, done }: { continuation: string; startAgain: () => void; done: () => void }) {
  const { clients } = useHub();
  const doing = useDoing();
  const [recovery, setRecovery] = useState(false);
  const [code, setCode] = useState("");
  const [missing, setMissing] = useState("");
  const problem = doing.problem?.reason === Reason.WRONG_CREDENTIALS
    ? `That ${recovery ? "recovery " : ""}code is not right. Check it and try again`
    : doing.problem?.text;
  const text = missing || problem;
  const flaws: Flaw[] = text ? [{ text, id: "code" }] : [];
  const send = () => {
    const bare = code.replace(/\s/g, "");
    const ok = recovery ? bare.length > 0 : /^\d{6}$/.test(bare);
    setMissing(ok ? "" : recovery ? "Enter one of your recovery codes" : "Enter the 6 numbers from your authenticator app");
    if (!ok) return;
    void doing.run(async () => {
      await clients.identity.signIn({
        step: recovery
          ? { case: "recovery", value: { continuation, recoveryCode: bare } }
          : { case: "totp", value: { continuation, code: bare } },
      });
      done();
    });
  };
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <ErrorSummary flaws={flaws} />
      <Title key={String(recovery)}>{recovery ? "Enter a recovery code" : "Enter your 6-digit code"}</Title>
      <Form onSend={send}>
        {recovery
          ? <TextField key="recovery" id="code" label="Recovery code" hint="One of the codes you kept when you set up your account. Each works once."
              width={20} spellcheck={false} autocomplete="off" value={code} onValue={setCode} error={errorFor(flaws, "code")} />
          : <TextField key="totp" id="code" label="6-digit code" hint="From the authenticator app on your phone." inputmode="numeric"
              autocomplete="one-time-code" width={5} value={code} onValue={setCode} error={errorFor(flaws, "code")} />}
        <Button submit busy={doing.busy} name="sign-in">Sign in</Button>
      </Form>
      <div class="sh-row-actions">
        <Button kind="secondary" onPress={() => { setRecovery(!recovery); setCode(""); setMissing(""); doing.setProblem(undefined); }}>
          {recovery ? "Use a 6-digit code" : "I do not have my phone"}
        </Button>
        <Button kind="secondary" onPress={startAgain}>Start again</Button>
      </div>
    </div></div>
  );
}
