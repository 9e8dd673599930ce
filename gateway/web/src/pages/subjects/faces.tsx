// The pictures of a person, each through the report it belongs to.
import type { Appearance } from "@gen/subject/v1/subject_pb";
import { PhotoState } from "@gen/evidence/v1/evidence_pb";
import { Role } from "@gen/policy/v1/policy_pb";
import { useHub } from "../../app/hub";
import { useCall } from "../../lib/use_call";
import { Picture } from "../../ui/picture";
import { near } from "../../words/dates";

// Of the newest reports: a page is no album.
const MOST = 3;

export function Faces({ appearances }: { appearances: Appearance[] }) {
  const { role } = useHub();
  // The DPO has no faces here.
  if (role === Role.DPO) return null;
  return <>{appearances.slice(0, MOST).map((one) => <Face key={one.suspect?.appearanceId?.value} appearance={one} />)}</>;
}

function Face({ appearance }: { appearance: Appearance }) {
  const { clients } = useHub();
  const incident = appearance.incidentId?.value ?? "";
  const mine = appearance.suspect?.appearanceId?.value;
  const found = useCall(async (options) => {
    const { photos } = await clients.evidence.listPhotos({ incidentId: { value: incident } }, options);
    return photos.find((one) => one.appearanceId?.value === mine && one.state === PhotoState.READY && !one.authorityWithdrawn)?.photoId?.value ?? "";
  }, [incident, mine]);
  // A person without a photo is the usual thing; one that could not be asked for is said by the report.
  if (!found.data) return null;
  return (
    <div class="sh-face-of">
      <Picture photoId={found.data} through={{ incident }} size="thumbnail" alt={`The person in the report of ${near(appearance.happenedFrom)}`} />
    </div>
  );
}
