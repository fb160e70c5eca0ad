import { wireNames } from '../realtime/wires';
import { chooseWire, wire, wires } from '../shop/live';
import { useValue } from '../shop/signal';

/** Chooses between the wires, where the host serves more than one. */
export function WireSwitch() {
  const found = useValue(wires);
  const chosen = useValue(wire);
  return found.length < 2 ? null : (
    <fieldset class="switch">
      <legend class="visually-hidden">Wire</legend>
      {found.map((name) => (
        <label key={name}>
          <input type="radio" name="wire" value={name} checked={name === chosen} onChange={() => void chooseWire(name)} />
          <span>{wireNames[name]}</span>
        </label>
      ))}
    </fieldset>
  );
}
