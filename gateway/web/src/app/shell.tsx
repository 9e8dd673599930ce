// The frame of every page: notice, who is signed in, for which purpose, where one can go.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Purpose, Role } from "@gen/policy/v1/policy_pb";
import { CONTRACT } from "../api/transport";
import type { Route } from "../lib/router";
import { Main } from "../ui/problems";
import { purposeWord, roleWord } from "../words/people";
import { recall, useHub } from "./hub";
import { News, useNews } from "./news";
import { SCHEME } from "./use_session";

const REPORTER: [string, string][] = [["/report", "New report"], ["/reports", "Your reports"], ["/bulletins", "Bulletins"], ["/figures", "Figures"]];
const FIND: [string, string] = ["/search", "Find a person"];
const AGENCY: [string, string][] = [["/queue", "Worklist"], ["/bulletins", "Bulletins"], FIND, ["/requests", "Ask for more"], ["/figures", "Figures"]];
const PLACES: Partial<Record<Role, [string, string][]>> = {
  [Role.REPORTER]: REPORTER,
  [Role.SITE_MANAGER]: REPORTER,
  [Role.COORDINATOR]: [
    ["/queue", "Queue"], ["/bulletins", "Bulletins"], FIND, ["/requests", "Requests"], ["/challenges", "Challenges"], ["/notices", "Notices"], ["/people", "People"], ["/places", "Sites"],
    ["/organisations", "Organisations"], ["/figures", "Figures"],
  ],
  [Role.POLICE]: AGENCY,
  [Role.COUNCIL]: AGENCY,
  [Role.BOARD_MEMBER]: [["/figures", "Figures"]],
  [Role.DPO]: [
    ["/audit", "Entries"], ["/audit/who", "Who looked"], ["/audit/log", "The log"], ["/bulletins", "Bulletins"], ["/challenges", "Challenges"], ["/notices", "Notices"], ["/figures", "Figures"],
  ],
};

export const homeOf = (role: Role) => (PLACES[role] ?? [["/sign-in", ""]])[0][0];

function Navigation({ route }: { route: Route }) {
  const { role } = useHub();
  const places = PLACES[role];
  if (!places) return null;
  const current = places.map(([path]) => path).filter((path) => route.path === path || route.path.startsWith(`${path}/`))
    .sort((a, b) => b.length - a.length)[0];
  return (
    <nav class="sh-nav" aria-label="Main">
      <div class="govuk-width-container">
        <ul>
          {places.map(([path, text]) => (
            <li key={path}><a href={`#${path}`} aria-current={path === current ? "page" : undefined}>{text}</a></li>
          ))}
        </ul>
      </div>
    </nav>
  );
}

function PurposeBar() {
  const { membership, purpose } = useHub();
  if (!membership || membership.purposes.length < 2 || purpose === Purpose.UNSPECIFIED) return null;
  return (
    <section class="sh-purpose" aria-label="Your purpose">
      <div class="govuk-width-container sh-purpose__row">
        <span>You are working for the purpose of <strong>{purposeWord(purpose).toLowerCase()}</strong>.</span>
        <a class="govuk-link" href="#/purpose">Change purpose</a>
      </div>
    </section>
  );
}

// The hub was renewed while this page lay open: what it sends may no longer be understood.
const OutOfDate = () => (
  <div class="sh-purpose" role="status" data-name="out-of-date">
    <div class="govuk-width-container sh-purpose__row">
      <span><strong>This page is out of date.</strong> Finish what you are writing, then reload it.</span>
      <button type="button" class="sh-link" onClick={() => window.location.reload()}>Reload the page</button>
    </div>
  </div>
);

// Before somebody signs in: of the scheme that this browser was used for last.
const privacyPage = (scheme = recall(window.localStorage, SCHEME)) => `/privacy.html${scheme ? `?scheme=${encodeURIComponent(scheme)}` : ""}`;

interface ShellProps {
  route: Route;
  // The hub's own notice, for whoever has not signed in.
  askNotice: () => Promise<string>;
  children: ComponentChildren;
}

export function Shell({ route, askNotice, children }: ShellProps) {
  const { me, membership, role, signOut } = useHub();
  const [ofHub, setOfHub] = useState("");
  useEffect(() => void askNotice().then(setOfHub), []);
  const notice = membership ? membership.schemeNotice : ofHub;
  const news = useNews(route);
  return (
    <>
      <a
        href="#main" class="govuk-skip-link"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >Skip to main content</a>
      <header class="sh-header">
        <div class="govuk-width-container sh-header__row">
          <a class="sh-header__name" href="#/">SMART Hub</a>
          <span class="sh-header__scheme">{membership?.schemeName}</span>
          {me && (
            <span class="sh-header__who">
              {membership && !membership.termsNeeded ? <a class="sh-header__link" href="#/account">{me.account?.name}<span class="govuk-visually-hidden">: your account</span></a> : me.account?.name}
              {membership ? `, ${roleWord(role).toLowerCase()}` : ""}
              {me.memberships.length > 1 && <a class="sh-header__link sh-header__next" href="#/scheme">Change scheme</a>}
              <button type="button" class="sh-header__link sh-header__next" onClick={() => void signOut()}>Sign out</button>
            </span>
          )}
        </div>
      </header>
      {notice && <aside class="sh-notice" aria-label="About this service">
        <div class="govuk-width-container"><p>{notice}</p></div>
      </aside>}
      {me && me.contract !== CONTRACT && <OutOfDate />}
      <PurposeBar />
      <Navigation route={route} />
      <News news={news} here={!news.atEnd} />
      <div class="govuk-width-container">
        <Main>{children}</Main>
      </div>
      <News news={news} here={news.atEnd} />
      <footer class="sh-footer">
        <div class="govuk-width-container">
          <p>SMART Hub does not call the police. In danger now, call <a class="govuk-link" href="tel:999">999</a>.</p>
          <p><a class="govuk-link" href={privacyPage(membership?.scheme?.value)}>Privacy and your rights</a></p>
          <p>Every look at personal data here is recorded. {membership?.organisationName && `You work for ${membership.organisationName}.`}</p>
        </div>
      </footer>
    </>
  );
}
