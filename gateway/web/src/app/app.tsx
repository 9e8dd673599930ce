// Which page is shown. What is still asked of the person (sign in, scheme, terms, purpose) comes
// first, and the page they wanted after it.
import type { Transport } from "@connectrpc/connect";
import { useEffect } from "preact/hooks";
import { Purpose, Role } from "@gen/policy/v1/policy_pb";
import type { Named } from "../api/transport";
import { BulletinsLive } from "../lib/bulletins_live";
import { go, type Route, useRoute } from "../lib/router";
import { FewCodes } from "../pages/account";
import { Invitation } from "../pages/invitation";
import { Purposes, Schemes } from "../pages/purpose";
import { SignIn } from "../pages/sign_in";
import { Terms } from "../pages/terms";
import { Button, Title } from "../ui/page";
import { Failed } from "../ui/problems";
import { HubContext } from "./hub";
import { pageFor } from "./pages";
import { homeOf, Shell } from "./shell";
import { type Session, useSession } from "./use_session";

interface Props {
  makeTransport: (named: () => Named) => Transport;
  askNotice: () => Promise<string>;
}

export function App({ makeTransport, askNotice }: Props) {
  const session = useSession(makeTransport);
  const route = useRoute();
  const invited = window.location.pathname.startsWith("/invitation");
  useEffect(() => {
    if (!invited) void session.refresh();
  }, []);
  return (
    <HubContext.Provider value={session}>
      <BulletinsLive>
        <Shell route={route} askNotice={askNotice}>
          {invited ? <Invitation token={window.location.hash.slice(1)} /> : <Inside session={session} route={route} />}
        </Shell>
      </BulletinsLive>
    </HubContext.Provider>
  );
}

function Inside({ session, route }: { session: Session; route: Route }) {
  const { known, away, lapsed, me, membership, role, purpose } = session;
  const home = membership !== undefined && (route.path === "/" || route.path === "/sign-in");
  useEffect(() => {
    if (home) go(homeOf(role));
  }, [home, role]);
  if (!known) return <p class="govuk-body" role="status">Loading…</p>;
  if (away) {
    return (
      <>
        <Title>The hub cannot be reached</Title>
        <Failed text={away.text}><Button onPress={() => void session.refresh()}>Try again</Button></Failed>
      </>
    );
  }
  if (!me) return <SignIn lapsed={lapsed} />;
  if (!membership) {
    return (
      <>
        <Title>You are not a member of a scheme</Title>
        <p class="govuk-body">Your account works, but no scheme has you as a member now. Ask your coordinator.</p>
      </>
    );
  }
  if (route.path === "/scheme") return <Schemes />;
  if (membership.termsNeeded) return <Terms />;
  if (role === Role.UNSPECIFIED) return <p class="govuk-body">You have no role in this scheme.</p>;
  const mustChoose = membership.purposes.length > 1 && purpose === Purpose.UNSPECIFIED;
  if (mustChoose || route.path === "/purpose") return <Purposes next={route.path === "/purpose" ? homeOf(role) : undefined} />;
  if (home) return null;
  // A page starts anew for another scheme, purpose or address. The galleries are one page: another one
  // is a part of the same live list.
  // Below a report: nothing comes before "this does not call the police".
  const few = route.path === homeOf(role) && <FewCodes />;
  const reporting = route.path === "/report";
  return (
    <div key={`${membership.scheme?.value}/${purpose}/${route.path}?${route.path === "/bulletins" ? "" : route.query}`}>
      {!reporting && few}{pageFor(route, role)}{reporting && few}
    </div>
  );
}
