// The public page of a scheme, for whoever has no account: who answers for the data, what is held and how
// long, what rights there are, and a challenge or request. Nobody is asked who they are to read it.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button, ErrorSummary, Form, Title } from "../ui/page";
import { Failed, Main } from "../ui/problems";
import { TextField } from "../ui/fields";
import { Challenge } from "./challenge";
import { getPublicPage, type PublicPage, Refused, refusal } from "./hub";
import { About } from "./about";
import { Standing } from "./standing";

const VIEWS = ["challenge", "standing"] as const;
type View = "" | (typeof VIEWS)[number];
const viewOf = (hash: string): View => VIEWS.find((one) => hash === `#/${one}`) ?? "";

function useView(): View {
  const [view, setView] = useState(() => viewOf(window.location.hash));
  useEffect(() => {
    const listen = () => {
      // A link to a field is no view.
      if (!window.location.hash || window.location.hash.startsWith("#/")) setView(viewOf(window.location.hash));
    };
    window.addEventListener("hashchange", listen);
    return () => window.removeEventListener("hashchange", listen);
  }, []);
  return view;
}

interface Props {
  scheme: string;
  askNotice: () => Promise<string>;
}

export function PublicApp({ scheme, askNotice }: Props) {
  const view = useView();
  const [data, setData] = useState<PublicPage>();
  const [problem, setProblem] = useState<{ text: string; unknown: boolean }>();
  const [ofHub, setOfHub] = useState("");
  const load = () => {
    if (!scheme) return;
    setProblem(undefined);
    getPublicPage(scheme).then(setData, (cause) => setProblem({
      text: refusal(cause), unknown: cause instanceof Refused && ["not_found", "invalid_argument"].includes(cause.code),
    }));
  };
  useEffect(() => {
    load();
    void askNotice().then(setOfHub);
  }, []);
  return (
    <Frame name={data?.schemeName ?? ""} notice={data?.schemeNotice ?? ofHub}>
      {!scheme || problem?.unknown ? <WhichScheme tried={problem?.unknown ? scheme : ""} />
        : problem ? (
          <>
            <Title>Privacy and your rights</Title>
            <Failed text={problem.text}><Button onPress={load}>Try again</Button></Failed>
          </>
        )
        : !data ? <p class="govuk-body" role="status">Loading…</p>
        : view === "challenge" ? <Challenge scheme={scheme} asking={data.asking} />
        : view === "standing" ? <Standing scheme={scheme} />
        : <About data={data} />}
    </Frame>
  );
}

function Frame({ name, notice, children }: { name: string; notice: string; children: ComponentChildren }) {
  return (
    <>
      <a href="#main" class="govuk-skip-link" onClick={(event) => {
        event.preventDefault();
        document.getElementById("main")?.focus();
      }}>Skip to main content</a>
      <header class="sh-header">
        <div class="govuk-width-container sh-header__row">
          <span class="sh-header__name">SMART Hub</span>
          <span class="sh-header__scheme">{name}</span>
          <a class="sh-header__link" href="/">Members sign in</a>
        </div>
      </header>
      {notice && <aside class="sh-notice" aria-label="About this service"><div class="govuk-width-container"><p>{notice}</p></div></aside>}
      <div class="govuk-width-container">
        <Main><div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">{children}</div></div></Main>
      </div>
      <footer class="sh-footer"><div class="govuk-width-container">
        <p>SMART Hub does not call the police. In danger now, call <a class="govuk-link" href="tel:999">999</a>.</p>
      </div></footer>
    </>
  );
}

// A link without the scheme's name, or with a wrong one.
function WhichScheme({ tried }: { tried: string }) {
  const [name, setName] = useState(tried);
  const [missing, setMissing] = useState(false);
  const bare = name.trim().toLowerCase();
  const flaws = missing ? [{ text: "Enter the short name of the scheme", id: "scheme" }]
    : tried ? [{ text: "There is no scheme of this name here", id: "scheme" }] : [];
  return (
    <>
      <ErrorSummary flaws={flaws} />
      <Title>Which scheme is it about?</Title>
      <p class="govuk-body">Its short name is in the letter or link that you were given.</p>
      <Form onSend={() => {
        setMissing(!bare);
        if (bare) window.location.search = `?scheme=${encodeURIComponent(bare)}`;
      }}>
        <TextField id="scheme" label="Short name of the scheme" hint="For example, melton" width={20} spellcheck={false} autocomplete="off"
          value={name} onValue={setName} error={flaws[0]?.text} />
        <Button submit name="choose-scheme">Continue</Button>
      </Form>
    </>
  );
}
