// Goods as buttons with their usual value; each becomes a line that can be corrected.
import { Chip, Question } from "../../ui/chips";
import { TextField } from "../../ui/fields";
import { errorFor, type Flaw } from "../../ui/page";
import { usualGoods } from "../../lib/remembered";
import type { Draft, GoodsDraft } from "./draft";

interface Props {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
  flaws: Flaw[];
  scheme: string;
}

export function GoodsQuestion({ draft, change, flaws, scheme }: Props) {
  const { goods } = draft;
  const set = (index: number, part: Partial<GoodsDraft>) =>
    change({ goods: goods.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  const add = (what: string, value: string) => change({ goods: [...goods, { what, value, recovered: false }] });
  const remove = (index: number) => change({ goods: goods.filter((_, at) => at !== index) });
  return (
    <Question id="goods" title="What was taken?" hint="Tap goods to add them. Correct the value if you know it.">
      <div class="sh-chips">
        {usualGoods(scheme).map(({ what, value }) => {
          const at = goods.findIndex((one) => one.what === what);
          return (
            <Chip key={what} name={`goods-${what}`} pressed={at >= 0} sub={value && `about £${value}`}
              onPress={() => (at >= 0 ? remove(at) : add(what, value))}>{what}</Chip>
          );
        })}
        <Chip pressed={false} onPress={() => add("", "")}>Something else</Chip>
      </div>
      {goods.map((one, index) => (
        <div class="sh-goods-line" key={index}>
          <TextField id={`goods-${index}`} label="What" width={10} value={one.what} maxLength={120}
            onValue={(what) => set(index, { what })} error={errorFor(flaws, `goods-${index}`)} />
          <TextField id={`value-${index}`} label={<>Value in £{one.what && <span class="govuk-visually-hidden"> of {one.what.toLowerCase()}</span>}</>} width={5} inputmode="decimal"
            value={one.value} onValue={(value) => set(index, { value })} error={errorFor(flaws, `value-${index}`)} />
          <Chip pressed={one.recovered} onPress={() => set(index, { recovered: !one.recovered })}>
            Got it back<span class="govuk-visually-hidden">: {one.what || "this line"}</span>
          </Chip>
          <button type="button" class="sh-chip" onClick={() => remove(index)}>
            Remove<span class="govuk-visually-hidden"> {one.what || "this line"}</span>
          </button>
        </div>
      ))}
    </Question>
  );
}
