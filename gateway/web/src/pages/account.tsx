// The person's own account: who they are here, and how many recovery codes are left.
import { useHub } from "../app/hub";
import { SummaryList, Title, Warning } from "../ui/page";
import { roleWord } from "../words/people";

// From so few on the page says it after every sign-in.
const FEW = 3;

const countWords = (left: number) => (left === 0 ? "no recovery codes" : left === 1 ? "1 recovery code" : `${left} recovery codes`);
const RUN_OUT = "Without one you cannot sign in when you do not have your phone. Ask your coordinator to invite you again: you then get ten new codes.";

export function FewCodes() {
  const { me } = useHub();
  const left = me?.account?.recoveryCodesLeft;
  if (left === undefined || left > FEW) return null;
  return <div class="govuk-inset-text" data-name="few-codes"><strong>You have {countWords(left)} left.</strong> <a class="govuk-link" href="#/account">What this means<span class="govuk-visually-hidden"> for signing in</span></a></div>;
}

export function AccountPage() {
  const { me, membership, role } = useHub();
  const left = me?.account?.recoveryCodesLeft ?? 0;
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <Title>Your account</Title>
      <SummaryList rows={[
        { key: "Name", value: me?.account?.name },
        { key: "Email address", value: me?.account?.login },
        { key: "Scheme", value: membership?.schemeName },
        { key: "Role", value: roleWord(role) },
        { key: "Organisation", value: membership?.organisationName || "None" },
        (membership?.sites.length ?? 0) > 0 && { key: "Sites", value: membership!.sites.map((one) => one.name).join(", ") },
        { key: "Recovery codes left", value: left },
      ]} />
      {left <= FEW ? <Warning>You have {countWords(left)} left. {RUN_OUT}</Warning>
        : <p class="govuk-body">A recovery code signs you in once when you do not have your phone.</p>}
      <p class="govuk-body">Lost your phone, or is something here wrong? Tell your coordinator.</p>
    </div></div>
  );
}
